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
import { message, room } from '../../support/rows.ts';
import { event, member, redaction, roomId } from './events.ts';
import { fakeHomeserver, homeserver, refusal, turns } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

const alice = '@alice:example.org';

function setUp(answer: (request: FakeRequest) => Answer = () => Response.json({}), address = roomId) {
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
  const modelOf = (id: string): RoomModel =>
    new RoomModel({ roomId: id, client, api, crypto, ownUserId: alice, signal });
  const model = modelOf(roomId);
  const former = modelOf('!former:example.org');
  const waker = new Waker();
  /** Whether the connection is said to be lost. */
  const world = { offline: true };
  const entry = new RoomEntry({
    address,
    api,
    store,
    userId: alice,
    waker,
    asksToJoin: false,
    signal,
    model: (id) => (id === former.roomId ? former : model),
    membershipChanged: () => undefined,
    trouble: () => world.offline,
  });
  const stop = (): void => {
    closing.abort();
    for (const ended of [entry, model, former]) ended.stop();
  };
  return { entry, model, former, store, requests, waker, world, closing, stop };
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

  it('stores nothing of who is typing', async () => {
    const { entry, model, store, stop } = setUp();
    let room: RoomSnapshot | undefined;
    entry.follow((sent) => (room = sent));
    await entry.open();
    const state = [member(alice, 'Alice')];
    await model.apply(update([event('$1')], { initial: true, state, typing: ['@bob:example.org'] }));
    await eventually('it is told', () => room?.typing.length === 1);
    await eventually('stored', () => store.rooms.size > 0);
    assert.deepEqual(
      [...store.rooms.values()].map((stored) => stored.room.typing),
      [[]],
    );
    stop();
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

  it('stores at once without what was taken back, also where that is not among the rows of this visit', async () => {
    const { entry, model, store } = setUp();
    const rows = [message('secret', { id: '$0' }), message('kept', { id: '$1' })];
    store.rooms.set(roomId, { room: room({ roomId, encrypted: false }), rows, savedAt: 1 });
    await entry.open();
    await model.apply(update([event('$1')], { initial: true, state: [member(alice, 'Alice')] }));
    await turns();
    const stored = (): string => JSON.stringify([...store.rooms]);
    assert.match(stored(), /secret/);
    await model.apply(update([redaction('$2', '$0')]));
    const at = performance.now();
    await eventually('it is gone', () => !stored().includes('secret'));
    assert.ok(performance.now() - at < 500, 'not with the next time that it is stored anyway');
    entry.stop();
    model.stop();
  });
});

const joined = update([event('$1')], { initial: true, state: [member(alice, 'Alice')] });
const left = update([], { state: [member(alice, 'Alice', 'leave')] });
const forMembers = (): Response => Response.json({ membership: 'leave', join_rule: 'invite' });

describe('RoomEntry that asked how its reader stands to a room', () => {
  /** An alias that led to another room at the last visit, whose homeserver is slow to tell of that one. */
  async function movedAlias() {
    const directory = Promise.withResolvers<Response>();
    const summary = Promise.withResolvers<() => Response>();
    const running = setUp(({ path }) => {
      if (path.includes('/directory/')) return directory.promise;
      if (path.includes('!former'))
        return path.includes('summary') ? summary.promise.then((make) => make()) : refusal(400, 'M_UNKNOWN');
      return forMembers();
    }, '#alias:example.org');
    const { entry, former, model, store } = running;
    entry.follow((room) =>
      store.rooms.set(entry.address, { room: { ...room, roomId: former.roomId }, rows: [], savedAt: 0 }),
    )();
    const opened = entry.open();
    await eventually('the former room is there', () => entry.model === former);
    const found = entry.find();
    const move = async (): Promise<void> => {
      directory.resolve(Response.json({ room_id: roomId }));
      await opened;
      assert.equal(entry.model, model);
    };
    return { ...running, found, summary, move };
  }

  const answers: Record<string, () => Response> = {
    'is for others': forMembers,
    'cannot be told of': () => Response.json({ membership: 'leave', join_rule: 'public' }),
  };
  for (const [what, answer] of Object.entries(answers)) {
    it(`does not take a former room for the present one (it ${what})`, async () => {
      const { entry, model, found, summary, move, stop } = await movedAlias();
      await move();
      await model.apply(joined);
      await eventually('the rows', () => model.timeline.topic.rows.length === 1);
      summary.resolve(answer);
      await found;
      assert.deepEqual([entry.access.kind, model.timeline.topic.rows.length], ['joined', 1]);
      stop();
    });
  }

  it('asks about the present one also while a former one is asked about', async () => {
    const { entry, summary, found, move, stop } = await movedAlias();
    await move();
    await entry.find();
    assert.equal(entry.access.kind, 'refused');
    summary.resolve(() => Response.json({ membership: 'join' }));
    await found;
    assert.equal(entry.access.kind, 'refused');
    stop();
  });

  it('tells nothing of a former room once there is another', async () => {
    const { entry, former, model, summary, found, move, stop } = await movedAlias();
    let room: RoomSnapshot | undefined;
    entry.follow((sent) => (room = sent));
    summary.resolve(() => Response.json({ membership: 'join', name: 'Former', topic: 'of old' }));
    await found;
    const tombstone = event('$2', {
      type: 'm.room.tombstone',
      state_key: '',
      content: { replacement_room: '!newest:example.org' },
    });
    await former.apply({ ...joined, roomId: former.roomId, state: [...joined.state, tombstone] });
    await eventually('all of it is told', () => room?.name === 'Former' && room.successor !== undefined);
    await move();
    await model.apply(joined);
    await eventually('the present one is told', () => room?.roomId === roomId && room.access.kind === 'joined');
    assert.deepEqual([room?.name, room?.topic, room?.successor], [entry.address, undefined, undefined]);
    stop();
  });

  it('does not take them for gone who are in again meanwhile', async () => {
    const summary = Promise.withResolvers<void>();
    const { entry, model, requests, stop } = setUp(() => summary.promise.then(forMembers));
    await entry.open();
    await model.apply(joined);
    await eventually('the rows', () => model.timeline.topic.rows.length === 1);
    await model.apply(left);
    await eventually('it was asked', () => requests.length > 0);
    await model.apply(joined);
    summary.resolve();
    await turns();
    assert.deepEqual([entry.access.kind, model.timeline.topic.rows.length], ['joined', 1]);
    stop();
  });

  it('asks anew where they leave while it is asked', async () => {
    const summary = Promise.withResolvers<void>();
    const { entry, model, requests, stop } = setUp(() => summary.promise.then(forMembers));
    await entry.open();
    await model.apply(joined);
    entry.reconsider(true);
    await eventually('it was asked', () => requests.length > 0);
    await model.apply(left);
    summary.resolve();
    await eventually('it is told', () => entry.access.kind === 'refused');
    stop();
  });

  const asMember = (): Response => Response.json({ membership: 'join', join_rule: 'public' });

  it('is open for whom the sync brings in before their joining was answered', async () => {
    for (const answer of [asMember, () => Response.json({ membership: 'leave', join_rule: 'public' })]) {
      const { entry, model, stop } = setUp(answer);
      await entry.open();
      await model.apply(joined);
      await eventually('the rows', () => model.timeline.topic.rows.length === 1);
      entry.reconsider(false);
      await turns();
      assert.deepEqual([entry.access.kind, model.timeline.topic.rows.length], ['joined', 1]);
      stop();
    }
  });

  it('is open for who is in again before the sync told that they had left', async () => {
    const { entry, model, stop } = setUp(({ path }) => (path.includes('summary') ? asMember() : Response.json({})));
    await entry.open();
    await model.apply(joined);
    entry.setAccess({ kind: 'joinable' });
    entry.reconsider(false);
    await eventually('it is open', () => entry.access.kind === 'joined');
    stop();
  });

  it('drops the stored screenful at once for who has left, also where nothing can be asked any more', async () => {
    const { entry, model, store, stop } = setUp(() => new Response('', { status: 502 }));
    await entry.open();
    await model.apply(joined);
    await eventually('it is stored', () => store.rooms.size === 1);
    entry.reconsider(true);
    await turns();
    assert.equal(store.rooms.size, 0);
    stop();
  });

  it('stays closed for who has left it before the sync tells so', async () => {
    const { entry, model, stop } = setUp(forMembers);
    await entry.open();
    await model.apply(joined);
    await eventually('the rows', () => model.timeline.topic.rows.length === 1);
    entry.reconsider(true);
    await eventually('it was asked', () => entry.access.kind !== 'opening');
    await turns();
    assert.deepEqual([entry.access.kind, model.timeline.topic.rows.length], ['refused', 0]);
    await model.apply(update([], { typing: ['@bob:example.org'] }));
    assert.equal(entry.access.kind, 'refused', 'nobody has brought them in again');
    stop();
  });
});

describe('RoomEntry of which the homeserver cannot tell at present', () => {
  const alias = '#alias:example.org';
  const failing = (): Response => refusal(502, 'M_UNKNOWN');

  /** Fails as long as `server.broken`; the room is found by its address, and joined. */
  async function troubled(address: string) {
    const server = { broken: true };
    const running = setUp(({ path }) => {
      if (server.broken) return failing();
      if (path.includes('/directory/')) return Response.json({ room_id: roomId });
      return path.includes('/state/') ? refusal(403, 'M_FORBIDDEN') : Response.json({ join_rule: 'public' });
    }, address);
    const { entry, waker, world, requests } = running;
    world.offline = false;
    let room: RoomSnapshot | undefined;
    entry.follow((sent) => (room = sent));
    const opened = entry.open().then(() => entry.find());
    /** Lets it be tried once more. */
    const again = async (): Promise<void> => {
      const before = requests.length;
      await turns();
      waker.wake();
      await eventually('it was tried', () => requests.length > before);
      await turns();
    };
    await eventually('it was tried', () => requests.length > 0);
    await turns();
    return { ...running, server, opened, again, said: () => room?.access };
  }

  for (const address of [roomId, alias]) {
    it(`says so where all else works, tries on, and opens it then (${address})`, async () => {
      const { entry, model, server, opened, again, said, stop } = await troubled(address);
      assert.equal(said()?.kind, 'opening', 'once may be chance');
      await again();
      const access = said();
      assert.equal(access?.kind === 'refused' && access.error.code, 'homeserver-error');
      entry.lookAgain();
      await again();
      assert.equal(said()?.kind, 'refused', 'whoever asks again is not left without a word');
      server.broken = false;
      await again();
      await opened;
      assert.equal(said()?.kind, 'opening');
      await model.apply(joined);
      await eventually('it is open', () => said()?.kind === 'joined' && model.timeline.topic.rows.length === 1);
      stop();
    });
  }

  it('leaves it to the connection to say so where that is lost', async () => {
    const { world, again, said, stop } = await troubled(roomId);
    world.offline = true;
    await again();
    await again();
    assert.equal(said()?.kind, 'opening');
    stop();
  });

  it('keeps what is stored of it', async () => {
    const { store, again, said, stop, entry } = await troubled(roomId);
    const room = await new Promise<RoomSnapshot>((resolve) => void entry.follow(resolve));
    store.rooms.set(roomId, { room, rows: [], savedAt: 0 });
    await again();
    assert.deepEqual([said()?.kind, store.rooms.size], ['refused', 1]);
    stop();
  });

  it('takes nobody in again who has just left', async () => {
    let broken = true;
    const { entry, model, requests, waker, world, stop } = setUp(({ path }) => {
      if (broken) return failing();
      return path.includes('/state/') ? refusal(403, 'M_FORBIDDEN') : Response.json({ join_rule: 'public' });
    });
    world.offline = false;
    await entry.open();
    await model.apply(joined);
    await model.apply(left);
    for (let i = 0; i < 2; i++) {
      await turns();
      waker.wake();
    }
    await turns();
    assert.equal(entry.access.kind, 'refused');
    broken = false;
    waker.wake();
    entry.lookAgain();
    await turns();
    const joins = requests.filter(({ path }) => path.includes('/join/'));
    assert.deepEqual([entry.access.kind, joins], ['joinable', []]);
    stop();
  });

  it('goes on with the room of the last visit where its alias cannot be asked for', async () => {
    const { entry, model, store, waker, world, requests, stop } = setUp(failing, alias);
    world.offline = false;
    const room = await new Promise<RoomSnapshot>((resolve) => void entry.follow(resolve));
    store.rooms.set(alias, { room: { ...room, roomId }, rows: [], savedAt: 0 });
    void entry.open();
    for (let i = 1; i <= 3; i++) {
      await eventually('it was tried', () => requests.length === i);
      await turns();
      waker.wake();
    }
    assert.equal(entry.access.kind, 'opening');
    await model.apply(joined);
    await eventually('it is open', () => entry.access.kind === 'joined');
    stop();
  });
});
