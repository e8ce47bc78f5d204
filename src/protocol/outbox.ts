import type { ErrorData } from './error.ts';
import type { MediaSize } from './media.ts';
import type { TextBody } from './row.ts';

/**
 * What a person wrote, durable before it is drawn. Written by the page into `src/store`, sent by the engine.
 * The `txnId` is the same over every retry, restart and engine.
 */
export interface OutboxRecord {
  /** UUID; the Matrix transaction id. */
  readonly txnId: string;
  readonly roomId: string;
  /** Orders the records of a room: milliseconds since the epoch, made strictly increasing per room by the store. */
  readonly at: number;
  readonly draft: MessageDraft;
  readonly state: OutboxState;
  /** What the engine notes while it tries; absent until it has met the record. */
  readonly marks?: OutboxMarks;
}

export interface MessageDraft {
  /** Markdown as typed, trimmed at the end; the engine makes `body`, `format` and `formatted_body` of it. */
  readonly text: string;
  /** Event id this replies to. */
  readonly replyTo?: string;
  /** Event id of what began the thread that it is written in: once what it replies to is deleted, nothing else tells. */
  readonly thread?: string;
  /** Event id this replaces (`m.replace`). */
  readonly edits?: string;
  /** A file to send, whose caption is the text. Its bytes lie beside the record in the store. */
  readonly file?: OutgoingFile;
}

export interface OutgoingFile {
  readonly kind: 'image' | 'file' | 'audio' | 'video';
  /** As the person's computer calls it; cleaned before it is sent. */
  readonly name: string;
  /** As the person's browser calls it; may be empty. */
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  /** Of a picture, where its size is known already. */
  readonly box?: MediaSize;
}

export type OutboxState =
  | { readonly kind: 'waiting'; readonly agreed?: Agreement }
  /** Nothing more happens to it until the person has answered. */
  | { readonly kind: 'asking'; readonly question: OutboxQuestion; readonly agreed?: Agreement }
  /** Refused for good, or given up: stays until the person retries or deletes it. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /** Accepted; removed when its row came back with the sync. */
  | { readonly kind: 'sent'; readonly eventId: string };

export type OutboxQuestion =
  /** An earlier attempt may have been accepted, and it cannot be found out: send it again? */
  | { readonly kind: 'sent-before' }
  /** It would be encrypted for people who were not in the room when it was written: send it all the same? */
  | Newcomers
  /** Somebody who was verified has another identity now: write to them all the same? */
  | ChangedIdentities;

export interface ChangedIdentities {
  readonly kind: 'identity-changed';
  /** The first of them. */
  readonly names: readonly string[];
  readonly count: number;
  readonly userIds: readonly string[];
}

export interface Newcomers {
  readonly kind: 'newcomers';
  /** The first of them; none where it is not known who was in the room. */
  readonly names: readonly string[];
  readonly count: number;
  /** Whom the person agrees to by "Send"; everyone where they are too many to be kept. */
  readonly userIds: readonly string[] | 'everyone';
}

/** What the person has said to questions about one record. */
export interface Agreement {
  /** When they said that it should be sent again, milliseconds since the epoch: attempts before that do not count. */
  readonly again?: number;
  readonly with?: readonly string[] | 'everyone';
  /** User ids of whose new identity is taken as it is. */
  readonly despite?: readonly string[];
}

export interface OutboxMarks {
  /** The first attempt whose outcome may be unknown: when, in milliseconds since the epoch, and by which device. */
  readonly tried?: { readonly at: number; readonly deviceId: string };
  /** User ids of who was in the room, or invited, when it was written; absent where nobody knew, or they were too many. */
  readonly audience?: readonly string[];
  /** The file is on the homeserver: what the event says of it (`file` or `url`, `info`). */
  readonly uploaded?: Readonly<Record<string, unknown>>;
}

/** A message of its own, without a file: a field for new messages can go on with it. */
export function isNewText({ edits, file }: MessageDraft): boolean {
  return edits === undefined && file === undefined;
}

/** What it says, to be read by whoever wrote it; of a file its name. */
export function wordsOf({ text, file }: MessageDraft): string {
  return [text, file?.name].filter(Boolean).join(' ');
}

/** Event ids and transaction ids share no prefix: an echo row's id is its transaction id. */
export interface OutboxSnapshot {
  readonly records: readonly OutboxRecord[];
  /** By transaction id: what of the records' texts reads otherwise than it was typed, as far as that is known. */
  readonly bodies?: Readonly<Record<string, TextBody>>;
  /** The file that is on its way. */
  readonly upload?: UploadProgress;
  /** Why the first message that waits does not get on, where that is worth a word: the others wait behind it. */
  readonly trouble?: OutboxTrouble;
}

export interface OutboxTrouble extends ErrorData {
  /** When it is tried again, milliseconds since the epoch. */
  readonly retryAt: number;
}

export interface UploadProgress {
  readonly txnId: string;
  /** Bytes. */
  readonly done: number;
  readonly total: number;
}

/** Where a file that waits in the outbox can be had by the `media` command, until its event has come. */
export function outboxMedia(txnId: string): string {
  return `outbox:${txnId}`;
}

/** The transaction id of an {@link outboxMedia} address. */
export function txnOfOutboxMedia(address: string): string | undefined {
  return address.startsWith('outbox:') ? address.slice('outbox:'.length) : undefined;
}

/** What the person has agreed to once they let the record go on; of a record that failed: nothing yet. */
export function agreementTo(state: OutboxState, now: number): Agreement | undefined {
  if (state.kind !== 'asking') return undefined;
  const { question, agreed } = state;
  if (question.kind === 'sent-before') return { ...agreed, again: now };
  if (question.kind === 'identity-changed') {
    return { ...agreed, despite: [...(agreed?.despite ?? []), ...question.userIds] };
  }
  if (question.userIds === 'everyone' || agreed?.with === 'everyone') return { ...agreed, with: 'everyone' };
  return { ...agreed, with: [...(agreed?.with ?? []), ...question.userIds] };
}

/** Whether it is the person's turn: nothing happens to the record by itself. */
export function isHalted(kind: OutboxState['kind']): boolean {
  return kind === 'failed' || kind === 'asking';
}

export function waitingAgain(agreed: Agreement | undefined): OutboxState {
  return agreed === undefined ? { kind: 'waiting' } : { kind: 'waiting', agreed };
}
