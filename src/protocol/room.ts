import type { ErrorData } from './error.ts';
import type { Part } from './parts.ts';
import type { Person, TimelineRow } from './row.ts';
import type { RowPatch } from './patch.ts';
import type { DeviceLoss } from './session.ts';

/** How the reader stands to the room. */
export type RoomAccess =
  | { readonly kind: 'opening' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'invited'; readonly by?: Person }
  /** Public, but joining needs a click (the reader left it before). */
  | { readonly kind: 'joinable' }
  | { readonly kind: 'can-knock' }
  | { readonly kind: 'knocked' }
  | { readonly kind: 'refused'; readonly error: ErrorData; readonly reason?: string };

/** Everything about a room but its rows. */
export interface RoomSnapshot {
  readonly access: RoomAccess;
  /** Known once the alias is resolved. */
  readonly roomId?: string;
  /** Its canonical alias, as it says itself. */
  readonly alias?: string;
  /** Controls stripped, at most 200 characters; falls back to the alias. */
  readonly name: string;
  /** As one line, at most 1,000 characters. */
  readonly topic?: string;
  /** The same with its lines and links, where it has any. */
  readonly topicParts?: readonly Part[];
  readonly avatar?: string;
  readonly memberCount: number;
  /** Once true for a room id, always true. */
  readonly encrypted: boolean;
  readonly canSend: boolean;
  /** `m.room.tombstone`. */
  readonly successor?: Successor;
  /** Others who are typing, at most 10. */
  readonly typing: readonly Person[];
  /** Counted after the reader's receipt. */
  readonly unread: { readonly messages: number; readonly mentions: number };
  /** `m.fully_read`, or else the own receipt, when the room was opened: the unread line is drawn after this row. */
  readonly readUpTo?: string;
  /** Event id of the newest row the reader has seen, as the homeserver knows it. */
  readonly receipt?: string;
}

export interface Successor {
  readonly roomId: string;
  /** An address to open it by, where known. */
  readonly address: string;
  /** The successor's create event names this room: only then is it offered as a link. */
  readonly proven: boolean;
}

/** The rows, whole or as changes against the version before. */
export type TimelineUpdate = TimelineReset | TimelineChange;

interface TimelineNews extends TimelineEnds {
  /** Ids of events that were taken back and are not among the rows: all of them in a reset, those that are new in a change. */
  readonly withdrawn?: readonly string[];
}

export interface TimelineReset extends TimelineNews {
  readonly kind: 'reset';
  readonly version: number;
  readonly rows: readonly TimelineRow[];
}

export interface TimelineChange extends TimelineNews {
  readonly kind: 'change';
  /** Applies to `version - 1`; anything else asks for a reset. */
  readonly version: number;
  readonly patches: readonly RowPatch[];
}

export interface TimelineEnds {
  /** Whether older rows can be had. */
  readonly older: 'more' | 'none' | 'loading' | 'failed';
  /** False until the first answer of the homeserver in this session. */
  readonly live: boolean;
}

/** The engine's connection to the homeserver. */
export type ConnectionSnapshot =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'lost';
      /** When the homeserver last answered, milliseconds since the epoch. */
      readonly lastContact?: number;
      /** When it is tried again, milliseconds since the epoch. */
      readonly retryAt?: number;
      readonly error: ErrorData;
    };

/** State of this device's keys. */
export type CryptoSnapshot =
  /** No encrypted room was opened yet: the crypto module is not loaded. */
  | { readonly state: 'off' }
  /** `waits`: for a homeserver that does not answer what must be known before keys are used; nothing is wrong here. */
  | { readonly state: 'starting'; readonly waits?: true }
  /** Cross-signed, backup open. `saved` is false until a recovery key exists (secret storage). */
  | { readonly state: 'ready'; readonly saved: boolean }
  /**
   * The account has keys elsewhere: this device needs the recovery key. Without `backup`, its owner has not signed it, and
   * what signed devices write from now on is kept from it, too. With it, it lacks earlier keys alone: the backup is `locked`
   * to it, or `gone` from the homeserver, and a new one is made with that key; or it is `unsaved`: the recovery key does not hold
   * the backup's key, for what stored it broke off, or another client makes no backup, and gets it once it is entered.
   */
  | {
      readonly state: 'needs-recovery';
      readonly replaces?: DeviceLoss;
      readonly backup?: 'gone' | 'locked' | 'unsaved';
    }
  | { readonly state: 'restoring'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly error: ErrorData; readonly replaces?: DeviceLoss };
