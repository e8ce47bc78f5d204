import type { Fields } from '../shape.ts';
import type { RawEvent, StrippedEvent } from './raw-event.ts';

/** What one answer of the homeserver tells, whichever way of syncing it came by. Every envelope is checked. */
export interface SyncUpdate {
  readonly rooms: readonly RoomUpdate[];
  /** Global account data: type → content. */
  readonly accountData: ReadonlyMap<string, Fields>;
  readonly crypto?: CryptoUpdate;
}

export interface RoomUpdate {
  readonly roomId: string;
  /** Everything that is asked for is in it, not only what changed. */
  readonly initial: boolean;
  /** There may be events between what is known and this timeline. */
  readonly limited: boolean;
  /** State at the end of the timeline. */
  readonly state: readonly RawEvent[];
  /** Oldest first. */
  readonly timeline: readonly RawEvent[];
  /** From where to go back from the first event; `undefined`: unknown, or there is nothing before. */
  readonly prevBatch?: string;
  /** Of a room the reader is invited to, or knocks at. */
  readonly stripped?: readonly StrippedEvent[];
  readonly joinedCount?: number;
  readonly invitedCount?: number;
  readonly notificationCount?: number;
  readonly highlightCount?: number;
  readonly heroes?: readonly Hero[];
  readonly typing?: readonly string[];
  /** Contents of `m.receipt`. */
  readonly receipts?: readonly Fields[];
  /** Room account data: type → content. */
  readonly accountData?: ReadonlyMap<string, Fields>;
}

export interface Hero {
  readonly userId: string;
  readonly name?: string;
}

/** For the crypto machine, as it came. */
export interface CryptoUpdate {
  readonly toDevice: readonly Fields[];
  readonly changed: readonly string[];
  readonly left: readonly string[];
  readonly oneTimeKeyCounts?: Readonly<Record<string, number>>;
  readonly unusedFallbackKeys?: readonly string[];
  /** Absent fields mean "as before" (sliding sync), not "none". */
  readonly partial: boolean;
}

/** One way of syncing. */
export interface SyncTransport {
  poll(request: SyncRequest): Promise<SyncAnswer>;
  /** Begins anew: the homeserver no longer knows the position. */
  reset(): void;
}

export interface SyncRequest {
  readonly rooms: ReadonlySet<string>;
  /** Of some of them nothing was told since they are followed, or for a while: the answer waits for no news. */
  readonly fresh: boolean;
  /** The homeserver may have been restored from a backup: no message is acknowledged, it may be another one by now. */
  readonly inDoubt: boolean;
  /** Encryption runs: its messages are wanted. */
  readonly crypto: boolean;
  /** Encryption does not run yet: whether what comes for it is to come again once it does. */
  readonly keysWait: () => Promise<boolean>;
  /** To be awaited where it is asked without a position: what other devices did meanwhile is not told then. */
  readonly startsAnew: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface SyncAnswer {
  readonly update: SyncUpdate;
  /** What came for encryption was not taken in: {@link commit} leaves the position where it was. */
  readonly keysWait?: boolean;
  /** Moves the position. To be called after everything has been processed: a message lost in between would not come again. */
  commit(): void;
}
