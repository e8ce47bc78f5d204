import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { KnownPast } from '../../../src/engine/sync/known-past.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';

function update(roomId: string, id: string, at: number, more: Partial<RoomUpdate> = {}): RoomUpdate {
  const event = { event_id: id, room_id: roomId, type: 'm.x', sender: '@bob:example.org', origin_server_ts: at };
  const timeline = [{ ...event, content: {}, unsigned: {} }];
  return { roomId, initial: false, limited: false, state: [], timeline, ...more };
}

function setUp(answer: () => Response | Promise<Response> = () => Response.json({}), wentBack?: () => void) {
  let back = 0;
  const { fetch, requests } = fakeHomeserver(answer);
  const past = new KnownPast({
    api: new MatrixApi(homeserver, fetch),
    signal: new AbortController().signal,
    wentBack: () => {
      back++;
      wentBack?.();
    },
  });
  const asked = (): readonly string[] => requests.map(({ path }) => decodeURIComponent(path.split('/rooms/')[1] ?? ''));
  return { past, asked, back: () => back };
}

const gone = (): Response => refusal(404, 'M_NOT_FOUND');

describe('KnownPast', () => {
  it('asks nothing where nothing is known, and nothing without a doubt', async () => {
    const { past, asked } = setUp(gone);
    past.doubt();
    assert.equal(past.inDoubt, false);
    assert.equal(await past.isGone(), false);
    past.told([update('!a', '$1', 1)]);
    assert.equal(await past.isGone(), false);
    assert.deepEqual(asked(), []);
  });

  it('asks once for the newest event that was told, for all who want to know', async () => {
    const { past, asked, back } = setUp();
    past.told([update('!a', '$1', 5), update('!b', '$2', 3)]);
    past.doubt();
    assert.deepEqual(await Promise.all([past.isGone(), past.isGone()]), [false, false]);
    assert.deepEqual([asked(), past.inDoubt, back()], [['!b/event/$2'], false, 0]);
  });

  it('does not take for the newest what a quiet room is told to end with', async () => {
    for (const anew of [{ initial: true }, { limited: true }]) {
      const { past, asked } = setUp();
      past.told([update('!a', '$1', 5)]);
      past.told([update('!b', '$2', 3, anew), update('!c', '$0', 9, { timeline: [] })]);
      past.doubt();
      await past.isGone();
      assert.deepEqual(asked(), ['!a/event/$1']);
    }
  });

  it('says once that it is gone, when all is done for that', async () => {
    const { past, asked, back } = setUp(gone);
    past.told([update('!a', '$1', 5)]);
    past.doubt();
    assert.deepEqual(await Promise.all([past.isGone(), past.isGone()]), [true, true]);
    assert.deepEqual([back(), past.inDoubt], [1, false]);
    past.doubt();
    assert.equal(await past.isGone(), false);
    assert.equal(asked().length, 1);
  });

  it('believes no other refusal, and stays in doubt for what may pass', async () => {
    for (const code of ['M_FORBIDDEN', 'M_UNRECOGNIZED']) {
      const { past } = setUp(() => refusal(code === 'M_FORBIDDEN' ? 403 : 404, code));
      past.told([update('!a', '$1', 5)]);
      past.doubt();
      assert.equal(await past.isGone(), false);
      assert.equal(past.inDoubt, false);
    }
    for (const answer of [
      () => refusal(401, 'M_UNKNOWN_TOKEN'),
      () => refusal(429, 'M_LIMIT_EXCEEDED'),
      () => new Response('<html>', { status: 404 }),
      () => new Response('', { status: 502 }),
      () => Promise.reject(new TypeError('Failed to fetch')),
    ]) {
      const { past, back } = setUp(answer);
      past.told([update('!a', '$1', 5)]);
      past.doubt();
      await assert.rejects(past.isGone());
      assert.deepEqual([past.inDoubt, back()], [true, 0]);
      past.trust();
      assert.equal(past.inDoubt, false);
    }
  });

  it('is in no doubt about what it knows no more', async () => {
    const answer = Promise.withResolvers<Response>();
    const { past } = setUp(
      () => answer.promise,
      () => past.doubt(),
    );
    past.told([update('!a', '$1', 5)]);
    past.doubt();
    const asking = past.isGone();
    past.doubt();
    answer.resolve(gone());
    assert.deepEqual([await asking, past.inDoubt], [true, false]);
  });

  it('stays in doubt for what happened while it was asked', async () => {
    const answer = Promise.withResolvers<Response>();
    const { past } = setUp(() => answer.promise);
    past.told([update('!a', '$1', 5)]);
    past.doubt();
    const asking = past.isGone();
    past.doubt();
    answer.resolve(Response.json({}));
    await asking;
    assert.equal(past.inDoubt, true);
  });
});
