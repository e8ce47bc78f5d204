import type { Draft, StoredDraft } from './draft.ts';
import type { Agreement, MessageDraft, OutboxRecord } from './outbox.ts';
import type { RoomSnapshot } from './room.ts';
import type { ProviderSession } from './session.ts';
import type { TimelineRow } from './row.ts';

/** Who is in a room, or invited. */
export interface StoredAudience {
  readonly userIds: readonly string[];
  /** When they were first known to be all of them, in milliseconds since the epoch. */
  readonly since: number;
}

/** What is painted before the engine runs. */
export interface StoredRoom {
  readonly room: RoomSnapshot;
  /** The last screenful, at most 60 rows. */
  readonly rows: readonly TimelineRow[];
  /** Where that was known and they were not too many. */
  readonly audience?: StoredAudience;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
}

/** What belongs to an account in this browser, beside its rooms. */
export interface Preferences {
  /** `m.read.private` instead of `m.read`. */
  readonly privateReceipts: boolean;
  /** Whom the page named as its reader when the account was known to be that person's. */
  readonly reader?: string;
  /** The session at the identity provider in which the account was last known to be that person's. */
  readonly session?: ProviderSession;
  /** When the browser was last asked to keep what is stored, milliseconds since the epoch. */
  readonly askedToKeepAt?: number;
  /** No recovery key opened its keys when that was last known. */
  readonly unsaved?: boolean;
  /** What is asked about the account's keys, and was put off. */
  readonly putOff?: PutOffQuestion | undefined;
}

/** A question that the reader does not want to answer for now. */
export interface PutOffQuestion {
  /** The state in which it was asked: in another one it is asked anew. */
  readonly about: string;
  /** When the line that stays of it was closed, milliseconds since the epoch. */
  readonly closedAt?: number;
}

/**
 * The page's side of `src/store`, for the account that is signed in. Every method rejects with `storage-full` or
 * `storage-unavailable`; a write is done at the transaction's `complete`.
 */
export interface RoomStore {
  /**
   * Durable when it resolves, with the bytes of `draft.file`: only then is the echo drawn. What a {@link Draft} has under
   * the same `txnId` is then no part of it any more.
   */
  addToOutbox(roomId: string, draft: MessageDraft, file?: Blob, txnId?: string): Promise<OutboxRecord>;
  /** Of all rooms where `roomId` is left out. */
  outbox(roomId?: string): Promise<readonly OutboxRecord[]>;
  /** A record that failed, or about which a question was asked, waits again; with what the person has agreed to. */
  retryOutbox(txnId: string, agreed?: Agreement): Promise<void>;
  removeFromOutbox(txnId: string): Promise<void>;

  /** What was not sent. Rejects with `storage-unavailable`, detail `removed`, where the account is gone. */
  draft(room: string): Promise<StoredDraft | undefined>;
  /** As `draft`, once no window that lives is storing a part of it: what is left then is nobody's any more. */
  leftDraft(room: string): Promise<StoredDraft | undefined>;
  /** Until `stored` settles, or this page ends, `leftDraft` waits for a text that will be sent under this id. */
  holdText(txnId: string, stored: Promise<unknown>): void;
  /** Called with every letter. Resolves when this draft, or a newer one, is stored; one that is not yet survives the page's end. */
  saveDraft(room: string, draft: Draft | undefined): Promise<void>;
  /** Tells every draft of the room that this page saves, also its own. */
  followDraft(room: string, listener: (draft: StoredDraft | undefined) => void): () => void;

  storedRoom(room: string): Promise<StoredRoom | undefined>;
  preferences(): Promise<Preferences>;
  savePreferences(changes: Partial<Preferences>): Promise<void>;
  /** The browser is asked to keep what is stored, as it is with some messages: there is more to lose now. */
  askToKeep(): Promise<void>;
}
