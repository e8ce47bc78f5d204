import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';

import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { Rooms } from '../../../src/engine/rooms/rooms.ts';
import { Waker } from '../../../src/engine/waker.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import type { RoomSnapshot } from '../../../src/protocol/room.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { event, member, roomId } from './events.ts';
import { fakeHomeserver, homeserver, refusal, turns } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

const userId = '@alice:example.org';
const alias = '#alpha:example.org';

/** The rooms of an engine, and which of them the sync asks for. */
function setUp(answer: (request: FakeRequest) => Answer = () => Response.json({ room_id: roomId })) {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1_000_000;
  mock.method(performance, 'now', () => now);
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    mock.timers.tick(ms);
    await turns();
  };
  const { fetch, requests } = fakeHomeserver(answer);
  const followed = new Set<string>();
  const closing = new AbortController();
  const rooms = new Rooms({
    client: createClient({ baseUrl: homeserver, userId }),
    api: new MatrixApi(homeserver, fetch),
    store: new TestEngineStore(),
    crypto: {} as unknown as CryptoKeeper,
    userId,
    waker: new Waker(),
    asksToJoin: false,
    signal: closing.signal,
    follow: (id) => void followed.add(id),
    unfollow: (id) => void followed.delete(id),
    askAnew: () => undefined,
    trouble: () => true,
    changed: () => undefined,
  });
  /** A view of the room, as a tab has one. */
  const look = async (address: string, seen: (room: RoomSnapshot) => void = () => undefined): Promise<() => void> => {
    const stop = rooms.entry(address).follow(seen);
    await turns();
    return () => {
      stop();
      rooms.left(address);
    };
  };
  const end = (): void => {
    closing.abort();
    rooms.stop();
  };
  return { rooms, followed, requests, look, pass, end };
}

