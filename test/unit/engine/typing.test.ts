import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomActions } from '../../../src/engine/rooms/room-actions.ts';
import type { RoomEntry } from '../../../src/engine/rooms/room-entry.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';

const room = '!room:example.org';

describe('that a reader is typing', () => {
  it('is told to no homeserver that has just failed on it', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    let status = 502;
    const { fetch, requests } = fakeHomeserver(() =>
      status === 200 ? Response.json({}) : refusal(status, 'M_UNKNOWN'),
    );
    const api = new MatrixApi(homeserver, fetch);
    const entry = { model: { roomId: room } } as unknown as RoomEntry;
    const actions = new RoomActions(api, '@alice:example.org', () => entry, new AbortController().signal);
    const write = async (): Promise<void> => {
      await actions.typing({ room, typing: true });
      await actions.typing({ room, typing: false });
    };
    for (let i = 0; i < 20; i++) await write();
    assert.equal(requests.length, 1);
    status = 200;
    now = 8_001;
    await write();
    assert.deepEqual(
      requests.slice(1).map(({ body }) => body['typing']),
      [true, false],
    );
  });
});
