import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomEntry } from '../../../src/engine/rooms/room-entry.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { Waker } from '../../../src/engine/waker.ts';
import type { RoomSnapshot, TimelineUpdate } from '../../../src/protocol/room.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event, member, redaction, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

const alice = '@alice:example.org';

function setUp(answer: (request: FakeRequest) => Answer = () => Response.json({})) {
  const store = new TestEngineStore();
  const { fetch, requests } = fakeHomeserver(answer);
  const api = new MatrixApi(homeserver, fetch);
  const client = createClient({
    baseUrl: homeserver,
    userId: alice,
    fetchFn: (input, init) => fetch(input instanceof Request ? input.url : input, init),
  });
  const closing = new AbortController();
  const { signal } = closing;
  const crypto = {} as unknown as CryptoKeeper;
  const model = new RoomModel({ roomId, client, api, crypto, ownUserId: alice, signal });
  const entry = new RoomEntry({
    address: roomId,
    api,
    store,
    userId: alice,
    waker: new Waker(),
    asksToJoin: false,
    signal,
    model: () => model,
    membershipChanged: () => undefined,
    trouble: () => undefined,
  });
  return { entry, model, store, requests, closing };
}

function update(timeline: RawEvent[], fields: Partial<RoomUpdate> = {}): RoomUpdate {
  return { roomId, initial: false, limited: false, state: [], timeline, ...fields };
}

const readUpTo = (id: string): Pick<RoomUpdate, 'receipts'> => ({
  receipts: [{ [id]: { 'm.read': { [alice]: { ts: 1 } } } }],
});

describe('RoomEntry', () => {
  for (const first of ['timeline', 'room'] as const) {
    it(`draws the unread line anew for who comes back and follows the ${first} first`, async () => {
      const { entry, model } = setUp();
      let snapshot: RoomSnapshot | undefined;
      let rows: TimelineUpdate | undefined;
      const look = (): (() => void) => {
        const topics = [
          () => entry.followTimeline((sent) => (rows = sent)),
          () => entry.follow((sent) => (snapshot = sent)),
        ];
        if (first === 'room') topics.reverse();
        const stops = topics.map((follow) => follow());
        return () => stops.forEach((stop) => stop());
      };
      const line = (): string | undefined => snapshot?.readUpTo;
      const leave = look();
      await entry.open();
      const state = [member(alice, 'Alice')];
      await model.apply(update([event('$1'), event('$2')], { initial: true, state, ...readUpTo('$1') }));
      await eventually('the line is where reading stopped', () => line() === '$1');
      await model.apply(update([event('$3')], readUpTo('$3')));
      await eventually('the newest row', () => model.timeline.topic.rows.at(-1)?.id === '$3');
      assert.equal(line(), '$1', 'the line stays while somebody looks');
      leave();
      const leaveAgain = look();
      await eventually('the line is where reading stopped the last time', () => line() === '$3');
      assert.equal(rows?.kind, 'reset');
      leaveAgain();
      entry.stop();
      model.stop();
    });
  }

  it('stores what its reader has written at once, and what others write soon', async ({ mock }) => {
    const { entry, model, store } = setUp();
    await entry.open();
    await model.apply(update([event('$1')], { initial: true, state: [member(alice, 'Alice')] }));
    await eventually('stored', () => store.rooms.size > 0);
    const newest = (): string | undefined => [...store.rooms.values()].at(-1)?.rows.at(-1)?.id;
    mock.timers.enable({ apis: ['setTimeout'] });
    const moment = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        mock.timers.tick(1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await model.apply(update([event('$2')]));
    await moment();
    assert.equal(newest(), '$1');
    await model.apply(update([event('$3', { sender: alice })]));
    await moment();
    assert.equal(newest(), '$3');
    mock.timers.reset();
    entry.stop();
    model.stop();
  });

  it('leaves nothing stored of a room that was left, also where the homeserver cannot be asked how it stands', async () => {
    const { entry, model, store, closing } = setUp(() => Response.error());
    await entry.open();
    await model.apply(update([event('$1')], { initial: true, state: [member(alice, 'Alice')] }));
    await eventually('stored', () => store.rooms.size > 0);
    await model.apply(update([], { state: [member(alice, 'Alice', 'leave')] }));
    await eventually('dropped', () => store.rooms.size === 0);
    closing.abort();
    entry.stop();
    model.stop();
  });

  it('leaves nothing stored that was taken back, also where there is no room to store it anew', async () => {
    const { entry, model, store } = setUp();
    await entry.open();
    await model.apply(update([event('$1')], { initial: true, state: [member(alice, 'Alice')] }));
    await eventually('stored', () => store.rooms.size > 0);
    store.saveRoom = async () => Promise.reject(new Error('full'));
    await model.apply(update([redaction('$2', '$1')]));
    await eventually('dropped', () => store.rooms.size === 0);
    entry.stop();
    model.stop();
  });
});
