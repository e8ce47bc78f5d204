import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** What is stored, of one kind or of all, sealed as it is: another text whenever something of it was stored anew. */
export function storedValues(page: Page, kind?: 'preferences'): Promise<string> {
  return page.evaluate(async (wanted) => {
    const finished = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await finished(indexedDB.open('wiki-room'));
    const values = database.transaction('values').objectStore('values');
    const [keys, sealed] = await Promise.all([finished(values.getAllKeys()), finished(values.getAll())]);
    database.close();
    const found = sealed.filter(
      (_value, index) => wanted === undefined || (keys[index] as readonly string[])[1] === wanted,
    );
    return JSON.stringify(found, (_name, value: unknown) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value,
    );
  }, kind);
}

/** Does what changes a preference; resolves once that is stored, so that the page may be left. */
export async function untilStored(page: Page, change: () => Promise<void>): Promise<void> {
  const before = await storedValues(page, 'preferences');
  await change();
  await until(async () => (await storedValues(page, 'preferences')) !== before);
}
