import type { OutboxRecord } from '../protocol/outbox.ts';
import type { Sealed } from './cipher.ts';
import type { OutboxEntry } from './schema.ts';

/** So many are kept; a longer outbox is read from the start. */
const most = 1_000;

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
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(txnId, { entry, record });
  }

  delete(txnId: string): void {
    this.#known.delete(txnId);
  }
}

function isSame(a: OutboxEntry, b: OutboxEntry): boolean {
  return (
    a.roomId === b.roomId &&
    a.at === b.at &&
    isSealedSame(a.draft, b.draft) &&
    isSealedSame(a.state, b.state) &&
    isSealedSame(a.marks, b.marks)
  );
}

function isSealedSame(a: Sealed | undefined, b: Sealed | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return haveSameBytes(a.iv, b.iv) && haveSameBytes(a.data, b.data);
}

/** Whatever lies in the store is compared: what is not bytes is not the same. */
function haveSameBytes(a: unknown, b: unknown): boolean {
  const [one, other] = [bytesOf(a), bytesOf(b)];
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((byte, index) => byte === other[index]);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return value instanceof Uint8Array ? value : undefined;
}
