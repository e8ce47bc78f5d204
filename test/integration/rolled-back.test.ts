import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Peer } from '../stack/peer.ts';
import { copyDatabases } from '../support/database-copy.ts';
import type { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { RoomProfile } from '../support/room-profile.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

describe('keys that went back in time', () => {
  it('are used no more: another device goes on, with what was to be sent', async () => {
    const profile = await RoomProfile.make(engines, bob, 'rolled-back');
    await profile.visit('Before the copy');
    const putBack = await profile.copy();
    await profile.visit('After the copy');
    const { device } = profile;
    await putBack();
    assert.equal(profile.device, device);
    profile.store.write(profile.roomId, { text: 'Written on the old disk' });
    const uploads = profile.meddler.count('/keys/upload') + profile.meddler.count('/sendToDevice/');

    const engine = await profile.open();
    await eventually('the session must be proven anew', () => engine.session?.state === 'expired');
    assert.equal(profile.store.stored?.lost, 'rolled-back');
    assert.equal(profile.meddler.count('/keys/upload') + profile.meddler.count('/sendToDevice/'), uploads);
    engine.service.stop();

    // It is not forgotten by the next start.
    const next = await profile.open();
    assert.equal(next.session?.state, 'expired');
    await engines.signIn(next, 'alice');
    assert.notEqual(profile.device, device);
    const received = await bob.waitForMessage(profile.roomId, ({ body }) => body === 'Written on the old disk');
    assert.equal(received.getWireContent()['device_id'], profile.device);
    await eventually('the reader is told', () => next.crypto?.state === 'needs-recovery');
    assert.deepEqual(next.crypto, { state: 'needs-recovery', replaces: 'rolled-back' });
    await next.call('recover', { secret: engines.recoveryKey('alice') });
    const room = next.room('#rolled-back:example.org');
    for (const text of ['Before the copy', 'After the copy', 'Written on the old disk']) {
      await eventually(text, () => room.rows.some((row) => plainOf(row) === text));
    }
    await eventually('the old keys are gone', async () => {
      const databases = await indexedDB.databases();
      return !databases.some(({ name }) => name?.includes(device));
    });
    next.service.stop();

    // And the new one is none that anybody would take for an old one.
    const again = await profile.open();
    await profile.send(again, 'As the new device');
    assert.equal(again.session?.state, 'signed-in');
    again.service.stop();
  });

  it('send nothing again of what waited as they were copied', async () => {
    const profile = await RoomProfile.make(engines, bob, 'rolled-back-waiting');
    await profile.visit('Before anything waited');
    const waiting = 'It waited as the disk was copied';
    profile.store.write(profile.roomId, { text: waiting });
    const putBack = await profile.copy();
    await profile.visit('After what waited');
    await putBack();
    assert.ok(profile.store.records.some(({ draft, marks }) => draft.text === waiting && marks === undefined));

    const engine = await profile.open();
    await eventually('the session must be proven anew', () => engine.session?.state === 'expired');
    await engines.signIn(engine, 'alice');
    // Sent after all that waits.
    await profile.send(engine, 'By the next device');
    const received = bob.events(profile.roomId).filter((event) => event.getContent()['body'] === waiting);
    assert.equal(received.length, 1);
    engine.service.stop();
  });

  it('are recognised where only the keys did', async () => {
    const profile = await RoomProfile.make(engines, bob, 'rolled-back-keys');
    await profile.visit('Before the keys were copied');
    const putBack = await copyDatabases(profile.device);
    await profile.visit('After the keys were copied');
    await putBack();
    const engine = await profile.open();
    await eventually('the session must be proven anew', () => engine.session?.state === 'expired');
    assert.equal(profile.store.stored?.lost, 'rolled-back');
    engine.service.stop();
  });

  it('are recognised while the copy is in use at the same time', async () => {
    const profile = await RoomProfile.make(engines, bob, 'copied');
    await profile.visit('Before the profile was copied');
    const { device } = profile;
    const engine = await profile.open();
    await profile.send(engine, 'In the first');
    const type = `io.wiki-room.device.${device}`;
    const { accessToken } = profile.store.stored!;
    const url = `${engines.stack.synapse.baseUrl}/_matrix/client/v3/user/@alice:example.org/account_data/${type}`;
    const headers = { Authorization: `Bearer ${accessToken}` };
    const known = (await (await fetch(url, { headers })).json()) as { generation: number };
    const body = JSON.stringify({ generation: known.generation + 1, engine: 'another', at: Date.now() });
    await fetch(url, { method: 'PUT', headers, body });
    await eventually('the first gives way', () => engine.session?.state === 'expired');
    const devices = await engines.stack.admin.devices('@alice:example.org');
    assert.ok(devices.includes(device), 'the other one is left alone');
    engine.service.stop();
  });
});
