import { cryptoDatabasePrefix } from '../session/crypto-databases.ts';

/** Where the number lies: in the crypto store itself, so that it goes back in time with what lies beside it. */
const store = 'core';
const key = 'wiki-room.generation';

/** How far the crypto store of a device has come, as it says itself. */
export interface StoreMark {
  /** 0: it was never said, or there is no store. */
  read(): Promise<number>;
  /** There must be a store. On the disk when it resolves, with all that was written to the store before. */
  write(generation: number): Promise<void>;
}

export function storeMark(userId: string, deviceId: string): StoreMark {
  const name = `${cryptoDatabasePrefix(userId, deviceId)}::matrix-sdk-crypto`;
  return {
    read: () =>
      within(name, 'readonly', async (values) => {
        const generation: unknown = await answerOf(values.get(key));
        return Number.isSafeInteger(generation) ? (generation as number) : 0;
      }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'AbortError') return 0;
        throw error;
      }),
    write: (generation) =>
      within(name, 'readwrite', async (values) => {
        await answerOf(values.put(generation, key));
      }),
  };
}

async function within<T>(
  name: string,
  mode: IDBTransactionMode,
  body: (values: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await openExisting(name);
  try {
    const transaction = database.transaction(store, mode, { durability: 'strict' });
    const committed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
    committed.catch(() => undefined);
    const result = await body(transaction.objectStore(store));
    await committed;
    return result;
  } finally {
    database.close();
  }
}

function openExisting(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  // One that is made here would be an empty one, which the crypto module could not open.
  request.onupgradeneeded = () => request.transaction?.abort();
  return answerOf(request).then((database) => {
    database.onversionchange = () => database.close();
    return database;
  });
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no answer'));
  });
}
