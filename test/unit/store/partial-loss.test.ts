import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import type { StoredRoom } from '../../../src/protocol/room-store.ts';
import { withRaw } from './raw-database.ts';
import { homeserver, roomId, session } from './stored-session.ts';

const room = '#alpha:example.org';
const { userId, deviceId } = session();
const account = { userId, deviceId, expired: false };
const storedRoom: StoredRoom = {
  room: {
    access: { kind: 'joined' },
    name: 'Alpha',
    memberCount: 2,
    encrypted: true,
    canSend: true,
    typing: [],
    unread: { messages: 0, mentions: 0 },
  },
  rows: [],
  savedAt: 1,
};

const file = { kind: 'file', name: 'a.txt', mime: 'text/plain', size: 3 } as const;

/** A visit that left something in each store; then the records of one of them vanish, and the next visit begins. */
async function nextVisitWithout(lost: string) {
  const engine = await openEngineStore(homeserver);
  await engine.saveSession(session());
  await engine.saveRoom(room, storedRoom);
  const page = openPageStore(homeserver, () => Promise.resolve()).room(account);
  await page.saveDraft(room, { text: 'half a' });
  await page.addToOutbox(roomId, { text: 'unsent' });
  await page.addToOutbox(roomId, { text: '', file }, new Blob(['abc']));
  await withRaw(async (database) => {
    const transaction = database.transaction([lost], 'readwrite');
    transaction.objectStore(lost).clear();
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  });
  const store = openPageStore(homeserver, () => Promise.resolve());
  return { engine: await openEngineStore(homeserver), store, page: store.room(account) };
}

function count(store: string): Promise<number> {
  return withRaw(
    (database) =>
      new Promise((resolve) => {
        const request = database.transaction([store]).objectStore(store).count();
        request.onsuccess = () => resolve(request.result);
      }),
  );
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('a part of what is stored is lost:', () => {
  test('the keys: nothing can be read, it is said of each message, and the next sign-in leaves none of it behind', async () => {
    const { engine, page } = await nextVisitWithout('keys');
    assert.equal(await engine.session(), undefined);
    assert.equal(await page.storedRoom(room), undefined);
    const shown = await page.outbox(roomId);
    assert.deepEqual(
      shown.map(({ state }) => state.kind === 'failed' && state.error.detail),
      ['damaged', 'damaged'],
    );
    await engine.saveSession(session('@alice:example.org', 'NEXT'));
    assert.deepEqual([await count('outbox'), await count('values')], [0, 0]);
  });

  test('the session: nobody is signed in, and the next sign-in begins anew', async () => {
    const { engine, store } = await nextVisitWithout('sessions');
    assert.equal(await store.account(), undefined);
    assert.equal(await engine.session(), undefined);
    await engine.saveSession(session('@alice:example.org', 'NEXT'));
    assert.equal((await store.account())?.deviceId, 'NEXT');
    assert.deepEqual([await count('keys'), await count('outbox'), await count('values')], [1, 0, 0]);
  });

  test('the number of the newest engine: the next engine goes on with everything', async () => {
    const { engine, page } = await nextVisitWithout('engines');
    assert.equal((await engine.session())?.deviceId, deviceId);
    assert.deepEqual(
      (await engine.outbox(roomId)).map(({ draft }) => draft.text),
      ['unsent', ''],
    );
    await engine.saveRoom(room, storedRoom);
    assert.equal((await page.draft(room))?.text, 'half a');
  });

  test('the outbox: the session, the draft and the screenful are there', async () => {
    const { engine, page } = await nextVisitWithout('outbox');
    assert.equal((await engine.session())?.deviceId, deviceId);
    assert.deepEqual(await page.outbox(roomId), []);
    assert.equal((await page.draft(room))?.text, 'half a');
    assert.equal((await page.storedRoom(room))?.room.name, 'Alpha');
  });

  test('the caches, drafts and files: what was written is there, a file without its bytes too', async () => {
    const { engine, page } = await nextVisitWithout('values');
    assert.equal(await page.storedRoom(room), undefined);
    assert.equal(await page.draft(room), undefined);
    const [text, withFile] = await engine.outbox(roomId);
    assert.equal(text?.draft.text, 'unsent');
    assert.equal(withFile?.draft.file?.name, 'a.txt');
    assert.equal(await engine.outboxFile(withFile.txnId), undefined);
    await engine.saveRoom(room, storedRoom);
    assert.equal((await page.storedRoom(room))?.room.name, 'Alpha');
  });
});
