import type { Sealed } from './cipher.ts';
import type { ReadTransaction, WriteTransaction } from './schema.ts';
import type { SealedRecords } from './sealed-records.ts';

/** So many are remembered. */
const most = 200;

/**
 * Which transactions have left the outbox lately. A page that ended while it stored a message leaves it in its draft, too:
 * whoever finds that draft, the message may be in the room by then.
 */
export class GoneRecords {
  readonly #records: SealedRecords;

  constructor(records: SealedRecords) {
    this.#records = records;
  }

  /** To be put with its removal from the outbox; it says nothing but that it is there. */
  seal(txnId: string): Promise<Sealed> {
    return this.#records.seal(['values', this.#records.account, 'gone', txnId], true);
  }

  async put(transaction: WriteTransaction, txnId: string, mark: Sealed): Promise<void> {
    const values = transaction.objectStore('values');
    // Oldest first, as their keys are sorted.
    const time = String(Date.now()).padStart(15, '0');
    await values.put(mark, [this.#records.account, 'gone', `${time} ${txnId}`]);
    if ((await values.count(this.#range)) <= most) return;
    const oldest = await values.openKeyCursor(this.#range);
    if (oldest !== null) await values.delete(oldest.key);
  }

  async txnIds(transaction: ReadTransaction): Promise<readonly string[]> {
    const keys = await transaction.objectStore('values').getAllKeys(this.#range);
    return keys.map(([, , place]) => place.slice(place.indexOf(' ') + 1));
  }

  get #range(): IDBKeyRange {
    const { account } = this.#records;
    return IDBKeyRange.bound([account, 'gone'], [account, 'gone', []]);
  }
}
