import type { StoredDraft } from './draft.ts';
import type { OutboxMarks, OutboxRecord, OutboxState } from './outbox.ts';
import type { StoredRoom } from './room-store.ts';
import type { StoredSession } from './session.ts';

/** The engine's side of `src/store`. Bound to one homeserver; records of an account are keyed by user and device. */
export interface EngineStore {
  /** False where there is no IndexedDB: everything is gone with the engine, the crypto store must live in memory too. */
  readonly persistent: boolean;
  /** No engine has opened it before, or the browser removed what they stored. */
  readonly isNew: boolean;
  /**
   * Called when the browser has removed what was stored, at most once until the next `wipeAccount`. Nothing is written
   * from then on; `wipeAccount` begins anew.
   */
  onRemoved(listener: () => void): void;
  /** No other engine has opened the store since. Rejects where that cannot be read. */
  isNewest(): Promise<boolean>;
  session(): Promise<StoredSession | undefined>;
  /**
   * Whose session is stored for other homeservers, or stored for this one and cannot be read; `undefined` where nobody can
   * say.
   */
  otherUsers(): Promise<readonly string[] | undefined>;
  /** Durable when it resolves; new tokens are stored before they are used. */
  saveSession(session: StoredSession): Promise<void>;
  /**
   * Removes the session and everything of its account: outbox, drafts, snapshots, keys. `ended`: the homeserver has ended the
   * session of these records (`recordsOf`), which is remembered until the next one is stored or wiped.
   */
  wipeAccount(ended?: string): Promise<void>;
  /** The homeserver has ended the session that was stored last. */
  wasEnded(): Promise<boolean>;

  /** Waiting, failed and sent records of a room, in order; of every room where it is left out. */
  outbox(roomId?: string): Promise<readonly OutboxRecord[]>;
  /** `undefined` where the person has deleted it. */
  outboxRecord(txnId: string): Promise<OutboxRecord | undefined>;
  setOutboxState(txnId: string, state: OutboxState): Promise<void>;
  /** The bytes of a record's file; `undefined` where they are lost. */
  outboxFile(txnId: string): Promise<Blob | undefined>;
  /** Those that are given; the others stay. */
  setOutboxMarks(txnId: string, marks: OutboxMarks): Promise<void>;
  removeFromOutbox(txnId: string): Promise<void>;
  /** What is written and not sent in all rooms, as far as the pages have stored it. */
  drafts(): Promise<readonly StoredDraft[]>;

  /** What was saved of the room; a start from it needs no question which room the address means, and if it is encrypted. */
  storedRoom(room: string): Promise<StoredRoom | undefined>;
  /** Under every address it was saved under. */
  saveRoom(room: string, stored: StoredRoom): Promise<void>;
  /** The room was left, refused or redacted in: nothing of it stays, whatever address the room of that id was opened under. */
  dropRoom(room: string, roomId?: string): Promise<void>;
  /** Ids of the rooms of which something is saved, all of which the reader was in; none within a day after {@link roomsChecked}. */
  roomsToCheck(): Promise<readonly string[]>;
  /** The reader is in every room of which something is saved. */
  roomsChecked(): Promise<void>;
}
