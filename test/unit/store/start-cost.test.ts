import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDBFactory, IDBIndex, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { dumpedAddress, dumpedRoom, dumpedSession } from './dumped-account.ts';

const { homeserver } = dumpedSession;

/** Counts what is asked of the database, and how many records come back. */
function counting(): { readonly asked: () => number; readonly records: () => number; readonly stop: () => void } {
  const names = ['get', 'getKey', 'getAll', 'getAllKeys', 'openCursor', 'openKeyCursor', 'count'] as const;
  let asked = 0;
  let records = 0;
  const restore: (() => void)[] = [];
  for (const { prototype } of [IDBObjectStore, IDBIndex] as unknown as { prototype: IDBObjectStore }[]) {
    for (const name of names) {
      const before = prototype[name] as (...args: unknown[]) => IDBRequest<unknown>;
      const counted = function (this: IDBObjectStore, ...args: unknown[]): IDBRequest<unknown> {
        asked++;
        const request = before.apply(this, args);
        request.addEventListener('success', () => {
          records += Array.isArray(request.result) ? request.result.length : 1;
        });
        return request;
      };
      Object.assign(prototype, { [name]: counted });
      restore.push(() => Object.assign(prototype, { [name]: before }));
    }
  }
  return { asked: () => asked, records: () => records, stop: () => restore.forEach((undo) => undo()) };
}

/** What a page and an engine read until the room is on screen, with so many other rooms in the store. */
async function startWith(rooms: number): Promise<readonly [asked: number, records: number]> {
  globalThis.indexedDB = new IDBFactory();
  const former = await openEngineStore(homeserver);
  await former.saveSession(dumpedSession);
  await former.saveRoom(dumpedAddress, dumpedRoom);
  for (let i = 0; i < rooms; i++) await former.saveRoom(`#room-${i}:example.org`, dumpedRoom);
  const count = counting();
  try {
    const store = openPageStore(homeserver, () => Promise.resolve());
    const page = store.room((await store.account())!);
    await Promise.all([page.storedRoom(dumpedAddress), page.draft(dumpedAddress), page.preferences()]);
    const engine = await openEngineStore(homeserver);
    await engine.session();
    await engine.storedRoom(dumpedAddress);
    await engine.outbox();
    return [count.asked(), count.records()];
  } finally {
    count.stop();
  }
}

test('a start reads no more of a store that holds much', async () => {
  assert.deepEqual(await startWith(100), await startWith(0));
});
