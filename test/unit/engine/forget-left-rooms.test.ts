import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { forgetLeftRooms } from '../../../src/engine/rooms/forget-left-rooms.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { room } from '../../support/rows.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';
import type { Answer } from './fake-homeserver.ts';

/** Asks once, with three rooms stored of which the first is open; gives what is stored then. */
async function run(answer: () => Answer, store = new TestEngineStore()) {
  for (const [address, roomId] of [
    ['#open:example.org', '!open'],
    ['#alpha:example.org', '!alpha'],
    ['!alpha', '!alpha'],
    ['#beta:example.org', '!beta'],
  ] as const) {
    store.rooms.set(address, { room: room({ roomId }), rows: [], savedAt: 1 });
  }
  const { fetch, requests } = fakeHomeserver(answer);
  const { signal } = new AbortController();
  await forgetLeftRooms({
    api: new MatrixApi(homeserver, fetch),
    store,
    isFollowed: (roomId) => roomId === '!open',
    signal,
  }).catch(() => undefined);
  return { store, requests, stored: [...store.rooms.keys()] };
}

const joined =
  (...rooms: string[]) =>
  (): Response =>
    Response.json({ joined_rooms: rooms });

describe('what is stored of rooms that no page shows', () => {
  it('goes, under every address, where the reader is in them no more', async () => {
    const { stored, requests } = await run(joined('!open', '!beta'));
    assert.deepEqual(stored, ['#open:example.org', '#beta:example.org']);
    assert.deepEqual(
      requests.map(({ path }) => path),
      ['/_matrix/client/v3/joined_rooms'],
    );
  });

  it('is no matter here where a page shows the room: it hears of that itself', async () => {
    const { stored } = await run(joined('!alpha', '!beta'));
    assert.equal(stored.length, 4);
  });

  const answers: [string, () => Response][] = [
    ['a refusal', () => refusal(403, 'M_FORBIDDEN')],
    ['no list', () => Response.json({ joined_rooms: { '!alpha': true } })],
    ['nothing', () => Response.json({})],
  ];
  for (const [name, answer] of answers) {
    it(`stays where the homeserver answers ${name}, and is asked about again`, async () => {
      const first = await run(answer);
      assert.equal(first.stored.length, 4);
      assert.equal((await run(joined('!open'), first.store)).stored.length, 1);
    });
  }

  it('is asked about no more once that was told', async () => {
    const { store } = await run(joined('!alpha', '!beta'));
    assert.deepEqual((await run(joined(), store)).requests, []);
  });
});
