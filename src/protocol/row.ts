import type { MediaSize, MediaSource } from './media.ts';
import type { Part } from './parts.ts';

/**
 * One event as the views see it: plain, readonly, structured-cloneable. One row is one event; grouping, day lines and
 * folding are decided in `src/room`.
 */
export type TimelineRow = MessageRow | RedactedRow | UndecryptableRow | NoticeRow | UnknownRow | GapRow;

/** A person as shown beside a message: controls stripped, cut, disambiguated. */
export interface Person {
  /** `@user:server`. */
  readonly id: string;
  /** Never empty. Two people of one room whose names look alike both carry their id in `disambiguation`. */
  readonly name: string;
  readonly disambiguation?: string;
  /** `mxc:` address of the avatar. */
  readonly avatar?: string;
}

interface RowBase {
  /** Event id (opaque). */
  readonly id: string;
  /** The transaction id of a message sent from this device: the outbox record of that id is this row. */
  readonly txnId?: string;
  /** The same where the homeserver does not tell it, as of another device of the reader: the content holds it. */
  readonly sentAs?: string;
  /** `origin_server_ts` in milliseconds, or undefined where it is not sane (before 2010, or over a day ahead). */
  readonly ts?: number;
  readonly sender: Person;
  readonly own: boolean;
}

export interface MessageRow extends RowBase {
  readonly kind: 'message';
  readonly body: MessageBody;
  /** There is no view for what it is: the body is the text that it carries for such a case. */
  readonly standsFor?: 'poll' | 'unknown';
  /** The text that "edit" starts from (Markdown where it was sent from here, else plain); only on own editable rows. */
  readonly editable?: string;
  readonly edited: boolean;
  readonly replyTo?: ReplyQuote;
  /** The message that began the thread this is in. */
  readonly thread?: ReplyQuote;
  readonly reactions: readonly Reaction[];
  /** `m.mentions` names the reader, or the room where the sender may. */
  readonly mentionsReader: boolean;
  readonly shield?: Shield;
}

export type MessageBody = TextBody | FileBody;

export interface TextBody {
  readonly kind: 'text' | 'emote' | 'notice';
  readonly parts: readonly Part[];
  /** The text without formatting, for quotes and what is read aloud; at most 1,000 characters, without what spoilers hide. */
  readonly plain: string;
}

/** `m.image`, `m.file`, `m.audio`, `m.video`, `m.sticker`. */
export interface FileBody {
  readonly kind: 'image' | 'file' | 'audio' | 'video';
  readonly source: MediaSource;
  /** Cleaned of paths, controls and direction overrides; its true extension last. */
  readonly name: string;
  /** Declared type; only for the icon and label: what a blob may be is decided anew at download. */
  readonly mime: string;
  /** Bytes. */
  readonly size?: number;
  /** Of sound and film, milliseconds; declared. */
  readonly duration?: number;
  readonly box?: MediaSize;
  readonly thumbnail?: MediaSource;
  readonly caption: readonly Part[];
  readonly plain: string;
}

export interface Reaction {
  /** Cut to 40 characters, text only. */
  readonly key: string;
  readonly count: number;
  readonly own: boolean;
  /** For the tooltip: of everybody, or of 20 where there are two more at least. */
  readonly names: readonly string[];
}

/** What a message speaks of; from the real event, never from a fallback. */
export interface ReplyQuote {
  readonly id: string;
  readonly state: 'shown' | 'loading' | 'missing' | 'redacted' | 'undecryptable';
  readonly sender?: Person;
  /** At most 200 characters. */
  readonly excerpt?: string;
}

/** Something is wrong with the encryption or origin of this row; absent on normal rows. */
export type Shield =
  | 'not-encrypted' // plain in an encrypted room
  | 'sender-not-proven' // the device does not belong to the sender, or was forwarded
  | 'identity-changed';

export interface RedactedRow extends RowBase {
  readonly kind: 'redacted';
  readonly by?: Person;
  readonly reason?: string;
}

/** Why a row cannot be read; source: matrix-js-sdk `DecryptionFailureCode`, MSC4115. */
export type UndecryptableCause =
  | 'waiting' // the key has not arrived yet; it may
  | 'before-join' // sent before the reader was a member
  | 'no-backup' // sent before this device, and there is no backup
  | 'needs-recovery' // in the backup, which this device cannot open yet
  | 'no-recovery' // the same, and the account has no recovery key that could open it
  | 'not-in-backup'
  | 'withheld-unverified' // the sender excludes devices that are not confirmed, and this one is not
  | 'withheld-before' // the same, and this one was not then
  | 'withheld'
  | 'key-too-new' // the key opens only what came later
  | 'identity-changed'
  | 'sender-untrusted' // from a device that its owner has not confirmed
  | 'sender-unknown' // from a device that nobody knows
  | 'failed';

export interface UndecryptableRow extends RowBase {
  readonly kind: 'undecryptable';
  readonly cause: UndecryptableCause;
}

/** A change of the room: membership, name, topic, encryption, …, or that somebody called: one muted line. */
export interface NoticeRow extends RowBase {
  readonly kind: 'notice';
  readonly change: RoomChange;
}

export type RoomChange =
  | { readonly kind: 'created' | 'encrypted' | 'avatar' | 'history' | 'rules' | 'powers' | 'pins' | 'upgraded' }
  | { readonly kind: 'called' }
  | { readonly kind: 'renamed' | 'topic'; readonly text: string }
  | {
      readonly kind: 'joined' | 'left' | 'invited' | 'kicked' | 'banned' | 'unbanned' | 'knocked' | 'declined';
      readonly target: Person;
      readonly reason?: string;
    }
  | { readonly kind: 'profile-name'; readonly target: Person; readonly from: string }
  | { readonly kind: 'profile-avatar'; readonly target: Person };

/** An event of a kind we do not know and without a text, or one that could not be made a row: one quiet line. */
export interface UnknownRow extends RowBase {
  readonly kind: 'unknown';
  /** Event type, at most 100 characters. */
  readonly type: string;
  /** The event has a shape that could not be read. */
  readonly broken: boolean;
}

/**
 * A hole in the history that is being filled, or could not be. `lost`: the homeserver was put back to an earlier state,
 * and no longer has the messages that were shown here.
 */
export interface GapRow extends RowBase {
  readonly kind: 'gap';
  readonly state: 'loading' | 'failed' | 'lost';
}