describe('the rooms that are synced', () => {
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it('are those that a tab shows, or has shown within the last minute', async () => {
    const { followed, look, end } = setUp();
    const [leave, leaveOther] = [await look(alias), await look(roomId)];
    assert.deepEqual([...followed], [roomId]);
    leave();
    mock.timers.tick(70_000);
    assert.deepEqual([...followed], [roomId], 'another view shows it, under another address');
    leaveOther();
    mock.timers.tick(50_000);
    assert.deepEqual([...followed], [roomId], 'a reload finds it up to date');
    mock.timers.tick(20_000);
    assert.deepEqual([...followed], []);
    await look(alias);
    assert.deepEqual([...followed], [roomId]);
    end();
  });

  it('are told of as they are now once they are asked for again, and of what was read elsewhere meanwhile', async () => {
    const { rooms, look, pass, end } = setUp();
    const known = { roomId, limited: false, state: [], initial: false };
    const readUpTo = (id: string) => ({ accountData: new Map([['m.fully_read', { event_id: id }]]) });
    const lives: boolean[] = [];
    let room: RoomSnapshot | undefined;
    const lookAtAll = async (): Promise<() => void> => {
      const leave = await look(alias, (seen) => (room = seen));
      const stop = rooms.entry(alias).followTimeline(({ live }) => lives.push(live));
      return () => {
        stop();
        leave();
      };
    };
    const news = async (update: RoomUpdate): Promise<void> => {
      await rooms.apply([update], new Set([roomId]));
      await pass(100);
    };
    const leave = await lookAtAll();
    await news({
      ...known,
      ...readUpTo('$2'),
      initial: true,
      state: [member(userId, 'Alice')],
      timeline: [event('$1'), event('$2')],
    });
    assert.deepEqual([lives.at(-1), room?.readUpTo], [true, '$2']);
    leave();
    await pass(50_000);
    const leaveAgain = await lookAtAll();
    assert.equal(lives.at(-1), true, 'nothing was missed');
    leaveAgain();
    await pass(70_000);
    // The answer to what was asked before.
    await news({ ...known, timeline: [event('$3')] });
    lives.length = 0;
    await lookAtAll();
    await pass(100);
    assert.deepEqual(new Set(lives), new Set([false]));
    await news({ ...known, ...readUpTo('$5'), timeline: [event('$4'), event('$5')] });
    assert.deepEqual([lives.at(-1), room?.readUpTo, room?.unread.messages], [true, '$5', 0]);
    end();
  });

  it('are told of as they are now also where nothing has happened meanwhile', async () => {
    const { rooms, look, pass, end } = setUp();
    const leave = await look(alias);
    const joined = { roomId, initial: true, limited: false, state: [member(userId, 'Alice')], timeline: [event('$1')] };
    await rooms.apply([joined], new Set([roomId]));
    leave();
    await pass(70_000);
    await look(alias);
    let live: boolean | undefined;
    rooms.entry(alias).followTimeline((update) => (live = update.live));
    await rooms.apply([], new Set(['!other']));
    await pass(100);
    assert.equal(live, false);
    await rooms.apply([], new Set([roomId]));
    await pass(100);
    assert.equal(live, true);
    end();
  });

  it('are also those with something to send', async () => {
    const { rooms, followed, look, end } = setUp();
    const leave = await look(alias);
    rooms.hold(roomId);
    leave();
    mock.timers.tick(70_000);
    assert.deepEqual([...followed], [roomId]);
    rooms.letGo(roomId);
    assert.deepEqual([...followed], []);
    (await look(alias))();
    rooms.hold(roomId);
    rooms.letGo(roomId);
    assert.deepEqual([...followed], [roomId], 'a reload finds it up to date');
    mock.timers.tick(70_000);
    assert.deepEqual([...followed], []);
    end();
  });

  it('have nobody typing once the connection is gone, and where all is told anew', async () => {
    const { rooms, end } = setUp();
    const model = rooms.model(roomId);
    const news = { roomId, initial: false, limited: false, state: [], timeline: [] };
    const types = (): Promise<void> => model.apply({ ...news, typing: ['@bob:example.org', userId] });
    let changes = 0;
    await types();
    model.follow(() => changes++);
    assert.deepEqual(model.typing, ['@bob:example.org']);
    rooms.disconnected();
    rooms.disconnected();
    assert.deepEqual([model.typing, changes], [[], 1]);
    await types();
    await model.apply(news);
    assert.deepEqual(model.typing, ['@bob:example.org'], 'no word of it is no change');
    await model.apply({ ...news, initial: true });
    assert.deepEqual(model.typing, []);
    end();
  });

  it('have nobody typing once nothing is asked of them any more', async () => {
    const { rooms, look, end } = setUp();
    const leave = await look(alias);
    const model = rooms.model(roomId);
    await model.apply({
      roomId,
      initial: false,
      limited: false,
      state: [],
      timeline: [],
      typing: ['@bob:example.org'],
    });
    leave();
    mock.timers.tick(70_000);
    assert.deepEqual(model.typing, []);
    end();
  });

  it('are looked for again when somebody asks, where they were refused', async () => {
    let found = false;
    const { rooms, followed, end } = setUp(() =>
      found ? Response.json({ room_id: roomId }) : refusal(404, 'M_NOT_FOUND'),
    );
    const access: string[] = [];
    rooms.entry(alias).follow((snapshot) => access.push(snapshot.access.kind));
    await turns();
    assert.deepEqual([access.at(-1), [...followed]], ['refused', []]);
    found = true;
    rooms.lookAgain();
    await turns();
    assert.deepEqual([access.at(-1), [...followed]], ['opening', [roomId]]);
    end();
  });

  it('are not those that a view which has gone could not find', async () => {
    let works = false;
    const { followed, requests, look, pass, end } = setUp(() =>
      works ? Response.json({ room_id: roomId }) : refusal(502, 'M_UNKNOWN'),
    );
    const leave = await look(alias);
    await pass(50_000);
    const asked = requests.length;
    assert.ok(asked > 1, 'it is tried again');
    leave();
    await pass(50_000);
    assert.ok(requests.length > asked, 'a reload finds it being tried');
    await pass(20_000);
    const last = requests.length;
    works = true;
    for (let i = 0; i < 20; i++) await pass(60_000);
    assert.deepEqual([requests.length, [...followed]], [last, []]);
    await look(alias);
    assert.deepEqual([requests.length, [...followed]], [last + 1, [roomId]]);
    end();
  });

  it('are not those that were found only once nobody looked any more', async () => {
    const found = Promise.withResolvers<Response>();
    let answer = found.promise;
    const { followed, look, pass, end } = setUp(() => answer);
    (await look(alias))();
    await pass(70_000);
    answer = Promise.resolve(Response.json({ room_id: '!moved' }));
    found.resolve(Response.json({ room_id: roomId }));
    await pass(70_000);
    assert.deepEqual([...followed], []);
    await look(alias);
    assert.deepEqual([...followed], ['!moved']);
    end();
  });

  it('are those that were left within the last minute, however often that was before', async () => {
    const { followed, look, pass, end } = setUp();
    (await look(alias))();
    await pass(50_000);
    (await look(alias))();
    await pass(20_000);
    assert.deepEqual([...followed], [roomId]);
    await pass(50_000);
    assert.deepEqual([...followed], []);
    end();
  });

  it('are not those of which a view that has gone asked something', async () => {
    const { rooms, followed, end } = setUp();
    rooms.entryFor(alias);
    await turns();
    assert.deepEqual([...followed], [roomId]);
    mock.timers.tick(70_000);
    assert.deepEqual([...followed], []);
    end();
  });

  for (const others of [false, true]) {
    it(`are asked for anew by whoever opens one that was refused${others ? ', also while another view shows that' : ''}`, async () => {
      let found = false;
      const { followed, look, pass, end } = setUp(() =>
        found ? Response.json({ room_id: roomId }) : refusal(404, 'M_NOT_FOUND'),
      );
      const access: string[] = [];
      const leave = await look(alias, (room) => access.push(room.access.kind));
      assert.equal(access.at(-1), 'refused');
      if (!others) leave();
      await pass(70_000);
      found = true;
      await look(alias, (room) => access.push(room.access.kind));
      assert.deepEqual([access.at(-1), [...followed]], ['opening', [roomId]]);
      end();
    });
  }

  it('are asked for anew where who may enter was refused, and no more often than the homeserver is to be asked', async () => {
    let rule = 'invite';
    const { rooms, requests, look, pass, end } = setUp(({ path }) =>
      path.includes('summary')
        ? Response.json({ room_id: roomId, membership: 'leave', join_rule: rule })
        : refusal(403, 'M_FORBIDDEN'),
    );
    const access: string[] = [];
    await look(roomId, (room) => access.push(room.access.kind));
    await rooms.apply([], new Set([roomId]));
    await turns();
    assert.equal(access.at(-1), 'refused');
    const asked = requests.length;
    rule = 'knock';
    await look(roomId);
    assert.deepEqual([access.at(-1), requests.length], ['refused', asked]);
    await pass(6_000);
    await look(roomId);
    assert.equal(access.at(-1), 'can-knock');
    end();
  });
});
