import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { IDBDatabase, IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { homeserver, session } from './stored-session.ts';

const room = '#alpha:example.org';
const names = ['addEventListener', 'removeEventListener'] as const;

/** A page and its document; gives what is listened to. */
function openPage(): Set<string> {
  const followed = new Set<string>();
  const add = (type: string): void => void followed.add(type);
  const remove = (type: string): void => void followed.delete(type);
  const document = { addEventListener: add, removeEventListener: remove, visibilityState: 'visible' };
  for (const [name, value] of Object.entries({ addEventListener: add, removeEventListener: remove, document })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  return followed;
}

afterEach(() => {
  mock.restoreAll();
  for (const name of [...names, 'document']) Reflect.deleteProperty(globalThis, name);
});

test('a store that no room uses follows nothing of the page, and lets go of the database', async () => {
  globalThis.indexedDB = new IDBFactory();
  await (await openEngineStore(homeserver)).saveSession(session());
  const followed = openPage();
  const store = openPageStore(homeserver, () => Promise.resolve());
  const { mock: closed } = mock.method(IDBDatabase.prototype, 'close');
  for (let times = 1; times <= 2; times++) {
    const [first, second] = [store.use(), store.use()];
    const own = store.room((await store.account())!);
    await own.saveDraft(room, { text: `Draft ${String(times)}` });
    assert.deepEqual([...followed].sort(), ['focus', 'freeze', 'pagehide', 'visibilitychange']);
    first();
    assert.equal(followed.size, 4);
    const before = closed.callCount();
    second();
    await Promise.resolve();
    assert.equal(closed.callCount(), before + 1);
    assert.equal(followed.size, 0);
    assert.deepEqual(await own.draft(room), { text: `Draft ${String(times)}` });
  }
});
