import { keyStream } from './cipher.ts';
import type { KeyStream } from './cipher.ts';
import type { Database } from './database.ts';
import { OutboxRecords } from './outbox-records.ts';
import type { ValueKind, WriteTransaction } from './schema.ts';
import { SealedRecords } from './sealed-records.ts';
import type { WriteGuard } from './sealed-records.ts';

/** The sealed records of one account, as the page and the engine share them. */
export class AccountRecords {
  readonly outbox: OutboxRecords;
  readonly #records: SealedRecords;

  constructor(database: Database, account: string, guard: WriteGuard) {
    this.#records = new SealedRecords(database, account, guard);
    this.outbox = new OutboxRecords(this.#records);
  }

  /** The account is not signed out. */
  async exist(): Promise<boolean> {
    const { account } = this.#records;
    const key = await this.#records.read(['keys'], (transaction) => transaction.objectStore('keys').getKey(account));
    return key !== undefined;
  }

  async value(kind: ValueKind, room: string): Promise<unknown> {
    const { account } = this.#records;
    const [, sealed] = await Promise.all([
      this.#records.key(),
      this.#records.read(['values'], (transaction) => transaction.objectStore('values').get([account, kind, room])),
    ]);
    return this.#records.unseal(['values', account, kind, room], sealed);
  }

  async saveValue(kind: ValueKind, room: string, value: unknown): Promise<void> {
    const { account } = this.#records;
    const sealed = value === undefined ? undefined : await this.#records.seal(['values', account, kind, room], value);
    const write = async (transaction: WriteTransaction): Promise<void> => {
      const values = transaction.objectStore('values');
      if (sealed === undefined) await values.delete([account, kind, room]);
      else await values.put(sealed, [account, kind, room]);
    };
    // A draft is written with every letter: no disk is flushed for that.
    await this.#records.write(['values'], write, kind === 'draft' ? 'relaxed' : 'strict');
  }

  /** The rooms that have a value of the kind. */
  async rooms(kind: ValueKind): Promise<readonly string[]> {
    const { account } = this.#records;
    const range = IDBKeyRange.bound([account, kind], [account, kind, []]);
    const keys = await this.#records.read(['values'], (transaction) =>
      transaction.objectStore('values').getAllKeys(range),
    );
    return keys.map(([, , room]) => room);
  }

  /** Made with the account's key; `undefined` where that is gone. */
  async keyStream(length: number, iv?: Uint8Array<ArrayBuffer>): Promise<KeyStream | undefined> {
    const key = await this.#records.key();
    return key && keyStream(key, length, iv);
  }
}
