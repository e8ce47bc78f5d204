import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { authorisedFetch } from '../../../src/engine/http/authorised-fetch.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { findAccess } from '../../../src/engine/rooms/find-access.ts';
import { formerMembership, roomSummary } from '../../../src/engine/rooms/room-summary.ts';
import { errorOfAnswer } from '../../../src/engine/sdk-error.ts';
import { logIn } from '../../../src/engine/session/log-in.ts';
import { TokenKeeper } from '../../../src/engine/session/token-keeper.ts';
import { ClassicSync } from '../../../src/engine/sync/classic-sync.ts';
import { SlidingSync } from '../../../src/engine/sync/sliding-sync.ts';
import type { SyncTransport } from '../../../src/engine/sync/sync-update.ts';
import { pageOfMessages, singleEvent } from '../../../src/engine/timeline/page-of-messages.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { fuzzRuns, hostileAnswer, hostileValue, prototypesAreUntouched } from '../../support/hostile.ts';
import { homeserver } from './fake-homeserver.ts';

const boundaries = 12;
const numRuns = fuzzRuns(60, boundaries);
const signal = new AbortController().signal;
const alice = '@alice:example.org';

const raw = (id: string): object => ({
  event_id: id,
  type: 'm.room.message',
  sender: '@bob:example.org',
  origin_server_ts: 5,
  content: { msgtype: 'm.text', body: id },
  unsigned: { 'm.relations': { 'm.replace': { event_id: '$e' } } },
});
const state = { ...raw('$s'), type: 'm.room.member', state_key: alice, content: { membership: 'join' } };
const receipt = { type: 'm.receipt', content: { $a: { 'm.read': { [alice]: { ts: 1 } } } } };
const typing = { type: 'm.typing', content: { user_ids: [alice] } };

const slidingRoom = {
  initial: true,
  limited: true,
  required_state: [state],
  timeline: [raw('$a')],
  prev_batch: 'p',
  joined_count: 3,
  heroes: [{ user_id: alice, displayname: 'Alice' }],
  invite_state: [state],
};
const sliding = (room: unknown): object => ({
  pos: '1',
  rooms: { '!a': room, '!b': { timeline: [raw('$b')] } },
  extensions: {
    account_data: { global: [{ type: 'm.direct', content: {} }], rooms: { '!a': [{ type: 'm.fully_read' }] } },
    typing: { rooms: { '!a': typing } },
    receipts: { rooms: { '!a': receipt } },
    to_device: { events: [{ type: 'm.x', content: {} }], next_batch: 't' },
    e2ee: { device_lists: { changed: [alice], left: [] }, device_one_time_keys_count: { a: 5 } },
  },
});
const classicRoom = {
  state: { events: [state] },
  timeline: { events: [raw('$a')], limited: true, prev_batch: 'p' },
  ephemeral: { events: [typing, receipt] },
  account_data: { events: [{ type: 'm.fully_read', content: {} }] },
  summary: { 'm.joined_member_count': 3, 'm.heroes': [alice] },
  unread_notifications: { notification_count: 2 },
};
const classic = (room: unknown): object => ({
  next_batch: '1',
  rooms: { join: { '!a': room, '!b': { timeline: { events: [raw('$b')] } } }, invite: {} },
  account_data: { events: [] },
  to_device: { events: [] },
});
const page = { chunk: [raw('$a'), state], state: [state], end: 't1', start: 't2' };
const session = { user_id: alice, device_id: 'D', access_token: 'a', refresh_token: 'r', expires_in_ms: 60_000 };
const summary = {
  membership: 'leave',
  join_rule: 'public',
  name: 'A',
  topic: 'T',
  num_joined_members: 3,
  canonical_alias: '#a:b',
};
const refusal = { errcode: 'M_LIMIT_EXCEEDED', error: 'secret', retry_after_ms: 5, soft_logout: true };

/** The same answer to everything that is asked. */
function answering(body: unknown, status = 200): MatrixApi {
  return new MatrixApi(homeserver, async () => new Response(JSON.stringify(body), { status }));
}

/** A result, or an error of ours; and nothing else has changed. */
async function holds<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    assert.ok(error instanceof WikiRoomError, String(error));
    assert.doesNotMatch(error.message, /secret/);
    return undefined;
  } finally {
    assert.ok(prototypesAreUntouched());
  }
}

function fuzz(answer: unknown, task: (body: unknown) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(hostileAnswer(answer), task), { numRuns });
}

