import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import type { RoomSnapshot, TimelineUpdate } from '../../../src/protocol/room.ts';
import { eventually } from '../../support/followed-engine.ts';
import { message, room } from '../../support/rows.ts';
import { event, member, redaction, roomId } from './events.ts';
import { refusal, turns } from './fake-homeserver.ts';
import { alice, joined, left, setUp, update } from './entered-room.ts';

const readUpTo = (id: string): Pick<RoomUpdate, 'receipts'> => ({
  receipts: [{ [id]: { 'm.read': { [alice]: { ts: 1 } } } }],
});

/** The message `$0` is taken back; nothing of it stays in the store. */
async function losesSecretAtOnce(
  model: ReturnType<typeof setUp>['model'],
  store: ReturnType<typeof setUp>['store'],
): Promise<void> {
  const stored = (): string => JSON.stringify([...store.rooms]);
  assert.match(stored(), /secret/);
  await model.apply(update([redaction('$2', '$0')]));
  const at = performance.now();
  await eventually('it is gone', () => !stored().includes('secret'));
  assert.ok(performance.now() - at < 500, 'not with the next time that it is stored anyway');
}

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
    await losesSecretAtOnce(model, store);
    entry.stop();
    model.stop();
  });

  for (const kind of ['replyTo', 'thread'] as const) {
    for (const known of ['nowhere else', 'in an older row']) {
      it(`stores at once without what was taken back and stands in a quote (${kind}), and ${known}`, async () => {
        const { entry, model, store, stop } = setUp(() => refusal(404, 'M_NOT_FOUND'));
        const quote = { id: '$0', state: 'shown', excerpt: 'secret' } as const;
        const rows = [message('an answer', { id: '$1', [kind]: quote })];
        store.rooms.set(roomId, { room: room({ roomId, encrypted: false }), rows, savedAt: 1 });
        await entry.open();
        const older = known === 'nowhere else' ? [] : [event('$0')];
        await model.apply(update([...older, event('$9')], { initial: true, state: [member(alice, 'Alice')] }));
        await turns();
        await losesSecretAtOnce(model, store);
        stop();
      });
    }
  }
});

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

  it('leads to no other room any more where what said so was deleted, also while nobody looked', async () => {
    const { entry, model, requests, stop } = setUp(({ path }) =>
      path.endsWith('/messages')
        ? Response.json({ chunk: [redaction('$3', '$2')], start: 'a', end: 'b' })
        : Response.json({}, { status: 404 }),
    );
    let room: RoomSnapshot | undefined;
    entry.follow((sent) => (room = sent));
    await entry.open();
    const content = { replacement_room: '!newest:example.org' };
    const tombstone = event('$2', { type: 'm.room.tombstone', state_key: '', content });
    await model.apply({ ...joined, state: [...joined.state, tombstone] });
    await eventually('it is told', () => room?.successor !== undefined);
    await model.apply(update([event('$9')], { limited: true, prevBatch: 'hole' }));
    await eventually('the hole was asked for', () => requests.some(({ path }) => path.endsWith('/messages')));
    await model.apply(update([event('$10')]));
    await eventually('it is told no more', () => room !== undefined && room.successor === undefined);
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
