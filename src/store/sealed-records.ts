import { seal, unseal } from './cipher.ts';
import type { Sealed } from './cipher.ts';
import { removed } from './database.ts';
import type { Database } from './database.ts';
import { asKey } from './entry-shape.ts';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema.ts';

/** Who may write, told inside the transaction that writes: throws where the writer may no longer. */
export interface WriteGuard {
  readonly stores: readonly StoreName[];
  check(transaction: WriteTransaction): Promise<void>;
}

/** What lies in the database of one account: sealed with its key, written only by who may. */
export class SealedRecords {
  readonly account: string;
  readonly #database: Database;
  readonly #guard: WriteGuard;
  #key: CryptoKey | undefined;

  constructor(database: Database, account: string, guard: WriteGuard) {
    this.account = account;
    this.#database = database;
    this.#guard = guard;
  }

  read<T>(stores: StoreName[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#database.read(stores, body);
  }

  /** The guard is asked beside what is written, not before: where it refuses, the transaction is undone. */
  write<T>(
    stores: StoreName[],
    body: (transaction: WriteTransaction) => Promise<T>,
    durability?: IDBTransactionDurability,
  ): Promise<T> {
    const guarded = async (transaction: WriteTransaction): Promise<T> => {
      const [, result] = await Promise.all([this.#guard.check(transaction), body(transaction)]);
      return result;
    };
    return this.#database.write([...this.#guard.stores, ...stores], guarded, durability);
  }

  async seal(place: readonly string[], value: unknown): Promise<Sealed> {
    const key = await this.key();
    if (key === undefined) throw removed();
    return seal(key, place, value);
  }

  /** `undefined` where it cannot be read, or never could. */
  async unseal(place: readonly string[], sealed: Sealed | undefined): Promise<unknown> {
    const key = await this.key();
    return key === undefined || sealed === undefined ? undefined : unseal(key, place, sealed);
  }

  async key(): Promise<CryptoKey | undefined> {
    this.#key ??= asKey(
      await this.#database.read(['keys'], (transaction) => transaction.objectStore('keys').get(this.account)),
    );
    return this.#key;
  }
}
