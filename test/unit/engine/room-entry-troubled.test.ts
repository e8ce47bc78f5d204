import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RoomSnapshot } from '../../../src/protocol/room.ts';
import { eventually } from '../../support/followed-engine.ts';
import { joined, left, setUp } from './entered-room.ts';
import { roomId } from './events.ts';
import { refusal, turns } from './fake-homeserver.ts';

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
