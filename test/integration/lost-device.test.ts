import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Method } from 'matrix-js-sdk';

import type { DeviceLoss } from '../../src/protocol/session.ts';
import { copyDatabases } from '../support/database-copy.ts';
import type { Engines } from '../support/engines.ts';
import { eventually } from '../support/followed-engine.ts';
import type { FollowedEngine } from '../support/followed-engine.ts';
import { RoomProfile } from '../support/room-profile.ts';
import { withBob } from '../support/with-bob.ts';
import type { Peer } from '../stack/peer.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

/** Somebody who opens a session with the device takes one of its one-time keys; it learns of that with the next news. */
async function takeKey(profile: RoomProfile): Promise<void> {
  const wanted = { '@alice:example.org': { [profile.device]: 'signed_curve25519' } };
  await bob.client.http.authedRequest(Method.Post, '/keys/claim', undefined, { one_time_keys: wanted });
  await bob.send(profile.roomId, 'Some news');
}

async function changeCryptoStore(device: string, part: string, change: (store: IDBObjectStore) => void): Promise<void> {
  const name = (await indexedDB.databases()).find((known) => known.name?.endsWith(`${device}::${part}`))!.name!;
  const request = indexedDB.open(name);
  await new Promise((resolve) => (request.onsuccess = resolve));
  const store = part.endsWith('-meta') ? 'matrix-sdk-crypto' : 'core';
  const transaction = request.result.transaction(store, 'readwrite');
  change(transaction.objectStore(store));
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  request.result.close();
}

/** The device is given up for that reason; signed in again, another one sends what waits, and says why it is there. */
async function isReplaced(profile: RoomProfile, engine: FollowedEngine, loss: DeviceLoss): Promise<void> {
  const { device, store } = profile;
  const text = `Written before it was ${loss}`;
  if (!store.records.some(({ draft }) => draft.text === text)) store.write(profile.roomId, { text });
  await eventually('the session must be proven anew', () => engine.session?.state === 'expired');
  assert.equal(store.stored?.lost, loss);
  await engines.signIn(engine, 'alice');
  assert.notEqual(profile.device, device);
  await bob.waitForMessage(profile.roomId, ({ body }) => body === text);
  await eventually('the reader is told', () => engine.crypto?.state === 'needs-recovery');
  assert.deepEqual(engine.crypto, { state: 'needs-recovery', replaces: loss });
  await eventually('the old one is signed out', async () => {
    const devices = await engines.stack.admin.devices('@alice:example.org');
    return !devices.includes(device);
  });
}

describe('a device whose one-time keys the homeserver refuses', () => {
  it('is replaced once, as after a copy that nobody could recognise', async () => {
    const profile = await RoomProfile.make(engines, bob, 'refused');
    // As with a homeserver that keeps no account data: the copy is found out by nothing else.
    profile.meddler.fault = (path) =>
      path.includes('io.wiki-room.device') ? Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 }) : undefined;
    const first = await profile.open();
    await profile.signIn(first);
    await profile.send(first, 'Before the copy of the keys');
    const uploads = (): number => profile.meddler.count('/keys/upload');
    const putBack = await copyDatabases(profile.device);
    const before = uploads();
    await takeKey(profile);
    await eventually('the key is made up for', () => uploads() > before);
    await profile.send(first, 'After the copy of the keys');
    first.service.stop();
    await putBack();
    const engine = await profile.open();
    await eventually('the room is live', () => engine.room('#refused:example.org').live);
    const again = uploads();
    await takeKey(profile);
    await isReplaced(profile, engine, 'refused');
    assert.ok(uploads() - again <= 8, 'the homeserver is not asked over and over');
    engine.service.stop();
  });

  it('is not replaced again and again: it says so, asks seldom, and goes on writing', async () => {
    const profile = await RoomProfile.make(engines, bob, 'refused-again');
    const first = await profile.open();
    await profile.signIn(first);
    const refusal = { errcode: 'M_UNKNOWN', error: 'One time key signed_curve25519:AAAAAQ already exists. Old key: …' };
    let refused = 0;
    profile.meddler.fault = (path) => {
      if (!path.endsWith('/keys/upload')) return undefined;
      refused++;
      return Response.json(refusal, { status: 400 });
    };
    await takeKey(profile);
    await eventually('the first gives way', () => first.session?.state === 'expired');
    const { device } = profile;
    await engines.signIn(first, 'alice');
    await eventually('the reader is told', () => first.crypto?.state === 'failed');
    assert.equal(first.crypto?.state === 'failed' && first.crypto.error.detail, 'keys-refused');
    assert.equal(first.session?.state, 'signed-in');
    const asked = refused;
    for (let i = 0; i < 5; i++) await profile.send(first, `Written all the same ${String(i)}`);
    assert.equal(refused, asked);
    assert.notEqual(profile.device, device);
    first.service.stop();
  });
});

