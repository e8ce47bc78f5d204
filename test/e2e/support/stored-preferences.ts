import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** What is stored of the reader's preferences, sealed as it is: another text whenever they were stored anew. */
function storedPreferences(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const finished = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await finished(indexedDB.open('wiki-room'));
    const values = database.transaction('values').objectStore('values');
    const [keys, sealed] = await Promise.all([finished(values.getAllKeys()), finished(values.getAll())]);
    database.close();
    const own = sealed.filter((_value, index) => (keys[index] as readonly string[])[1] === 'preferences');
    return JSON.stringify(own, (_name, value: unknown) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value,
    );
  });
}

/** Does what changes a preference; resolves once that is stored, so that the page may be left. */
export async function untilStored(page: Page, change: () => Promise<void>): Promise<void> {
  const before = await storedPreferences(page);
  await change();
  await until(async () => (await storedPreferences(page)) !== before);
}
