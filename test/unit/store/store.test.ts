import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory, IDBObjectStore, IDBTransaction } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import type { StoredRoom } from '../../../src/protocol/room-store.ts';
import { failPuts, records, withRaw } from './raw-database.ts';
import { homeserver, marker, openPageStore, rejectsWith, roomId, session, signedIn } from './stored-session.ts';

const storedRoom: StoredRoom = {
  room: {
    access: { kind: 'joined' },
    name: 'SECRET-NAME',
    memberCount: 2,
    encrypted: true,
    canSend: true,
    typing: [],
    unread: { messages: 0, mentions: 0 },
  },
  rows: [],
  savedAt: 1,
};

/** As any script of the page has them. */
function rawKeysOfAccounts(): Promise<CryptoKey[]> {
  return withRaw(
    (database) =>
      new Promise((resolve) => {
        database.transaction(['keys']).objectStore('keys').getAll().onsuccess = ({ target }) =>
          resolve((target as IDBRequest<CryptoKey[]>).result);
      }),
  );
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('the store', () => {
  test('keeps a session over engines and shows the page whose it is', async () => {
    await signedIn();
    assert.deepEqual(await (await openEngineStore(homeserver)).session(), session());
    const account = await openPageStore(homeserver).account();
    assert.deepEqual(account, {
      userId: '@alice:example.org',
      deviceId: 'DEVICE',
      subject: 'subject-1',
      expired: false,
    });
    assert.equal(await openPageStore('https://other.example.org').account(), undefined);
  });

  test('shows a soft log-out to the page and keeps the records', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await page.saveDraft('#alpha:example.org', { text: 'half a sentence' });
    await engine.saveSession({ ...session(), expired: true });
    assert.equal((await openPageStore(homeserver).account())?.expired, true);
    assert.deepEqual(await page.draft('#alpha:example.org'), { text: 'half a sentence' });
  });

  test('takes nothing for an account that is being signed out as it comes', async () => {
    const engine = await signedIn();
    await engine.saveRoom('#beta:example.org', storedRoom);
    const saving = engine.saveRoom('#alpha:example.org', storedRoom);
    const wiping = engine.wipeAccount();
    await Promise.allSettled([saving, wiping]);
    await wiping;
    assert.equal((await records()).includes('#alpha:example.org'), false);
  });

  test('tells whether an engine has opened it before', async () => {
    assert.equal((await openEngineStore(homeserver)).isNew, true);
    const second = await openEngineStore(homeserver);
    assert.equal(second.isNew, false);
    await second.saveSession(session());
    await second.wipeAccount();
    assert.equal((await openEngineStore(homeserver)).isNew, false, 'a sign-out is no removal');
  });

  test('is opened once more where the browser fails once', async () => {
    await signedIn();
    const { open } = indexedDB;
    let failures = 0;
    indexedDB.open = (...args) => {
      if (failures++ === 0) throw new DOMException('lost', 'UnknownError');
      return open.apply(indexedDB, args);
    };
    const engine = await openEngineStore(homeserver);
    assert.deepEqual([engine.persistent, await engine.session()], [true, session()]);
  });

  test('keeps the records for a device that takes the place of a lost one', async () => {
    const engine = await signedIn();
    await openPageStore(homeserver).room(marker(session())).addToOutbox(roomId, { text: 'not sent yet' });
    const lost = { ...session(), expired: true, lost: 'rolled-back' } as const;
    await engine.saveSession(lost);
    const { userId, deviceId: records, cryptoStoreKey } = session();
    const next = { ...session(userId, 'NEXT'), records, former: { deviceId: records, cryptoStoreKey } };
    await engine.saveSession(next);
    const later = await openEngineStore(homeserver);
    assert.deepEqual(await later.session(), next);
    const page = openPageStore(homeserver);
    const account = await page.account();
    assert.deepEqual([account?.deviceId, account?.records], ['NEXT', 'DEVICE']);
    const texts = (list: readonly { draft: { text: string } }[]): string[] => list.map(({ draft }) => draft.text);
    assert.deepEqual(texts(await page.room(account!).outbox(roomId)), ['not sent yet']);
    assert.deepEqual(texts(await later.outbox()), ['not sent yet']);
    // Whoever comes without a word of it gets nothing.
    await later.saveSession(session(userId, 'THIRD'));
    assert.deepEqual(await later.outbox(), []);
  });

  test('resolves a write only when it is committed: a transaction that aborts for quota rejects', async (t) => {
    await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const restore = failPuts(IDBObjectStore, IDBTransaction, 'QuotaExceededError');
    t.after(restore);
    await assert.rejects(page.addToOutbox(roomId, { text: 'lost?' }), rejectsWith('storage-full'));
    restore();
    assert.deepEqual(await page.outbox(roomId), []);
    await page.addToOutbox(roomId, { text: 'kept' });
    assert.equal((await page.outbox(roomId)).length, 1);
  });

  test('leaves the old session whole when the new one cannot be written', async (t) => {
    const engine = await signedIn();
    const restore = failPuts(IDBObjectStore, IDBTransaction, 'QuotaExceededError');
    t.after(restore);
    await assert.rejects(engine.saveSession({ ...session(), accessToken: 'new' }), rejectsWith('storage-full'));
    restore();
    assert.deepEqual(await engine.session(), session());
  });

  test('holds no secret and no text in the clear', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await page.addToOutbox(roomId, { text: 'SECRET-TEXT' });
    await page.saveDraft('#alpha:example.org', { text: 'SECRET-DRAFT' });
    await engine.saveRoom('#alpha:example.org', storedRoom);
    const bytes = await records();
    assert.ok(bytes.includes('@alice:example.org'));
    assert.equal(/SECRET/.exec(bytes), null);
    const [key, ...others] = await rawKeysOfAccounts();
    assert.ok(key !== undefined && others.length === 0);
    assert.equal(key.extractable, false);
    for (const format of ['raw', 'jwk'] as const) await assert.rejects(crypto.subtle.exportKey(format, key));
  });

  test('seals nothing with a key that could be read', async () => {
    await signedIn();
    const readable = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
    await withRaw(async (database) => {
      const keys = database.transaction(['keys'], 'readwrite').objectStore('keys');
      await new Promise((resolve) => {
        keys.getAllKeys().onsuccess = ({ target }) => {
          const [account] = (target as IDBRequest<IDBValidKey[]>).result;
          keys.put(readable, account).onsuccess = resolve;
        };
      });
    });
    const page = openPageStore(homeserver).room(marker(session()));
    await assert.rejects(
      page.addToOutbox(roomId, { text: 'SECRET-TEXT' }),
      rejectsWith('storage-unavailable', 'removed'),
    );
    const next = await openEngineStore(homeserver);
    assert.equal(await next.session(), undefined);
    await next.saveSession(session());
    const [key] = await rawKeysOfAccounts();
    assert.equal(key?.extractable, false);
  });

  test('gives the stored room to the page, and drops it', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const known = { ...storedRoom, audience: { userIds: ['@bob:example.org'], since: 1 } };
    await engine.saveRoom('#alpha:example.org', known);
    assert.deepEqual(await page.storedRoom('#alpha:example.org'), known);
    const damaged = { ...storedRoom, audience: ['@bob:example.org'] as never };
    await engine.saveRoom('#alpha:example.org', damaged);
    assert.deepEqual(await page.storedRoom('#alpha:example.org'), storedRoom, 'the rest is painted');
    await engine.dropRoom('#alpha:example.org');
    assert.equal(await page.storedRoom('#alpha:example.org'), undefined);
  });

  test('tells of which rooms something is stored, once a day', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
    const alpha = { ...storedRoom, room: { ...storedRoom.room, roomId: '!alpha:example.org' } };
    const engine = await signedIn();
    assert.deepEqual(await engine.roomsToCheck(), []);
    await engine.saveRoom('#alpha:example.org', alpha);
    await engine.saveRoom('!alpha:example.org', alpha);
    const due = async (): Promise<readonly string[]> => (await openEngineStore(homeserver)).roomsToCheck();
    assert.deepEqual(await due(), ['!alpha:example.org']);
    await (await openEngineStore(homeserver)).roomsChecked();
    assert.deepEqual(await due(), []);
    t.mock.timers.setTime(1_800_000_000_000 + 23 * 3_600_000);
    assert.deepEqual(await due(), []);
    t.mock.timers.setTime(1_800_000_000_000 + 25 * 3_600_000);
    assert.deepEqual(await due(), ['!alpha:example.org']);
    t.mock.timers.setTime(1_700_000_000_000);
    assert.deepEqual(await due(), ['!alpha:example.org'], 'the clock was put right');
  });

  test('keeps a room the same under all its addresses, also those of an earlier visit, and drops it under all', async () => {
    const [alias, id, other] = ['#alpha:example.org', '!alpha:example.org', '!beta:example.org'];
    const alpha = { ...storedRoom, room: { ...storedRoom.room, roomId: id } };
    const beta = { ...storedRoom, room: { ...storedRoom.room, roomId: other } };
    const former = await signedIn();
    await former.saveRoom(alias, alpha);
    await former.saveRoom(other, beta);
    const engine = await openEngineStore(homeserver);
    const page = openPageStore(homeserver).room(marker(session()));
    const redacted = { ...alpha, savedAt: 2 };
    await engine.saveRoom(id, redacted);
    assert.deepEqual([await page.storedRoom(alias), await page.storedRoom(id)], [redacted, redacted]);
    await engine.dropRoom(alias, other);
    assert.deepEqual(
      [await page.storedRoom(alias), await page.storedRoom(id)],
      [undefined, redacted],
      'it meant another',
    );
    await engine.saveRoom(other, beta);
    await Promise.all([engine.saveRoom(alias, redacted), engine.dropRoom('!alpha:example.org', id)]);
    assert.deepEqual([await page.storedRoom(alias), await page.storedRoom(id)], [undefined, undefined]);
    assert.deepEqual(await page.storedRoom(other), beta);
  });

  test('keeps accounts apart', async () => {
    await signedIn();
    const alice = openPageStore(homeserver).room(marker(session()));
    await alice.addToOutbox(roomId, { text: 'of alice' });
    const bob = session('@bob:example.org', 'BOBS');
    const engine = await signedIn(bob);
    assert.deepEqual(await engine.outbox(), []);
    assert.deepEqual(await openPageStore(homeserver).room(marker(bob)).outbox(roomId), []);
    // A device that was replaced leaves nothing behind, and takes nothing in.
    assert.deepEqual(await alice.outbox(roomId), []);
    await assert.rejects(alice.addToOutbox(roomId, { text: 'late' }), rejectsWith('storage-unavailable', 'removed'));
  });

  test('wipes an account whole, and refuses what a page writes afterwards', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await page.addToOutbox(roomId, { text: 'one' });
    await page.savePreferences({ privateReceipts: true });
    await engine.saveRoom('#alpha:example.org', storedRoom);
    await engine.wipeAccount();
    assert.equal(await openPageStore(homeserver).account(), undefined);
    assert.equal((await records()).includes('alice'), false);
    await assert.rejects(page.addToOutbox(roomId, { text: 'late' }), rejectsWith('storage-unavailable', 'removed'));
    await engine.saveSession(session('@alice:example.org', 'NEXT'));
    assert.deepEqual(await engine.outbox(), []);
  });

  test('undoes no preference that another tab changes at the same time', async () => {
    await signedIn();
    const [page, other] = [0, 1].map(() => openPageStore(homeserver).room(marker(session())));
    for (let round = 0; round < 5; round++) {
      const privateReceipts = round % 2 === 0;
      const reader = `subject-${String(round)}`;
      await Promise.all([page!.savePreferences({ privateReceipts }), other!.savePreferences({ reader })]);
      assert.deepEqual(await page!.preferences(), { privateReceipts, reader });
    }
  });

  test('remembers what was put off with the account, until it is forgotten', async () => {
    await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const putOff = { about: 'recover', closedAt: 1_750_000_000_000 };
    await page.savePreferences({ privateReceipts: true });
    await page.savePreferences({ putOff });
    const other = openPageStore(homeserver).room(marker(session()));
    assert.deepEqual(await other.preferences(), { privateReceipts: true, putOff });
    await other.savePreferences({ putOff: undefined });
    assert.equal((await page.preferences()).putOff, undefined);
    const engine = await signedIn(session('@bob:example.org', 'BOBS'));
    assert.deepEqual(await engine.outbox(), []);
    const bob = openPageStore(homeserver).room(marker(session('@bob:example.org', 'BOBS')));
    assert.equal((await bob.preferences()).putOff, undefined);
  });

  test('refuses the writes of an engine that was replaced', async () => {
    const old = await signedIn();
    assert.equal(await old.isNewest(), true);
    const next = await openEngineStore(homeserver);
    assert.deepEqual([await old.isNewest(), await next.isNewest()], [false, true]);
    await assert.rejects(old.saveSession({ ...session(), accessToken: 'stale' }), rejectsWith('engine-lost'));
    await assert.rejects(old.saveRoom('#a:b', storedRoom), rejectsWith('engine-lost'));
    assert.deepEqual(await next.session(), session());
    await (await openEngineStore('https://other.example.org')).wipeAccount();
    await next.saveSession(session());
  });

  test('does not take an engine for the newest where that cannot be read', async (t) => {
    const engine = await signedIn();
    t.mock.method(IDBObjectStore.prototype, 'get', () => {
      throw new DOMException('broken', 'UnknownError');
    });
    await assert.rejects(engine.isNewest(), rejectsWith('storage-unavailable'));
    t.mock.restoreAll();
    assert.equal(await engine.isNewest(), true);
  });

  test('tells the engine and the page that the browser removed the data, and makes no new keys', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await page.saveDraft('#a:b', { text: 'x' });
    await withRaw(async (database) => {
      const stores = [...database.objectStoreNames];
      const transaction = database.transaction(stores, 'readwrite');
      for (const name of stores) transaction.objectStore(name).clear();
      await new Promise((resolve) => (transaction.oncomplete = resolve));
    });
    await assert.rejects(engine.saveSession(session()), rejectsWith('storage-unavailable', 'removed'));
    await assert.rejects(page.saveDraft('#a:b', { text: 'x' }), rejectsWith('storage-unavailable', 'removed'));
    assert.equal(await engine.session(), undefined);
  });

  test('remembers of a session that the homeserver ended nothing but that, until the next one', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver);
    await engine.wipeAccount('DEVICE');
    assert.equal(await page.account(), undefined);
    assert.deepEqual([await page.wasEnded(marker(session())), await engine.wasEnded()], [true, true]);
    assert.equal(await page.wasEnded(marker(session('@alice:example.org', 'OTHER'))), false);
    assert.equal((await records()).includes('alice'), false);
    await engine.saveSession(session('@alice:example.org', 'NEXT'));
    assert.deepEqual([await page.wasEnded(marker(session())), await engine.wasEnded()], [false, false]);
    await engine.wipeAccount();
    assert.deepEqual([await page.wasEnded(marker(session())), await engine.wasEnded()], [false, false]);
  });

  test('notices that the browser removed the data, and begins anew with another device', async () => {
    const engine = await signedIn();
    let told = 0;
    engine.onRemoved(() => told++);
    await new Promise((resolve) => (indexedDB.deleteDatabase('wiki-room').onsuccess = resolve));
    await assert.rejects(
      engine.saveSession({ ...session(), accessToken: 'renewed' }),
      rejectsWith('storage-unavailable'),
    );
    assert.equal(told, 1);
    assert.equal(await openPageStore(homeserver).account(), undefined);
    await engine.wipeAccount();
    await engine.saveSession(session('@alice:example.org', 'NEXT'));
    await engine.saveRoom('#a:b', storedRoom);
    assert.equal((await openPageStore(homeserver).account())?.deviceId, 'NEXT');
  });

  test('lets an engine that slept through a removal of the data change nothing', async (t) => {
    // All of it in one millisecond.
    t.mock.method(Date, 'now', () => 1_700_000_000_000);
    const asleep = await signedIn();
    await new Promise((resolve) => (indexedDB.deleteDatabase('wiki-room').onsuccess = resolve));
    const next = await openEngineStore(homeserver);
    await next.saveSession(session('@alice:example.org', 'NEXT'));
    await assert.rejects(asleep.saveSession(session()), rejectsWith('engine-lost'));
    await assert.rejects(asleep.wipeAccount(), rejectsWith('engine-lost'));
    assert.equal((await next.session())?.deviceId, 'NEXT');
  });

  test('takes damaged caches for absent and shows a damaged message as failed', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await engine.saveRoom('#alpha:example.org', storedRoom);
    await page.saveDraft('#alpha:example.org', { text: 'draft' });
    const record = await page.addToOutbox(roomId, { text: 'one' });
    await withRaw(async (database) => {
      const transaction = database.transaction(['values', 'outbox', 'sessions'], 'readwrite');
      for (const name of ['values', 'outbox', 'sessions']) {
        const store = transaction.objectStore(name);
        store.openCursor().onsuccess = ({ target }) => {
          const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
          if (cursor === null) return;
          const value = cursor.value as Record<string, unknown>;
          const sealed = { iv: new Uint8Array(12), data: new ArrayBuffer(40) };
          cursor.update(name === 'values' ? sealed : { ...value, draft: sealed, sealed });
          cursor.continue();
        };
      }
      await new Promise((resolve) => (transaction.oncomplete = resolve));
    });
    assert.equal(await page.storedRoom('#alpha:example.org'), undefined);
    assert.equal(await page.draft('#alpha:example.org'), undefined);
    assert.equal(await engine.session(), undefined);
    const [shown] = await engine.outbox();
    assert.equal(shown?.txnId, record.txnId);
    assert.ok(shown.state.kind === 'failed' && shown.state.error.detail === 'damaged');
    await page.retryOutbox(record.txnId);
    assert.equal((await engine.outbox())[0]?.state.kind, 'failed');
  });

  test('does not open a value that was moved to another place', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    await engine.saveRoom('#alpha:example.org', storedRoom);
    await withRaw(async (database) => {
      const values = database.transaction(['values'], 'readwrite').objectStore('values');
      await new Promise((resolve) => {
        values.openCursor().onsuccess = ({ target }) => {
          const cursor = (target as IDBRequest<IDBCursorWithValue>).result;
          const [account, kind] = cursor.primaryKey as [string, string];
          values.put(cursor.value, [account, kind, '#beta:example.org']).onsuccess = resolve;
        };
      });
    });
    assert.equal(await page.storedRoom('#beta:example.org'), undefined);
    assert.deepEqual(await page.storedRoom('#alpha:example.org'), storedRoom);
  });

  test('gives way to a newer version at once, and then says so', async () => {
    const page = openPageStore(homeserver);
    await page.account();
    await withRaw(() => Promise.resolve(), 2);
    await assert.rejects(page.account(), rejectsWith('version-mismatch'));
    await assert.rejects(openEngineStore(homeserver), rejectsWith('version-mismatch'));
  });

  test('works on after its connection was closed under it', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver);
    await page.account();
    // A request to delete the database closes every connection; what comes next is a new, empty one.
    await new Promise((resolve) => (indexedDB.deleteDatabase('wiki-room').onsuccess = resolve));
    assert.equal(await page.account(), undefined);
    await assert.rejects(engine.saveSession(session()), rejectsWith('storage-unavailable', 'removed'));
  });
});
