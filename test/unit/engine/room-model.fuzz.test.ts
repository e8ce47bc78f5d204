import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import { roomSnapshot } from '../../../src/engine/rooms/room-snapshot.ts';
import { silentLogger } from '../../../src/engine/silent-logger.ts';
import { SlidingSync } from '../../../src/engine/sync/sliding-sync.ts';
import { eventually } from '../../support/followed-engine.ts';
import { fuzzRuns, hostileAnswer, prototypesAreUntouched } from '../../support/hostile.ts';
import { event, member, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';

const alice = '@alice:example.org';
const numRuns = fuzzRuns(40, 12);

/** One of each kind that a room is made of. */
const state = [
  event('$create', { type: 'm.room.create', state_key: '', content: { room_version: '11' } }),
  event('$name', { type: 'm.room.name', state_key: '', content: { name: 'Room' } }),
  event('$topic', { type: 'm.room.topic', state_key: '', content: { topic: 'Topic' } }),
  event('$levels', {
    type: 'm.room.power_levels',
    state_key: '',
    content: { users: { [alice]: 100 }, events: { 'm.room.message': 0 }, notifications: { room: 50 } },
  }),
  event('$gone', { type: 'm.room.tombstone', state_key: '', content: { replacement_room: '!new' } }),
  event('$visible', { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'shared' } }),
  member(alice, 'Alice'),
  // Found by a long run: it kept the whole room from being shown.
  { ...member('__proto__', 'Nobody'), sender: alice },
];
const timeline = [
  event('$1'),
  event('$2', {
    content: {
      msgtype: 'm.image',
      body: 'x.png',
      url: 'mxc://a/b',
      info: { w: 1, h: 1, size: 5, mimetype: 'image/png' },
      'm.relates_to': { 'm.in_reply_to': { event_id: '$1' } },
    },
  }),
  event('$3', {
    content: {
      msgtype: 'm.text',
      body: '* better',
      'm.new_content': { msgtype: 'm.text', body: 'better' },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$1' },
    },
  }),
  event('$4', {
    type: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$1', key: 'x' } },
  }),
  event('$thread', {
    content: {
      msgtype: 'm.text',
      body: 'in a thread',
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: '$1',
        is_falling_back: true,
        'm.in_reply_to': { event_id: '$2' },
      },
    },
  }),
  event('$poll', { type: 'm.poll.start', content: { 'm.poll': { question: { 'm.text': [{ body: 'Tea?' }] } } } }),
  event('$vote', {
    type: 'm.poll.response',
    content: { 'm.relates_to': { rel_type: 'm.reference', event_id: '$poll' } },
  }),
  event('$5', { type: 'm.room.redaction', content: { redacts: '$4' }, redacts: '$4' }),
  member('@bob:example.org', 'Bob'),
];
const room = { initial: true, required_state: state, timeline, joined_count: 2, heroes: [{ user_id: alice }] };

describe('a room of hostile events', () => {
  it('is shown, with every message in it that is none', async () => {
    const { fetch } = fakeHomeserver(() => Response.json({}));
    const api = new MatrixApi(homeserver, fetch);
    const signal = new AbortController().signal;
    await fc.assert(
      fc.asyncProperty(hostileAnswer(room), async (hostile) => {
        const client = createClient({ baseUrl: homeserver, userId: alice, logger: silentLogger });
        const answer = { pos: '1', rooms: { [roomId]: hostile } };
        const sync = new SlidingSync(new MatrixApi(homeserver, async () => Response.json(answer)));
        const keysWait = async (): Promise<boolean> => false;
        const startsAnew = async (): Promise<void> => undefined;
        const rooms = new Set([roomId]);
        const { update } = await sync.poll({
          rooms,
          fresh: false,
          inDoubt: false,
          crypto: false,
          keysWait,
          startsAnew,
          signal,
        });
        const crypto = {} as unknown as CryptoKeeper;
        const model = new RoomModel({ roomId, client, api, crypto, ownUserId: alice, signal });
        for (const news of update.rooms) await model.apply(news);
        await model.apply({ roomId, initial: false, limited: false, state: [], timeline: [event('$good')] });
        const isShown = (): boolean =>
          model.timeline.topic.rows.some(({ id, kind }) => id === '$good' && kind === 'message');
        await eventually('the good message', isShown);
        structuredClone(model.timeline.topic.rows);
        const access = { kind: 'joined' } as const;
        const parts = { address: '#a:b', summary: undefined, successor: undefined, readUpTo: undefined };
        structuredClone(roomSnapshot({ ...parts, access, model }));
        assert.ok(prototypesAreUntouched());
        model.stop();
      }),
      { numRuns },
    );
  });
});
