import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { findSuccessor } from '../../../src/engine/rooms/find-successor.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';

/** What is found of `!new`, which the tombstone of `!old` names. `create`: its create event, where it may be read. */
async function successorOf(create: object | undefined, replacement = '!new') {
  const { fetch, requests } = fakeHomeserver(({ path }) => {
    if (path.includes('m.room.create'))
      return create === undefined ? refusal(403, 'M_FORBIDDEN') : Response.json(create);
    return Response.json({ join_rule: 'public', canonical_alias: '#new:example.org' });
  });
  const { signal } = new AbortController();
  const found = await findSuccessor(new MatrixApi(homeserver, fetch), '!old', replacement, signal);
  return { found, requests };
}

describe('the room that a tombstone names', () => {
  it('is proven where it names the former one, and only there', async () => {
    const { found } = await successorOf({ predecessor: { room_id: '!old' } });
    assert.deepEqual(found, { roomId: '!new', address: '#new:example.org', proven: true });
    for (const create of [{ predecessor: { room_id: '!other' } }, {}, { predecessor: '!old' }, undefined]) {
      assert.equal((await successorOf(create)).found.proven, false);
    }
  });

  it('is never the room itself, and is looked at one hop far', async () => {
    const { found, requests } = await successorOf({ predecessor: { room_id: '!old' } }, '!old');
    assert.equal(found.proven, false);
    assert.ok(requests.length <= 3);
  });
});
