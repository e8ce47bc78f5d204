import { keyStream } from './cipher.ts';
import type { KeyStream, Sealed } from './cipher.ts';
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

  /**
   * Reads, changes and writes a value such that nobody's change in between is lost. No transaction outlives the sealing:
   * where the value was written anew meanwhile, `change` is asked again with what lies there then. `undefined`: none.
   */
  async changeValue(kind: ValueKind, room: string, change: (value: unknown) => unknown): Promise<void> {
    const { account } = this.#records;
    const place = ['values', account, kind, room];
    for (let done = false; !done;) {
      const before = await this.#records.read(['values'], (transaction) =>
        transaction.objectStore('values').get([account, kind, room]),
      );
      const changed = change(await this.#records.unseal(place, before));
      const sealed = changed === undefined ? undefined : await this.#records.seal(place, changed);
      done = await this.#records.write(['values'], async (transaction) => {
        const values = transaction.objectStore('values');
        if (!isSame(before, await values.get([account, kind, room]))) return false;
        if (sealed === undefined) await values.delete([account, kind, room]);
        else await values.put(sealed, [account, kind, room]);
        return true;
      });
    }
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

/** Every sealing has an `iv` of its own. What lies there may be damaged. */
function isSame(one: Partial<Sealed> | undefined, other: Partial<Sealed> | undefined): boolean {
  return String(one?.iv) === String(other?.iv);
}
