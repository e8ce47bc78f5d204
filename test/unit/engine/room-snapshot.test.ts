import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import { roomSnapshot } from '../../../src/engine/rooms/room-snapshot.ts';
import type { RoomSummary } from '../../../src/engine/rooms/room-summary.ts';
import { silentLogger } from '../../../src/engine/silent-logger.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { RoomSnapshot } from '../../../src/protocol/room.ts';
import { event, member, redaction, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';

const alice = '@alice:example.org';

function modelOf(): RoomModel {
  const client = createClient({ baseUrl: homeserver, userId: alice, logger: silentLogger });
  const { fetch } = fakeHomeserver(() => Response.json({}));
  return new RoomModel({
    roomId,
    client,
    api: new MatrixApi(homeserver, fetch),
    crypto: {} as unknown as CryptoKeeper,
    ownUserId: alice,
    signal: new AbortController().signal,
  });
}

function snapshotOf(model: RoomModel, summary?: RoomSummary): RoomSnapshot {
  const parts = { address: roomId, successor: undefined, readUpTo: undefined };
  return roomSnapshot({ ...parts, access: { kind: 'joined' }, model, summary });
}

const stateOf = (type: string, content: RawEvent['content']): RawEvent =>
  event(`$${type}`, { type, state_key: '', content });

async function aliasOf(content: RawEvent['content']): Promise<string | undefined> {
  const model = modelOf();
  const state = [stateOf('m.room.canonical_alias', content)];
  await model.apply({ roomId, initial: true, limited: false, state, timeline: [] });
  const { alias } = snapshotOf(model);
  model.stop();
  return alias;
}

describe('what is told of a room', () => {
  it('has its canonical alias, where it says one', async () => {
    assert.equal(await aliasOf({ alias: '#alpha:example.org' }), '#alpha:example.org');
    assert.equal(await aliasOf({ alias: ['#alpha:example.org'] }), undefined);
    assert.equal(await aliasOf({}), undefined);
  });

  it('has nothing of what was redacted, whatever an older summary says', async () => {
    const told = { name: 'Secret', topic: 'Secret', avatar: 'mxc://a/secret', alias: '#secret:example.org' };
    const summary = { ...told, membership: 'join', joinRule: undefined, memberCount: 1, encrypted: false };
    const model = modelOf();
    const state = [
      stateOf('m.room.name', { name: told.name }),
      stateOf('m.room.topic', { topic: told.topic }),
      stateOf('m.room.avatar', { url: told.avatar }),
      stateOf('m.room.canonical_alias', { alias: told.alias }),
      stateOf('m.room.power_levels', { users: { [alice]: 100 }, events_default: 50 }),
      { ...member(alice, 'Alice'), event_id: '$alice' },
    ];
    const news = { roomId, initial: false, limited: false, state: [] };
    await model.apply({ ...news, initial: true, state, timeline: [event('$1')] });
    assert.equal(snapshotOf(model, summary).name, 'Secret');
    const ids = state.map(({ event_id: id }) => id);
    await model.apply({ ...news, timeline: ids.map((id) => redaction(`$r${id}`, id)) });
    const { name, canSend, ...after } = snapshotOf(model, summary);
    assert.deepEqual([name, canSend], [roomId, true]);
    assert.deepEqual([after.topic, after.topicParts, after.avatar, after.alias], Array(4).fill(undefined));
    assert.deepEqual(model.members.get(alice), { name: undefined, avatar: undefined, membership: 'join' });
    model.stop();
  });
});
