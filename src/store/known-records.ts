import type { OutboxRecord } from '../protocol/outbox.ts';
import type { Sealed } from './cipher.ts';
import type { OutboxEntry } from './schema.ts';

/**
 * Records as they were read before. The whole outbox of a room is read with every message that is sent: what is stored
 * as it was is not deciphered again.
 */
export class KnownRecords {
  readonly #known = new Map<string, { readonly entry: OutboxEntry; readonly record: OutboxRecord }>();

  get(txnId: string, entry: OutboxEntry): OutboxRecord | undefined {
    const known = this.#known.get(txnId);
    return known !== undefined && isSame(known.entry, entry) ? known.record : undefined;
  }

  set(txnId: string, entry: OutboxEntry, record: OutboxRecord): void {
    this.#known.set(txnId, { entry, record });
  }

  delete(txnId: string): void {
    this.#known.delete(txnId);
  }

  /** These are all that lie there; of that room, where only it was read. */
  keep(txnIds: readonly string[], roomId?: string): void {
    if (this.#known.size <= txnIds.length) return;
    const there = new Set(txnIds);
    for (const [txnId, { record }] of this.#known) {
      if (!there.has(txnId) && (roomId === undefined || record.roomId === roomId)) this.#known.delete(txnId);
    }
  }
}

/** The browser compares keys of any bytes. What is of another shape, for it may be damaged, is the same as nothing. */
function isSame(a: OutboxEntry, b: OutboxEntry): boolean {
  try {
    return indexedDB.cmp(keyOf(a), keyOf(b)) === 0;
  } catch {
    return false;
  }
}

function keyOf({ roomId, at, draft, state, marks }: OutboxEntry): IDBValidKey[] {
  const bytesOf = (sealed: Sealed | undefined): IDBValidKey[] => (sealed === undefined ? [] : [sealed.iv, sealed.data]);
  return [roomId, at, bytesOf(draft), bytesOf(state), bytesOf(marks)];
}
