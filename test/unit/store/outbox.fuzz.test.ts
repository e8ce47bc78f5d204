import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { mergeOutbox } from '../../../src/room/timeline/merge-outbox.ts';
import { accountId } from '../../../src/store/account-id.ts';
import { seal } from '../../../src/store/cipher.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { setUp } from '../engine/outbox/outbox-world.ts';
import { turns } from '../engine/fake-homeserver.ts';
import { withRaw } from './raw-database.ts';
import { fuzzRuns } from '../../support/hostile.ts';

const homeserver = 'https://matrix.example.org';
const roomId = '!room';
const account = accountId(homeserver, '@alice:example.org', 'DEVICE');
const parts = ['draft', 'state', 'marks'] as const;

/** Values near enough to the right shape to get past a careless look. */
const near = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, '', [], {}, 42, -1, 1e309, true, 'waiting', 'newcomers', 'everyone', ['x'], [1]),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'kind',
          'text',
          'replyTo',
          'thread',
          'edits',
          'file',
          'name',
          'mime',
          'size',
          'box',
          'error',
          'code',
          'message',
        ],
        ...['question', 'agreed', 'again', 'with', 'names', 'count', 'userIds', 'tried', 'at', 'deviceId', 'audience'],
        ...['uploaded', 'eventId', '__proto__'],
      ),
      tie('value'),
    ),
  ),
})).value;

const record = fc.record({ draft: near, state: near, marks: fc.option(near, { nil: undefined }) });

describe('stored outbox records of any shape', () => {
  test('are shown and told, never lost, and break neither page nor engine', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), async (values) => {
        globalThis.indexedDB = new IDBFactory();
        const engine = await openEngineStore(homeserver);
        await engine.saveSession({
          homeserver,
          userId: '@alice:example.org',
          deviceId: 'DEVICE',
          accessToken: 'token',
          cryptoStoreKey: 'key',
        });
        await store(values);
        const read = await engine.outbox(roomId);
        assert.equal(read.length, values.length);
        const { rows } = mergeOutbox([], read, { id: '@alice:example.org', name: 'Alice' });
        const hidden = read.filter(
          ({ draft, state }) => draft.edits !== undefined && !/failed|asking/.test(state.kind),
        );
        assert.equal(rows.length, values.length - hidden.length);

        const world = setUp((request) =>
          request.path.endsWith('/messages') ? Response.json({ chunk: [] }) : Response.json({ event_id: '$it' }),
        );
        world.store.records = [...read];
        const last = world.store.write(roomId, { text: 'the next one' }, Date.now());
        await world.sender.resume();
        for (let i = 0; i < 20; i++) {
          await turns(5);
          if (world.store.records.every(({ state }) => state.kind !== 'waiting')) break;
        }
        assert.ok(world.store.records.every(({ state }) => state.kind !== 'waiting'));
        assert.equal(world.store.records.find(({ txnId }) => txnId === last.txnId)?.state.kind, 'sent');
        world.closing.abort();
      }),
      { numRuns: fuzzRuns(100) },
    );
  });
});

async function store(values: readonly { draft: unknown; state: unknown; marks: unknown }[]): Promise<void> {
  let key: CryptoKey | undefined;
  await withRaw(async (database) => {
    const request = database.transaction(['keys']).objectStore('keys').get(account);
    await new Promise((resolve) => (request.onsuccess = resolve));
    key = request.result as CryptoKey;
  });
  const entries = await Promise.all(
    values.map(async (value, index) => {
      const entry: Record<string, unknown> = { account, roomId, at: index + 1, kind: 'waiting' };
      for (const part of parts) {
        if (value[part] === undefined) continue;
        entry[part] = await seal(key!, ['outbox', account, `txn${index}`, part], value[part]);
      }
      return entry;
    }),
  );
  await withRaw(async (database) => {
    const transaction = database.transaction(['outbox'], 'readwrite');
    entries.forEach((entry, index) => transaction.objectStore('outbox').put(entry, [account, `txn${index}`]));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  });
}
