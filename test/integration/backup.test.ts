import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Method } from 'matrix-js-sdk';

import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually } from '../support/followed-engine.ts';
import { Meddler } from '../support/meddler.ts';
import { RoomProfile } from '../support/room-profile.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

const secret = (): string => engines.recoveryKey('alice');
/** As the homeserver says now; the client would answer what it knew. */
const versionOf = (peer: Peer): Promise<string | undefined> =>
  peer.client.http.authedRequest<{ version: string }>(Method.Get, '/room_keys/version').then(
    ({ version }) => version,
    () => undefined,
  );

describe('a backup', () => {
  it('that is deleted is asked about, never made anew by itself; the chat goes on', async () => {
    const profile = await RoomProfile.make(engines, bob, 'backup-gone');
    const engine = await profile.open();
    await profile.signIn(engine);
    const other = await engines.signedPeer('alice');
    await other.client.getCrypto()!.deleteKeyBackupVersion((await versionOf(other))!);
    await profile.send(engine, 'Written without a backup');
    await eventually('the reader is asked', () => engine.crypto?.state === 'needs-recovery', 60_000);
    assert.deepEqual(engine.crypto, { state: 'needs-recovery', backup: 'gone' });
    await profile.send(engine, 'And the chat goes on');
    assert.equal(await versionOf(other), undefined);
    await engine.call('recover', { secret: secret() });
    assert.deepEqual(engine.crypto, { state: 'ready', saved: true });
    assert.ok((await versionOf(other)) !== undefined);
    other.stop();
    engine.service.stop();
  });

  it('that is replaced by somebody else gets nothing, and one question, which the old key does not answer', async () => {
    const profile = await RoomProfile.make(engines, bob, 'backup-replaced');
    const engine = await profile.open();
    await profile.signIn(engine);
    const other = await engines.signedPeer('alice');
    const foreign = { public_key: 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo', signatures: {} };
    await other.client.http.authedRequest(Method.Post, '/room_keys/version', undefined, {
      algorithm: 'm.megolm_backup.v1.curve25519-aes-sha2',
      auth_data: foreign,
    });
    await profile.send(engine, 'Written after the backup was replaced');
    await eventually('the reader is asked', () => engine.crypto?.state === 'needs-recovery', 60_000);
    assert.deepEqual(engine.crypto, { state: 'needs-recovery', backup: 'locked' });
    await assert.rejects(engine.call('recover', { secret: secret() }), { code: 'no-recovery', detail: 'backup' });
    await profile.send(engine, 'Also here the chat goes on');
    const info = await other.client.http.authedRequest<{ count: number }>(Method.Get, '/room_keys/version');
    assert.equal(info.count, 0);
    other.stop();
    engine.service.stop();
  });

  it('that is looked for as the engine stops troubles nobody', async () => {
    const meddler = new Meddler();
    const engine = await engines.start(new TestEngineStore(), meddler.fetch);
    await engines.signIn(engine, 'alice');
    let stopped = false;
    meddler.answered = (path) => {
      if (!path.endsWith('/room_keys/version')) return;
      engine.service.stop();
      stopped = true;
    };
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const roomId = await bob.createRoom('backup-stopped');
    engine.room(roomId);
    await eventually('the engine is stopped', () => stopped);
    // What follows an answer has no end that could be seen from here.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });
});
