import type { ErrorData } from './error.ts';

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
}

export interface MessageDraft {
  /** Markdown as typed, trimmed at the end; the engine makes `body`, `format` and `formatted_body` of it. */
  readonly text: string;
  /** Event id this replies to. */
  readonly replyTo?: string;
  /** Event id this replaces (`m.replace`). */
  readonly edits?: string;
}

export type OutboxState =
  | { readonly kind: 'waiting' }
  /** Refused for good, or given up: stays until the person retries or deletes it. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /** Accepted; removed when its row came back with the sync. */
  | { readonly kind: 'sent'; readonly eventId: string };

/** Event ids and transaction ids share no prefix: an echo row's id is its transaction id. */
export interface OutboxSnapshot {
  readonly records: readonly OutboxRecord[];
}