describe('keys that do not open', () => {
  async function closed(alias: string): Promise<RoomProfile> {
    const profile = await RoomProfile.make(engines, bob, alias);
    await profile.visit(`In ${alias}`);
    // Nothing is deleted before the last one has let go of it, who may be writing still.
    await (
      await copyDatabases(profile.device)
    )();
    return profile;
  }

  it('are damaged: they are set aside, and another device goes on', async () => {
    const profile = await closed('damaged');
    const { device } = profile;
    await changeCryptoStore(device, 'matrix-sdk-crypto', (core) => core.put('no account', 'account'));
    const engine = await profile.open();
    await isReplaced(profile, engine, 'damaged');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    assert.equal(engine.crypto?.state, 'ready');
    const names = async (): Promise<string> => JSON.stringify(await indexedDB.databases());
    assert.match(await names(), new RegExp(device));
    assert.equal(profile.store.stored?.former?.deviceId, device);
    await engine.call('sign-out', {});
    assert.doesNotMatch(await names(), new RegExp(device), 'nothing stays after a sign-out');
    engine.service.stop();
  });

  it('are locked with another key: that is told apart', async () => {
    const profile = await closed('locked');
    profile.store.stored = { ...profile.store.stored!, cryptoStoreKey: btoa('x'.repeat(32)) };
    const engine = await profile.open();
    await isReplaced(profile, engine, 'wrong-key');
    engine.service.stop();
  });

  it('have lost one of their databases, whichever', async () => {
    for (const part of ['matrix-sdk-crypto-meta', 'matrix-sdk-crypto']) {
      const alias = part.endsWith('-meta') ? 'half' : 'other-half';
      const profile = await closed(alias);
      const name = (await indexedDB.databases()).find((known) => known.name?.endsWith(`${profile.device}::${part}`));
      const request = indexedDB.deleteDatabase(name!.name!);
      await new Promise((resolve) => (request.onsuccess = resolve));
      const engine = await profile.open();
      await eventually('the session must be proven anew', () => engine.session?.state === 'expired');
      // What is not there cannot be told from what is of an earlier time.
      assert.equal(profile.store.stored?.lost, alias === 'half' ? 'damaged' : 'rolled-back');
      engine.service.stop();
    }
  });

  it('are others than those that the homeserver has of this device', async () => {
    const profile = await closed('differs');
    const { device } = profile;
    const engine = await profile.open();
    await eventually('the room is live', () => engine.room('#differs:example.org').live);
    const own = `ed25519:${device}`;
    profile.meddler.answered = (path, answer) => {
      if (!path.endsWith('/keys/query')) return;
      const users = answer['device_keys'] as Record<string, Record<string, { keys: Record<string, string> }>>;
      const keys = users['@alice:example.org']?.[device]?.keys;
      if (keys !== undefined) keys[own] = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    };
    // Another device of hers: hers are asked for anew.
    const other = await engines.stack.peer('alice');
    await eventually('the device gives way', () => engine.session?.state === 'expired');
    assert.equal(profile.store.stored?.lost, 'rolled-back');
    other.stop();
    engine.service.stop();
  });
});
