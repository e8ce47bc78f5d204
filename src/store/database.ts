import { openDB } from 'idb';
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { WikiRoomError } from '../protocol/error.ts';
import { opening } from './opening.ts';
import { migrations } from './schema.ts';
import type { Migration, ReadTransaction, Schema, StoreName, Upgrade, WriteTransaction } from './schema.ts';

const name = 'wiki-room';
const insecureContext = 'insecure-context';
/** A transaction that the browser let fall because this process had stopped in it is tried this often. */
const mostTries = 3;

export interface DatabaseOptions {
  /** Makes the database and brings it forward; for the engine alone, under its lock. Others take it as it is. */
  readonly upgrades: boolean;
  /** The browser closed the connection by itself, as it does when it removes the data. */
  readonly terminated?: () => void;
  /** Of this version; tests give their own. */
  readonly migrations?: readonly Migration[];
}

/**
 * The connection to the product's one database. Opens itself when it is used and again after it was closed: by the
 * browser (storage cleared) or for a newer version, which never waits for us.
 */
export class Database {
  readonly #options: DatabaseOptions;
  #connection: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /** Rejects: storage-unavailable (detail: `removed`, `older`, `blocked`), version-mismatch. */
  read<T>(stores: StoreName[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    return inTime(async () => {
      const database = await this.#open();
      const transaction = this.#transaction(database, stores, 'readonly') as ReadTransaction;
      transaction.done.catch(() => undefined);
      return body(transaction).catch((error: unknown) => {
        throw transaction.error ?? error;
      });
    });
  }

  /**
   * Resolves when the transaction is committed and, unless `relaxed`, flushed; the success of a single request says
   * nothing. All of it is written, or none; `body` may be asked again after none was. Rejects: storage-full,
   * storage-unavailable, version-mismatch, and what `body` throws.
   */
  write<T>(
    stores: StoreName[],
    body: (transaction: WriteTransaction) => Promise<T>,
    durability: IDBTransactionDurability = 'strict',
  ): Promise<T> {
    return inTime(async () => {
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
    });
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
    const { upgrades, terminated, migrations: steps = migrations } = this.#options;
    const connection = opening(
      openDB<Schema>(name, upgrades ? steps.length : undefined, {
        upgrade: (database, oldVersion, _newVersion, upgrade) => {
          // Where there is none yet, one made by a page would be made without the engine's lock.
          if (upgrades) void bringForward(database, steps.slice(oldVersion), upgrade);
          else refuse(upgrade);
        },
        blocking: (_current, _blocked, event) => {
          forget();
          (event.target as IDBDatabase).close();
        },
        terminated: () => {
          forget();
          terminated?.();
        },
      }),
    ).then(
      (database) => asItIs(database, steps.length),
      (error: unknown) => asRefused(error, upgrades),
    );
    this.#connection = connection;
    connection.catch(forget);
    return connection;
  }
}

/**
 * A browser lets a transaction fall whose process has stopped in it while another one waits (Chromium: after a minute,
 * `TimeoutError`): when the process goes on, it is tried again.
 */
async function inTime<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === mostTries || !(error instanceof DOMException) || error.name !== 'TimeoutError') {
        throw storageError(error);
      }
    }
  }
}

async function bringForward(
  database: IDBPDatabase<Schema>,
  steps: readonly Migration[],
  upgrade: Upgrade,
): Promise<void> {
  try {
    for (const migrate of steps) await migrate(database, upgrade);
  } catch {
    // All of it or nothing: what the older version wrote stays as it was.
    refuse(upgrade);
  }
}

function refuse(upgrade: Upgrade): void {
  upgrade.done.catch(() => undefined);
  upgrade.abort();
}

function asRefused(error: unknown, upgrades: boolean): never {
  const { cause } = WikiRoomError.from(error);
  if (!(cause instanceof DOMException) || cause.name !== 'AbortError') throw error;
  throw upgrades ? new WikiRoomError('storage-unavailable', 'not brought forward', { detail: 'upgrade' }) : removed();
}

function asItIs(database: IDBPDatabase<Schema>, wanted: number): IDBPDatabase<Schema> {
  if (database.version === wanted) return database;
  database.close();
  if (database.version > wanted) throw newer();
  throw new WikiRoomError('storage-unavailable', 'of an older version', { detail: 'older' });
}

function newer(cause?: unknown): WikiRoomError {
  return new WikiRoomError('version-mismatch', 'a newer version has upgraded the database', { cause });
}

/** The browser, or a sign-out, removed what is relied on; or nobody has ever signed in. */
export function removed(): WikiRoomError {
  return new WikiRoomError('storage-unavailable', 'the stored data was removed', { detail: 'removed' });
}

/** Whether the error is of the one kind: see {@link Database.read}. */
export function isStorageError(error: unknown, detail: 'removed' | 'older' | 'blocked'): boolean {
  return error instanceof WikiRoomError && error.code === 'storage-unavailable' && error.detail === detail;
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
  if (!(error instanceof WikiRoomError) || error.code !== 'storage-unavailable') return false;
  return ![insecureContext, 'removed', 'older', 'blocked', 'upgrade'].includes(error.detail ?? '');
}

function storageError(error: unknown): WikiRoomError {
  if (error instanceof WikiRoomError && !(error.cause instanceof DOMException)) return error;
  const cause = error instanceof WikiRoomError ? error.cause : error;
  const kind = cause instanceof Error ? cause.name : '';
  if (kind === 'QuotaExceededError') return new WikiRoomError('storage-full', 'no room left for this site', { cause });
  if (kind === 'VersionError') return newer(cause);
  if (kind === 'TimeoutError') {
    return new WikiRoomError('storage-unavailable', 'others use the database', { detail: 'blocked', cause });
  }
  return WikiRoomError.from(cause, 'storage-unavailable');
}
