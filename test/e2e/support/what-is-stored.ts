import type { Page } from 'playwright-core';

/** How much of an account lies in the browser: databases of keys, and records of each kind. */
export interface Stored {
  readonly crypto: number;
  readonly keys: number;
  readonly sessions: number;
  readonly outbox: number;
  readonly values: number;
}

export const nothingStored: Stored = { crypto: 0, keys: 0, sessions: 0, outbox: 0, values: 0 };

export function whatIsStored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const database = await resultOf(indexedDB.open('wiki-room'));
    const count = (store: string): Promise<number> => resultOf(database.transaction(store).objectStore(store).count());
    const stored = {
      crypto: names.filter((name) => name !== 'wiki-room').length,
      keys: await count('keys'),
      sessions: await count('sessions'),
      outbox: await count('outbox'),
      values: await count('values'),
    };
    database.close();
    return stored;
  });
}
