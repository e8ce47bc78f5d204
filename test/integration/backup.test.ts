import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Method } from 'matrix-js-sdk';

import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
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

const refusal = (): Response => Response.json({ errcode: 'M_FORBIDDEN', error: 'no' }, { status: 403 });

const isBackupKey = (path: string): boolean => path.endsWith('/account_data/m.megolm_backup.v1');

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

  it('that is made anew, whose key was not stored, is asked about once more; then a further device reads', async () => {
    const profile = await RoomProfile.make(engines, bob, 'backup-anew');
    const { meddler } = profile;
    const engine = await profile.open();
    await profile.signIn(engine);
    const other = await engines.signedPeer('alice');
    await other.client.getCrypto()!.deleteKeyBackupVersion((await versionOf(other))!);
    await profile.send(engine, 'Written before a new backup');
    await eventually('the reader is asked', () => engine.crypto?.state === 'needs-recovery', 60_000);
    meddler.answered = (path, answer) => {
      // The answer to who makes one, not to who asks for one.
      if (!path.endsWith('/room_keys/version') || answer['auth_data'] !== undefined) return;
      meddler.fault = (asked) => (isBackupKey(asked) ? refusal() : undefined);
    };
    await assert.rejects(engine.call('recover', { secret: secret() }));
    engine.service.stop();
    meddler.answered = undefined;
    meddler.fault = () => undefined;

    const next = await profile.open();
    await eventually('it is known how it stands', () => ['ready', 'needs-recovery'].includes(next.crypto?.state ?? ''));
    assert.deepEqual(next.crypto, { state: 'needs-recovery', backup: 'unsaved' });
    await next.call('recover', { secret: secret() });
    assert.deepEqual(next.crypto, { state: 'ready', saved: true });
    await eventually('the backup has the keys', async () => {
      const info = await other.client.http.authedRequest<{ count: number }>(Method.Get, '/room_keys/version');
      return info.count > 0;
    });
    const further = await engines.start();
    await engines.signIn(further, 'alice');
    const seen = further.room('#backup-anew:example.org');
    await eventually('the further device needs the key', () => further.crypto?.state === 'needs-recovery' && seen.live);
    await further.call('recover', { secret: secret() });
    await eventually('it reads', () => seen.rows.some((row) => plainOf(row) === 'Written before a new backup'));
    for (const { service } of [next, further]) service.stop();
    other.stop();
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

  it('whose key was not stored, as the page ended between, is kept by the recovery key that is entered', async () => {
    const store = new TestEngineStore();
    const meddler = new Meddler();
    let uploaded = false;
    meddler.answered = (path) => void (uploaded ||= path.endsWith('/room_keys/keys'));
    const roomId = await bob.createRoom('backup-half', { name: 'Half' });
    const engine = await engines.start(store, meddler.fetch);
    await engines.signIn(engine, 'erin');
    const room = engine.room(roomId);
    await eventually('the newcomer has keys', () => engine.crypto?.state === 'ready' && room.live);
    await eventually('bob is read', async () => {
      await bob.send(roomId, 'Before');
      return room.rows.some((row) => plainOf(row) === 'Before');
    });
    const { recoveryKey } = await engine.call('make-recovery-key', {});
    // First in the midst of the identity: the key opens nothing, and is put to use once more.
    meddler.fault = (path) => (path.endsWith('/m.cross_signing.user_signing') ? refusal() : undefined);
    await assert.rejects(engine.call('use-recovery-key', { recoveryKey }));
    engine.service.stop();
    meddler.fault = () => undefined;

    const second = await engines.start(store, async (input, init) => {
      // As long as it takes to look at the account between.
      if (isBackupKey(new URL(input).pathname)) await new Promise((resolve) => setTimeout(resolve, 2_000));
      return meddler.fetch(input, init);
    });
    second.room(roomId);
    await eventually('the newcomer has keys still', () => second.crypto?.state === 'ready');
    assert.deepEqual(second.crypto, { state: 'ready', saved: false });
    await second.call('make-recovery-key', {});
    meddler.fault = (path) => (isBackupKey(path) ? refusal() : undefined);
    const states = second.cryptoStates.length;
    await assert.rejects(second.call('use-recovery-key', { recoveryKey }));
    assert.equal(second.cryptoStates.length, states, 'nothing is asked while it is stored');
    second.service.stop();

    meddler.fault = () => undefined;
    const third = await engines.start(store, meddler.fetch);
    third.room(roomId);
    await eventually('the key is asked for', () => third.crypto?.state === 'needs-recovery');
    assert.deepEqual(third.crypto, { state: 'needs-recovery', backup: 'unsaved' });
    const another = { recoveryKey: secret() };
    await assert.rejects(third.call('use-recovery-key', another), { detail: 'exists' });
    await third.call('recover', { secret: recoveryKey });
    assert.deepEqual(third.crypto, { state: 'ready', saved: true });
    await eventually('the backup has the keys', () => uploaded);
    third.service.stop();

    const further = await engines.start();
    await engines.signIn(further, 'erin');
    const seen = further.room(roomId);
    await eventually('the further device needs the key', () => further.crypto?.state === 'needs-recovery' && seen.live);
    await further.call('recover', { secret: recoveryKey });
    await eventually('the history is read', () => seen.rows.some((row) => plainOf(row) === 'Before'));
    further.service.stop();
  });

  it('that another client has never made is made with the recovery key of the account', async () => {
    const other = await engines.stack.peer('mallory');
    const key = await other.setUpEncryption(undefined, false);
    assert.equal(await versionOf(other), undefined);
    const engine = await engines.start();
    await engines.signIn(engine, 'mallory');
    engine.room(await bob.createRoom('backup-none', { name: 'None' }));
    await eventually('the device needs the key', () => engine.crypto?.state === 'needs-recovery');
    await engine.call('recover', { secret: key });
    assert.deepEqual(engine.crypto, { state: 'ready', saved: true });
    assert.ok((await versionOf(other)) !== undefined);
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
