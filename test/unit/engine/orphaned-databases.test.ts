import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { startEngine } from '../../../src/engine/engine.ts';
import { deleteOrphanedDatabases } from '../../../src/engine/session/orphaned-databases.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { eventually } from '../../support/followed-engine.ts';
import { homeserver, session } from '../store/stored-session.ts';

const cryptoName = (userId: string, deviceId: string): string => `wiki-room:${userId}:${deviceId}::matrix-sdk-crypto`;

async function make(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  }
}

async function names(): Promise<readonly (string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name).filter((name) => name !== 'wiki-room');
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('the databases of a session that was wiped go, those of sessions and of others in the browser stay', async () => {
  const store = await openEngineStore(homeserver);
  await store.saveSession({
    ...session('@alice:example.org', 'NOW'),
    former: { deviceId: 'FORMER', cryptoStoreKey: 'key' },
  });
  const elsewhere = await openEngineStore('https://other.example.org');
  const bob = { ...session('@bob:example.org', 'BOBS'), homeserver: 'https://other.example.org' };
  await elsewhere.saveSession(bob);
  const kept = [
    cryptoName('@alice:example.org', 'NOW'),
    `${cryptoName('@alice:example.org', 'NOW')}-meta`,
    cryptoName('@alice:example.org', 'FORMER'),
    cryptoName('@bob:example.org', 'BOBS'),
    cryptoName('@bob:example.org', 'BOBS_FORMER'),
    'matrix-js-sdk::matrix-sdk-crypto',
  ];
  const orphans = [
    cryptoName('@alice:example.org', 'WIPED'),
    `${cryptoName('@alice:example.org', 'WIPED')}-meta`,
    cryptoName('@carol:example.org', 'WIPED'),
  ];
  await make(...kept, ...orphans);
  await deleteOrphanedDatabases(store);
  assert.deepEqual([...(await names())].sort(), [...kept].sort());
  await store.wipeAccount();
  await deleteOrphanedDatabases(store);
  assert.deepEqual(
    [...(await names())].sort(),
    [cryptoName('@bob:example.org', 'BOBS'), cryptoName('@bob:example.org', 'BOBS_FORMER'), kept[5]].sort(),
  );
});

test('nothing goes where nobody can say who is signed in', async () => {
  await make(cryptoName('@alice:example.org', 'DEVICE'));
  await deleteOrphanedDatabases({ session: async () => undefined, otherUsers: async () => undefined });
  assert.equal((await names()).length, 1);
});

test('nothing goes of whoever cannot be told, and nothing at all where an entry is in no form that is known', async () => {
  const store = await openEngineStore(homeserver);
  await store.saveSession(session('@alice:example.org', 'NOW'));
  const alices = ['NOW', 'ANOTHER'].map((device) => cryptoName('@alice:example.org', device));
  const carols = cryptoName('@carol:example.org', 'WIPED');
  await make(...alices, carols);
  await changeEntry(homeserver, (entry) => ({
    ...entry,
    sealed: { iv: new Uint8Array(12), data: new ArrayBuffer(4) },
  }));
  const again = await openEngineStore(homeserver);
  assert.equal(await again.session(), undefined, 'it cannot be read');
  await deleteOrphanedDatabases(again);
  assert.deepEqual([...(await names())].sort(), [...alices].sort());
  await make(carols);
  await changeEntry('https://other.example.org', () => ({ of: 'a later version' }));
  await deleteOrphanedDatabases(again);
  assert.deepEqual([...(await names())].sort(), [...alices, carols].sort());
});

/** As another version of the script may have left it, or a damaged disk. */
async function changeEntry(key: string, change: (entry: object) => object): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('wiki-room');
    request.onsuccess = () => resolve(request.result);
  });
  const sessions = database.transaction('sessions', 'readwrite').objectStore('sessions');
  await new Promise<void>((resolve) => {
    const read = sessions.get(key);
    read.onsuccess = () => {
      sessions.put(change((read.result as object | undefined) ?? {}), key).onsuccess = () => resolve();
    };
  });
  database.close();
}

test('an engine that starts looks for them', async () => {
  await make(cryptoName('@alice:example.org', 'WIPED'));
  const settings = { homeserver, deviceName: 'wiki.example.org', wasmUrl: 'data:,' };
  const engine = await startEngine(settings, await openEngineStore(homeserver), () => Promise.reject(new TypeError()));
  try {
    await eventually('the orphan is gone', async () => (await names()).length === 0, 2_000);
  } finally {
    engine.stop();
  }
});
