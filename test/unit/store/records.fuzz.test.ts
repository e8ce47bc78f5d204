import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import type { EngineStore } from '../../../src/protocol/engine-store.ts';
import type { RoomStore, StoredRoom } from '../../../src/protocol/room-store.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { fuzzRuns } from '../../support/hostile.ts';
import { dumpedRoom } from './dumped-account.ts';
import { withRaw } from './raw-database.ts';
import { homeserver, roomId, session } from './stored-session.ts';

const room = '#alpha:example.org';
const { userId, deviceId } = session();
const account = { userId, deviceId, expired: false };
const storedRoom: StoredRoom = { ...dumpedRoom, audience: { userIds: ['@bob:example.org'], since: 1 } };
const stores = ['keys', 'sessions', 'engines', 'outbox', 'values'] as const;

/** Whatever a database can hold. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', 'x', 0, -1, NaN, Infinity, 2 ** 53, true, [], {}, new Date(NaN)),
  fc.constantFrom<unknown>(new ArrayBuffer(0), new Uint8Array(12), new Map(), { iv: null, data: null }),
  fc.constantFrom<unknown>({ iv: new Uint8Array(12), data: new ArrayBuffer(16) }, { iv: 'x', data: {} }),
  fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 2 }),
);
const fields = [
  'userId',
  'deviceId',
  'subject',
  'expired',
  'records',
  'sealed',
  'kind',
  'draft',
  'state',
  'marks',
  'iv',
  'data',
];
/** A record in place of another, or one field of it. */
const damage = fc.tuple(
  fc.constantFrom(...stores),
  fc.nat(3),
  fc.option(fc.constantFrom(...fields), { nil: undefined }),
  anything,
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

async function spoil([store, nth, field, by]: Damage): Promise<void> {
  await withRaw(async (database) => {
    const transaction = database.transaction([store], 'readwrite');
    const records = transaction.objectStore(store);
    const finished = new Promise<void>((resolve) => {
      transaction.oncomplete = transaction.onabort = () => resolve();
    });
    const request = records.openCursor();
    let at = 0;
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return;
      if (at++ < nth) return cursor.continue();
      const value: unknown = cursor.value;
      const whole = field === undefined || typeof value !== 'object' || value === null || store === 'keys';
      try {
        cursor.update(whole ? by : { ...value, [field]: by });
      } catch {
        // Not cloneable, or without the fields by which it is found: no database holds it.
        transaction.abort();
      }
    };
    await finished;
  });
}

/** What it gives, or why not: nothing but an error of ours. */
async function asked<T>(what: Promise<T>): Promise<T | WikiRoomError> {
  try {
    return await what;
  } catch (error) {
    assert.ok(error instanceof WikiRoomError, `${String(error)} is none of ours`);
    return error;
  }
}

async function askAll(engine: EngineStore, page: RoomStore): Promise<void> {
  const text = (draft: unknown): boolean => typeof (draft as { readonly text?: unknown }).text === 'string';
  await asked(engine.session());
  await asked(engine.storedRoom(room));
  await asked(page.storedRoom(room));
  const draft = await asked(page.draft(room));
  assert.ok(draft === undefined || draft instanceof WikiRoomError || text(draft));
  await asked(page.preferences());
  for (const records of [await asked(page.outbox(roomId)), await asked(engine.outbox())]) {
    if (records instanceof WikiRoomError) continue;
    for (const { txnId, draft: written } of records) {
      assert.ok(text(written));
      await asked(engine.outboxFile(txnId));
    }
  }
}

describe('a stored record of any kind that is damaged', () => {
  test('is an error of ours or nothing, and the store goes on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        globalThis.indexedDB = new IDBFactory();
        const before = await openEngineStore(homeserver);
        await before.saveSession(session());
        await before.saveRoom(room, storedRoom);
        const open = (): RoomStore => openPageStore(homeserver, () => Promise.resolve()).room(account);
        const left = open();
        await left.saveDraft(room, { text: 'half a' });
        await left.savePreferences({ privateReceipts: true });
        await left.addToOutbox(roomId, { text: 'unsent' });
        await left.addToOutbox(
          roomId,
          { text: '', file: { kind: 'file', name: 'a', mime: 'b/c', size: 3 } },
          new Blob(['abc']),
        );
        for (const one of damages) await spoil(one);

        const engine = await openEngineStore(homeserver);
        assert.ok(engine.persistent);
        await asked(openPageStore(homeserver, () => Promise.resolve()).account());
        await askAll(engine, open());

        // Somebody signs in again: from here on everything is as it should be.
        await engine.saveSession(session());
        assert.deepEqual((await engine.session())?.deviceId, deviceId);
        await engine.saveRoom(room, storedRoom);
        const page = open();
        assert.equal((await page.storedRoom(room))?.room.name, storedRoom.room.name);
        await page.saveDraft(room, { text: 'whole' });
        assert.equal((await open().draft(room))?.text, 'whole');
        const { txnId } = await page.addToOutbox(roomId, { text: 'the next one' });
        assert.equal(
          (await engine.outbox(roomId)).find((record) => record.txnId === txnId)?.draft.text,
          'the next one',
        );
        await engine.removeFromOutbox(txnId);
        await engine.wipeAccount();
        assert.deepEqual(await engine.outbox(), []);
      }),
      // Each is put to a dozen readers.
      { numRuns: fuzzRuns(150, 12) },
    );
  });
});
