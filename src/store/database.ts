import { openDB } from 'idb';
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { WikiRoomError } from '../protocol/error.ts';
import { migrations } from './schema.ts';
import type { ReadTransaction, Schema, StoreName, WriteTransaction } from './schema.ts';

const name = 'wiki-room';
/** An open that is blocked by another version, or hangs, is given up after this many milliseconds. */
const openTimeout = 5_000;
const insecureContext = 'insecure-context';

/**
 * The connection to the product's one database. Opens itself when it is used and again after it was closed: by the
 * browser (storage cleared) or for a newer version, which never waits for us.
 */
export class Database {
  #connection: Promise<IDBPDatabase<Schema>> | undefined;

  /** Rejects: storage-unavailable, version-mismatch. */
  async read<T>(stores: StoreName[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    try {
      const database = await this.#open();
      return await body(this.#transaction(database, stores, 'readonly') as ReadTransaction);
    } catch (error) {
      throw storageError(error);
    }
  }

  /**
   * Resolves when the transaction is committed and, unless `relaxed`, flushed; the success of a single request says
   * nothing. All of it is written, or none. Rejects: storage-full, storage-unavailable, version-mismatch, and what `body` throws.
   */
  async write<T>(
    stores: StoreName[],
    body: (transaction: WriteTransaction) => Promise<T>,
    durability: IDBTransactionDurability = 'strict',
  ): Promise<T> {
    try {
      const database = await this.#open();
      const transaction = this.#transaction(database, stores, 'readwrite', durability) as WriteTransaction;
      transaction.done.catch(() => undefined);
      const result = await body(transaction).catch(async (error: unknown) => {
        abort(transaction);
        await transaction.done.catch(() => undefined);
        // Where the browser aborted it, its reason counts and not the request that fell with it.
        throw transaction.error ?? error;
      });
      await transaction.done;
      return result;
    } catch (error) {
      throw storageError(error);
    }
  }

  close(): void {
    this.#connection?.then(
      (database) => database.close(),
      () => undefined,
    );
    this.#connection = undefined;
  }

  #transaction(
    database: IDBPDatabase<Schema>,
    stores: StoreName[],
    mode: 'readonly' | 'readwrite',
    durability: IDBTransactionDurability = 'strict',
  ): IDBPTransaction<Schema, StoreName[], 'readonly' | 'readwrite'> {
    try {
      return database.transaction(stores, mode, { durability });
    } catch (error) {
      // The connection is closing or was closed by the browser: the next use opens a new one.
      this.#connection = undefined;
      throw error;
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (this.#connection !== undefined) return this.#connection;
    // Absent outside secure contexts; without it nothing may be written.
    if ((crypto.subtle as SubtleCrypto | undefined) === undefined) {
      throw new WikiRoomError('storage-unavailable', 'no WebCrypto here', { detail: insecureContext });
    }
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    const connection = bounded(
      openDB<Schema>(name, migrations.length, {
        upgrade: (database, oldVersion) => {
          for (const migrate of migrations.slice(oldVersion)) migrate(database);
        },
        blocking: (_current, _blocked, event) => {
          forget();
          (event.target as IDBDatabase).close();
        },
        terminated: forget,
      }),
    );
    this.#connection = connection;
    connection.catch(forget);
    return connection;
  }
}

/** Gives up waiting for a connection; one that comes later is closed, so that it blocks nobody. */
function bounded(opening: Promise<IDBPDatabase<Schema>>): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new WikiRoomError('storage-unavailable', 'the database does not open', { detail: 'blocked' }));
    }, openTimeout);
    opening.then(
      (database) => {
        clearTimeout(timer);
        if (late) database.close();
        else resolve(database);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(WikiRoomError.from(error, 'storage-unavailable'));
      },
    );
  });
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has aborted by itself.
  }
}

/** Nothing can be stored here, but everything else may work: memory takes its place. */
export function isWithoutStorage(error: unknown): boolean {
  return error instanceof WikiRoomError && error.code === 'storage-unavailable' && error.detail !== insecureContext;
}

function storageError(error: unknown): WikiRoomError {
  if (error instanceof WikiRoomError && !(error.cause instanceof DOMException)) return error;
  const cause = error instanceof WikiRoomError ? error.cause : error;
  const kind = cause instanceof Error ? cause.name : '';
  if (kind === 'QuotaExceededError') return new WikiRoomError('storage-full', 'no room left for this site', { cause });
  if (kind === 'VersionError') {
    return new WikiRoomError('version-mismatch', 'a newer version has upgraded the database', { cause });
  }
  return WikiRoomError.from(cause, 'storage-unavailable');
}
