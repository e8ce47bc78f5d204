import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { wrap } from 'idb';
import type { IDBPDatabase } from 'idb';
import { Database } from '../../../src/store/database.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { migrations, schemaVersion } from '../../../src/store/schema.ts';
import type { Migration, Schema } from '../../../src/store/schema.ts';
import { restore } from './dump.ts';
import type { Dump } from './dump.ts';
import { dumpedAddress, dumpedRoom, dumpedRoomId, dumpedSession } from './dumped-account.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const dumps = readdirSync(folder)
  .filter((name) => /^store-\d+\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Dump);
const newest = dumps.find(({ version }) => version === schemaVersion)!;
const { homeserver } = dumpedSession;

/** The stores as the script of that version made them. */
const restored = (dump: Dump): Promise<void> =>
  restore(dump, (raw) => {
    const database = wrap(raw) as unknown as IDBPDatabase<Schema>;
    for (const migrate of migrations.slice(0, dump.version)) void migrate(database, undefined as never);
  });

const next: Migration = (database) => void database.createObjectStore('next' as never);

/**
 * By version of the schema: the crypto module of the engines that open it. A newer one brings its own store forward, and an
 * older one can read that no more: it needs a step here, be it an empty one, so that no tab of before starts its engine again.
 */
const cryptoModules: Readonly<Record<number, string>> = { 1: '18.9.0' };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('what an earlier version stored', () => {
  test('there is a dump of the present schema', () => assert.ok(newest, 'run scripts/write-store-dump.ts'));

  test('the crypto module has a version of the schema', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.equal(cryptoModules[schemaVersion], dependencies['@matrix-org/matrix-sdk-crypto-wasm'], 'append a step');
  });

  for (const dump of dumps) {
    test(`version ${String(dump.version)} is read whole`, async () => {
      await restored(dump);
      const engine = await openEngineStore(homeserver);
      assert.deepEqual(await engine.session(), dumpedSession);
      assert.deepEqual(await engine.storedRoom(dumpedAddress), dumpedRoom);
      const outbox = await engine.outbox(dumpedRoomId);
      assert.deepEqual(
        outbox.map(({ draft, state }) => [draft.text, state.kind]),
        [
          ['waits', 'waiting'],
          ['failed', 'failed'],
        ],
      );
      const store = openPageStore(homeserver, () => Promise.reject(new Error('is brought forward')));
      const page = store.room((await store.account())!);
      assert.deepEqual(await page.draft(dumpedAddress), { text: 'half a sentence' });
      assert.deepEqual(await page.preferences(), { privateReceipts: true });
    });
  }

  test('is brought forward by an engine, once, and by no page', async () => {
    await restored(newest);
    let runs = 0;
    const steps: Migration[] = [...migrations, (...args) => (runs++, next(...args))];
    const page = new Database({ upgrades: false, migrations: steps });
    const read = (database: Database) =>
      database.read(['sessions'], (transaction) => transaction.objectStore('sessions').get(homeserver));
    await assert.rejects(read(page), { code: 'storage-unavailable', detail: 'older' });
    const engines = [1, 2].map(() => new Database({ upgrades: true, migrations: steps }));
    const [first, second] = await Promise.all(engines.map(read));
    assert.equal(runs, 1);
    assert.ok(first !== undefined && 'userId' in first && first.userId === dumpedSession.userId);
    assert.deepEqual(second, first);
    assert.deepEqual(await read(page), first);
    // This version of the script neither reads nor writes it any more.
    await assert.rejects(openEngineStore(homeserver), { code: 'version-mismatch' });
    await assert.rejects(openPageStore(homeserver, () => Promise.resolve()).account(), { code: 'version-mismatch' });
  });

  test('stays as it was where a step fails, and no empty store takes its place', async () => {
    await restored(newest);
    const failing: Migration = async (database, upgrade) => {
      void next(database, upgrade);
      await upgrade.objectStore('sessions').clear();
      throw new Error('half-way');
    };
    const database = new Database({ upgrades: true, migrations: [...migrations, failing] });
    const read = database.read(['sessions'], (transaction) => transaction.objectStore('sessions').count());
    await assert.rejects(read, { code: 'storage-unavailable', detail: 'upgrade' });
    assert.deepEqual(await (await openEngineStore(homeserver)).session(), dumpedSession);
  });

  test(
    'is not touched while a tab that sleeps has it open; the wait ends with words',
    { timeout: 20_000 },
    async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      await restored(newest);
      const sleeping = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('wiki-room');
        request.onsuccess = () => resolve(request.result);
      });
      const database = new Database({ upgrades: true, migrations: [...migrations, next] });
      const read = database.read(['sessions'], (transaction) => transaction.objectStore('sessions').count());
      const refused = assert.rejects(read, { code: 'storage-unavailable', detail: 'blocked' });
      t.mock.timers.tick(5_000);
      await refused;
      t.mock.timers.reset();
      sleeping.close();
      assert.equal(await database.read(['sessions'], (transaction) => transaction.objectStore('sessions').count()), 1);
    },
  );
});
