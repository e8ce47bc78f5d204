import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { ClassicSync } from '../../../src/engine/sync/classic-sync.ts';
import { SlidingSync } from '../../../src/engine/sync/sliding-sync.ts';
import type { SyncTransport, SyncUpdate } from '../../../src/engine/sync/sync-update.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';

const raw = (id: string): object => ({
  event_id: id,
  type: 'm.room.message',
  sender: '@bob:example.org',
  origin_server_ts: 5,
  content: { body: id },
});
const state = { ...raw('$s'), type: 'm.room.name', state_key: '', content: { name: 'Alpha' } };
const receipt = { type: 'm.receipt', content: { $a: { 'm.read': { '@alice:example.org': { ts: 1 } } } } };
const typing = { type: 'm.typing', content: { user_ids: ['@bob:example.org'] } };
const fullyRead = { type: 'm.fully_read', content: { event_id: '$a' } };

const sliding = {
  pos: '1',
  rooms: {
    '!a': {
      initial: true,
      limited: true,
      required_state: [state],
      timeline: [raw('$a'), raw('$b')],
      prev_batch: 'p',
      joined_count: 3,
      notification_count: 2,
      highlight_count: 1,
      heroes: [{ user_id: '@bob:example.org', displayname: 'Bob' }],
    },
    '!foreign': { timeline: [raw('$x')] },
  },
  extensions: {
    account_data: { global: [{ type: 'm.direct', content: {} }], rooms: { '!a': [fullyRead] } },
    typing: { rooms: { '!a': typing } },
    receipts: { rooms: { '!a': receipt } },
    to_device: { events: [{ type: 'm.x', content: {} }], next_batch: 't' },
    e2ee: {
      device_lists: { changed: ['@bob:example.org'], left: [] },
      device_one_time_keys_count: { signed_curve25519: 5 },
    },
  },
};

const classic = {
  next_batch: '1',
  account_data: { events: [{ type: 'm.direct', content: {} }] },
  to_device: { events: [{ type: 'm.x', content: {} }] },
  device_lists: { changed: ['@bob:example.org'], left: [] },
  device_one_time_keys_count: { signed_curve25519: 5 },
  rooms: {
    join: {
      '!a': {
        state: { events: [state] },
        timeline: { events: [raw('$a'), raw('$b')], limited: true, prev_batch: 'p' },
        ephemeral: { events: [typing, receipt] },
        account_data: { events: [fullyRead] },
        summary: { 'm.joined_member_count': 3, 'm.heroes': ['@bob:example.org'] },
        unread_notifications: { notification_count: 2, highlight_count: 1 },
      },
      '!foreign': { timeline: { events: [raw('$x')] } },
    },
  },
};

const ways: [string, object, (api: MatrixApi) => SyncTransport][] = [
  ['sliding', sliding, (api) => new SlidingSync(api)],
  ['classic', classic, (api) => new ClassicSync(api)],
];

async function poll(answer: unknown, make: (api: MatrixApi) => SyncTransport): Promise<SyncUpdate> {
  const { fetch } = fakeHomeserver(() => Response.json(answer));
  const transport = make(new MatrixApi(homeserver, fetch));
  const rooms = new Set(['!a']);
  return (
    await transport.poll({
      rooms,
      fresh: false,
      inDoubt: false,
      crypto: true,
      keysWait: async () => false,
      startsAnew: async () => undefined,
      signal: new AbortController().signal,
    })
  ).update;
}

/** Every place in a value, as the way there. */
function* places(value: unknown, way: string[] = []): Generator<string[]> {
  yield way;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...way, key]);
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

for (const [name, answer, make] of ways) {
  describe(`an answer of the ${name} sync`, () => {
    it('is read', async () => {
      const { rooms, accountData, crypto } = await poll(answer, make);
      assert.deepEqual(
        rooms.map(({ roomId }) => roomId),
        ['!a'],
      );
      const [room] = rooms;
      assert.equal(room?.limited, true);
      assert.equal(room.initial, true);
      assert.equal(room.prevBatch, 'p');
      assert.deepEqual(
        room.timeline.map(({ event_id: id }) => id),
        ['$a', '$b'],
      );
      assert.deepEqual(room.state[0]?.content, { name: 'Alpha' });
      assert.deepEqual(room.typing, ['@bob:example.org']);
      assert.equal(room.receipts?.length, 1);
      assert.deepEqual(room.accountData?.get('m.fully_read'), { event_id: '$a' });
      assert.deepEqual([room.joinedCount, room.notificationCount, room.highlightCount], [3, 2, 1]);
      assert.ok(accountData.has('m.direct'));
      assert.equal(crypto?.toDevice.length, 1);
      assert.deepEqual(crypto.changed, ['@bob:example.org']);
    });

    it('with anything at any place is read as far as it goes, or refused as no answer', async () => {
      const wrong = [null, '', 'x', [], {}, 0, -1, 1e308, true, [null], 'y'.repeat(100_000), { __proto__: null }];
      for (const way of places(answer)) {
        for (const value of wrong) {
          try {
            const update = await poll(replaced(answer, way, value), make);
            for (const { timeline, state: events } of update.rooms) {
              for (const event of [...timeline, ...events]) {
                assert.equal(typeof event.content, 'object');
                assert.ok(event.event_id.startsWith('$') && Number.isSafeInteger(event.origin_server_ts));
              }
            }
          } catch (error) {
            assert.ok(
              error instanceof WikiRoomError && error.code === 'homeserver-error',
              `${way.join('.')}: ${String(error)}`,
            );
          }
        }
      }
    });
  });
}
