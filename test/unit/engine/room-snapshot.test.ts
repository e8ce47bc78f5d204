import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import { roomSnapshot } from '../../../src/engine/rooms/room-snapshot.ts';
import { silentLogger } from '../../../src/engine/silent-logger.ts';
import { event, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';

const alice = '@alice:example.org';

async function aliasOf(content: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const client = createClient({ baseUrl: homeserver, userId: alice, logger: silentLogger });
  const { fetch } = fakeHomeserver(() => Response.json({}));
  const model = new RoomModel({
    roomId,
    client,
    api: new MatrixApi(homeserver, fetch),
    crypto: {} as unknown as CryptoKeeper,
    ownUserId: alice,
    signal: new AbortController().signal,
  });
  const state = [event('$alias', { type: 'm.room.canonical_alias', state_key: '', content })];
  await model.apply({ roomId, initial: true, limited: false, state, timeline: [] });
  const parts = { address: roomId, summary: undefined, successor: undefined, readUpTo: undefined };
  const { alias } = roomSnapshot({ ...parts, access: { kind: 'joined' }, model });
  model.stop();
  return alias;
}

describe('what is told of a room', () => {
  it('has its canonical alias, where it says one', async () => {
    assert.equal(await aliasOf({ alias: '#alpha:example.org' }), '#alpha:example.org');
    assert.equal(await aliasOf({ alias: ['#alpha:example.org'] }), undefined);
    assert.equal(await aliasOf({}), undefined);
  });
});
