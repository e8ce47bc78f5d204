import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event, member, roomId } from './events.ts';
import { fakeHomeserver, homeserver } from './fake-homeserver.ts';

const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map((name) => `@${name}:example.org`) as [
  string,
  string,
  string,
  string,
];

function setUp(members: { now: RawEvent[]; asked?: () => Promise<void> }) {
  const { fetch, requests } = fakeHomeserver(async ({ path }) => {
    if (!path.endsWith('/members')) return Response.json({});
    const chunk = members.now;
    await members.asked?.();
    return Response.json({ chunk });
  });
  const client = createClient({
    baseUrl: homeserver,
    userId: alice,
    fetchFn: (input, init) => fetch(input instanceof Request ? input.url : input, init),
  });
  const backend = { onCryptoEvent: async () => undefined };
  const crypto = { start: async () => backend, backend } as unknown as CryptoKeeper;
  const signal = new AbortController().signal;
  const api = new MatrixApi(homeserver, fetch);
  const model = new RoomModel({ roomId, client, api, crypto, ownUserId: alice, signal });
  const targets = async (): Promise<string[]> => {
    const list = (await client.getRoom(roomId)?.getEncryptionTargetMembers()) ?? [];
    return list.map(({ userId }) => userId).sort();
  };
  return { model, requests, targets };
}

const encryption = event('$encryption', { type: 'm.room.encryption', state_key: '', content: { algorithm: 'x' } });

function update(state: RawEvent[], fields: Partial<RoomUpdate> = {}): RoomUpdate {
  return { roomId, initial: false, limited: false, state, timeline: [], ...fields };
}

describe('members of a room whose sync begins anew', () => {
  it('are called in the rows what they are called now; who has left keeps their name', async () => {
    const members = { now: [member(alice, 'Alice'), member(bob, 'Robert'), member(carol, 'Carol')] };
    const { model } = setUp(members);
    const state = [encryption, member(alice, 'Alice'), member(bob, 'Bob'), member(dave, 'Dave')];
    await model.apply(update(state, { initial: true, timeline: [event('$1')] }));
    await model.encryption.ready();
    await model.apply(update([encryption], { initial: true }));
    await model.encryption.ready();
    assert.deepEqual(
      [alice, bob, carol, dave].map((userId) => model.members.get(userId)?.name),
      ['Alice', 'Robert', 'Carol', 'Dave'],
    );
    assert.equal(model.members.get(dave)?.membership, 'leave');
    const name = (): string | undefined => model.timeline.topic.rows[0]?.sender.name;
    await eventually('the row has the name', () => name() === 'Robert');
    model.stop();
  });

  it('encrypts for who has come meanwhile, and no longer for who has left', async () => {
    const members = { now: [member(alice, 'Alice'), member(bob, 'Bob'), member(carol, 'Carol')] };
    const { model, requests, targets } = setUp(members);
    await model.apply(update([encryption, member(alice, 'Alice'), member(bob, 'Bob')], { initial: true }));
    await model.encryption.ready();
    assert.deepEqual(await targets(), [alice, bob, carol]);
    assert.equal(requests.length, 1);
    members.now = [member(alice, 'Alice'), member(dave, 'Dave')];
    await model.apply(update([encryption], { initial: true }));
    await model.encryption.ready();
    assert.deepEqual(await targets(), [alice, dave]);
    await model.encryption.ready();
    assert.equal(requests.length, 2);
    model.stop();
  });

  it('believes the sync where it tells something while the members are asked for', async () => {
    const members: Parameters<typeof setUp>[0] = { now: [member(alice, 'Alice'), member(bob, 'Bob')] };
    const { model, targets } = setUp(members);
    await model.apply(update([encryption, member(alice, 'Alice'), member(bob, 'Bob')], { initial: true }));
    await model.encryption.ready();
    await model.apply(update([], { limited: true }));
    members.asked = () => model.apply(update([member(bob, 'Bob', 'leave'), member(carol, 'Carol')]));
    await model.encryption.ready();
    assert.deepEqual(await targets(), [alice, carol]);
    model.stop();
  });

  it('does not take an answer without the reader, and asks again', async () => {
    const members = { now: [member(alice, 'Alice'), member(bob, 'Bob')] };
    const { model, targets } = setUp(members);
    await model.apply(update([encryption, member(alice, 'Alice')], { initial: true }));
    await model.encryption.ready();
    await model.apply(update([], { limited: true }));
    members.now = [];
    await assert.rejects(model.encryption.ready(), { code: 'homeserver-error' });
    assert.deepEqual(await targets(), [alice, bob]);
    members.now = [member(alice, 'Alice')];
    await model.encryption.ready();
    assert.deepEqual(await targets(), [alice]);
    model.stop();
  });
});