const poll = (transport: SyncTransport) =>
  transport.poll({
    rooms: new Set(['!a', '!b']),
    fresh: false,
    crypto: true,
    keysWait: async () => false,
    startsAnew: async () => undefined,
    signal,
  });

describe('a hostile answer', () => {
  const ways: [string, (api: MatrixApi) => SyncTransport, (room: unknown) => object, object][] = [
    ['sliding sync', (api) => new SlidingSync(api), sliding, slidingRoom],
    ['classic sync', (api) => new ClassicSync(api), classic, classicRoom],
  ];
  for (const [name, make, whole, room] of ways) {
    it(`to a ${name} is read as far as it goes`, () =>
      fuzz(whole(room), async (body) => {
        const answer = await holds(() => poll(make(answering(body))));
        for (const { timeline, state: events } of answer?.update.rooms ?? []) {
          for (const event of [...timeline, ...events]) {
            assert.ok(event.event_id.startsWith('$') && event.sender.startsWith('@'));
            assert.equal(Object.getPrototypeOf(event.content), Object.prototype);
          }
        }
      }));

    it(`to a ${name} about one room spoils no other`, () =>
      fuzz(room, async (body) => {
        const answer = await holds(() => poll(make(answering(whole(body)))));
        const other = answer?.update.rooms.find(({ roomId }) => roomId === '!b');
        assert.deepEqual(
          other?.timeline.map(({ event_id: id }) => id),
          ['$b'],
        );
      }));
  }

  it('to a page of history', () =>
    fuzz(page, async (body) => {
      const read = await holds(() => pageOfMessages(answering(body), '!a', 't0', 50, signal));
      assert.ok(read === undefined || read.before === undefined || typeof read.before === 'string');
    }));

  it('to a question for one event', () =>
    fuzz(raw('$a'), async (body) => {
      const event = await holds(() => singleEvent(answering(body), '!a', '$a', signal));
      assert.ok(event === undefined || event.event_id === '$a');
    }));

  it('to a log-in', () =>
    fuzz(session, async (body) => {
      const settings = { homeserver, deviceName: 'wiki', wasmUrl: '' };
      const made = await holds(() => logIn(answering(body), settings, { kind: 'login-token', token: 't' }, undefined));
      if (made === undefined) return;
      for (const value of [made.userId, made.deviceId, made.accessToken]) assert.equal(typeof value, 'string');
      assert.ok(made.expiresAt === undefined || Number.isFinite(made.expiresAt));
    }));

  it('to a renewal', () =>
    fuzz(session, async (body) => {
      const stored = { homeserver, userId: alice, deviceId: 'D', accessToken: 'old', refreshToken: 'r' };
      const tokens = new TokenKeeper(
        { ...stored, cryptoStoreKey: 'k' },
        {
          api: answering(body),
          isNewest: () => Promise.resolve(true),
          save: async () => undefined,
          ended: () => assert.fail(),
          locked: () => undefined,
        },
      );
      const token = await holds(() => tokens.renew('old', true));
      assert.ok(token === undefined || typeof token === 'string');
    }));

  it('that refuses', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 400, max: 599 }), hostileAnswer(refusal), async (status, body) => {
        const error = errorOfAnswer(status, body, JSON.stringify(body).slice(0, 20));
        assert.doesNotMatch(JSON.stringify(error.toData()), /secret/);
        assert.ok(error.retryAfterMs === undefined || error.retryAfterMs >= 0);
        const tokens = { current: async () => 't', renew: async () => undefined, locked: () => undefined };
        const api = answering(body, status);
        const fetch = authorisedFetch(homeserver, tokens as unknown as TokenKeeper, api.fetch);
        await holds(() => new MatrixApi(homeserver, fetch).request({ path: '/_matrix/x' }));
      }),
      { numRuns },
    ));

  it('to a question for a room', () =>
    fuzz(summary, async (body) => {
      await holds(() => roomSummary(answering(body), '!a', signal));
      await holds(() =>
        findAccess({ api: answering(body), roomId: '!a', via: [], userId: alice, left: false, signal }),
      );
    }));

  it('to a question for a former membership', () =>
    fuzz(classic({ state: { events: [state] } }), async (body) => {
      await holds(() => formerMembership(answering(body), '!a', alice, signal));
    }));

  it('that is no Matrix answer at all', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(hostileValue, fc.string()), async (body) => {
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const api = new MatrixApi(homeserver, async () => new Response(text));
        await holds(() => api.request({ path: '/_matrix/x' }));
      }),
      { numRuns },
    ));
});
