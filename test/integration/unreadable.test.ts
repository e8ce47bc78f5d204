import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Method } from 'matrix-js-sdk';
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from 'matrix-js-sdk/lib/crypto-api/index.js';

import type { OutboxState } from '../../src/protocol/outbox.ts';
import type { MessageRow } from '../../src/protocol/row.ts';
import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import type { FollowedEngine } from '../support/followed-engine.ts';
import { Meddler } from '../support/meddler.ts';
import { becomes, opened, rowOf } from '../support/seen-row.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

/** A key is waited for that long before it is said not to be there, milliseconds. */
const keyPatience = 10_000;

/** A device of Alice, signed by her, with the room on screen. */
async function readingAlice(address: string, meddler: Meddler, store = new TestEngineStore()) {
  const engine = await engines.start(store, meddler.fetch);
  await engines.signIn(engine, 'alice');
  await engine.call('recover', { secret: engines.recoveryKey('alice') });
  return { engine, store, room: await opened(engine, address) };
}

async function inClear(roomId: string, type: string, content: object): Promise<string> {
  const path = `/rooms/${encodeURIComponent(roomId)}/send/${type}/${crypto.randomUUID()}`;
  const { event_id: id } = await bob.client.http.authedRequest<{ event_id: string }>(
    Method.Put,
    path,
    undefined,
    content as Record<string, string>,
  );
  return id;
}

describe('a message that cannot be read says why:', () => {
  it('it was sent before the reader joined', async () => {
    const roomId = await bob.createRoom('unread-joined', { name: 'Joined late' });
    const id = await bob.send(roomId, 'Before you joined');
    const { engine, room } = await readingAlice('#unread-joined:example.org', new Meddler());
    await becomes(room, id, '<before-join>');
    engine.service.stop();
  });

  it('it was sent before this device, and there is no backup', async () => {
    const roomId = await bob.createRoom('unread-backup', { name: 'No backup' });
    // An identity, and nothing else: no secret storage, no backup.
    const former = await engines.stack.peer('erin');
    await former.client.getCrypto()!.bootstrapCrossSigning({
      authUploadDeviceSigningKeys: async (makeRequest) => {
        await makeRequest(null);
      },
    });
    await former.join('#unread-backup:example.org');
    await bob.waitForMember(roomId, '@erin:example.org');
    const id = await bob.send(roomId, 'Before this device');
    await former.waitForMessage(roomId, ({ body }) => body === 'Before this device');
    former.stop();
    const engine = await engines.start();
    await engines.signIn(engine, 'erin');
    const room = await opened(engine, '#unread-backup:example.org');
    await becomes(room, id, '<no-backup>');
    engine.service.stop();
  });

  it('the backup wants the recovery key; with it, the key is not in the backup', async () => {
    const roomId = await bob.createRoom('unread-key', { name: 'Not in the backup' });
    // A device that has never opened the backup puts nothing into it.
    const former = await engines.stack.peer('alice');
    await former.join('#unread-key:example.org');
    await bob.waitForMember(roomId, '@alice:example.org');
    await bob.waitForDevice('@alice:example.org', former.client.getDeviceId()!);
    const id = await bob.send(roomId, 'Never backed up');
    await former.waitForMessage(roomId, ({ body }) => body === 'Never backed up');
    former.stop();
    const engine = await engines.start();
    await engines.signIn(engine, 'alice');
    const started = performance.now();
    const room = await opened(engine, '#unread-key:example.org');
    await becomes(room, id, '<needs-recovery>');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    // It may have been waited for while the rest was made ready; never shorter than that.
    await becomes(room, id, '<not-in-backup>');
    assert.ok(performance.now() - started >= keyPatience);
    engine.service.stop();
  });

  it('its sender leaves out devices that are not confirmed, and this one is not, or was not then', async () => {
    const roomId = await bob.createRoom('unread-withheld', { name: 'Withheld' });
    const store = new TestEngineStore();
    const engine = await engines.start(store);
    await engines.signIn(engine, 'alice');
    const room = await opened(engine, '#unread-withheld:example.org');
    await eventually('the device has keys', () => engine.crypto?.state === 'needs-recovery');
    await bob.waitForMember(roomId, '@alice:example.org');
    await bob.waitForDevice('@alice:example.org', store.stored!.deviceId);
    const crypto = bob.client.getCrypto()!;
    crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    const id = await bob.send(roomId, 'For confirmed devices');
    await becomes(room, id, '<withheld-unverified>');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    await becomes(room, id, '<withheld-before>');
    await bob.waitForSignature('@alice:example.org', store.stored!.deviceId);
    const next = await bob.send(roomId, 'And now for this one');
    await becomes(room, next, 'And now for this one');
    crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(false));
    engine.service.stop();
  });
});

describe('a key that comes late', () => {
  it('opens the message in its place, with unread and mentions right, though device keys cannot be asked for', async () => {
    const roomId = await bob.createRoom('late-key', { name: 'Late key' });
    const meddler = new Meddler();
    const { engine, room } = await readingAlice('#late-key:example.org', meddler);
    await bob.waitForMember(roomId, '@alice:example.org');
    const before = await bob.send(roomId, 'Read in time');
    await becomes(room, before, 'Read in time');
    await engine.call('mark-read', { room: '#late-key:example.org', eventId: before, private: false });
    await eventually('nothing is unread', () => room.snapshot?.unread.messages === 0);

    let held = 0;
    meddler.rewrite = ({ extensions }) => {
      // Not taken in, for the position stays where it was: the homeserver sends it again.
      if ((extensions?.to_device?.events?.length ?? 0) > 0) held++;
      delete extensions?.to_device;
    };
    let refused = 0;
    meddler.fault = (path) => {
      if (!path.endsWith('/keys/query')) return undefined;
      refused++;
      return Response.json({ errcode: 'M_UNKNOWN', error: 'Internal server error' }, { status: 500 });
    };
    // A device that Alice has not heard of: hers must ask for its keys.
    const other = await engines.signedPeer('bob');
    await other.knows(roomId);
    const id = await other.send(roomId, {
      msgtype: 'm.text',
      body: 'Alice, the key is late',
      'm.mentions': { user_ids: ['@alice:example.org'] },
    });
    const next = await bob.send(roomId, 'Read meanwhile');
    await becomes(room, id, '<waiting>');
    await becomes(room, next, 'Read meanwhile');
    await eventually('the key is held back, and device keys are refused', () => held > 0 && refused > 0);
    const places = room.rows.map((row) => row.id);
    assert.deepEqual(room.snapshot?.unread.mentions, 0);

    meddler.rewrite = () => undefined;
    await engine.call('retry-connection', {});
    await becomes(room, id, 'Alice, the key is late');
    assert.deepEqual(
      room.rows.map((row) => row.id),
      places,
    );
    const row = rowOf(room, id) as MessageRow;
    assert.deepEqual([row.mentionsReader, row.shield], [true, undefined]);
    await eventually('both are unread, and one is a mention', () => {
      const { messages, mentions } = room.snapshot!.unread;
      return mentions === 1 && messages === 2;
    });
    await eventually('device keys were asked for three times', () => refused >= 3, 60_000);
    meddler.fault = () => undefined;
    other.stop();
    engine.service.stop();
  });
});

describe('what the homeserver could have made', () => {
  it('does not pass for what its sender encrypted', async () => {
    const roomId = await bob.createRoom('forged', { name: 'What could be made' });
    const meddler = new Meddler();
    const { engine, room } = await readingAlice('#forged:example.org', meddler);
    await bob.waitForMember(roomId, '@alice:example.org');
    const id = await bob.send(roomId, 'As it was written');
    await becomes(room, id, 'As it was written');
    await inClear(roomId, 'm.room.message', {
      msgtype: 'm.text',
      body: '* Forged',
      'm.new_content': { msgtype: 'm.text', body: 'Forged' },
      'm.relates_to': { rel_type: 'm.replace', event_id: id },
    });
    const plain = await inClear(roomId, 'm.room.message', { msgtype: 'm.text', body: 'In clear' });
    await becomes(room, plain, 'In clear');
    const row = rowOf(room, id) as MessageRow;
    assert.deepEqual([row.body.plain, row.edited, row.shield], ['As it was written', false, undefined]);
    assert.equal((rowOf(room, plain) as MessageRow).shield, 'not-encrypted');
    assert.doesNotMatch(JSON.stringify(room.rows), /Forged"/);

    meddler.rewrite = ({ rooms }) => {
      for (const event of rooms?.[roomId]?.timeline ?? []) {
        if (event.type === 'm.room.encrypted') event.sender = '@carol:example.org';
      }
    };
    const stolen = await bob.send(roomId, 'Under another name');
    await becomes(room, stolen, 'Under another name');
    await eventually('it is marked', () => (rowOf(room, stolen) as MessageRow).shield === 'sender-not-proven');
    engine.service.stop();
  });

  it('gets no keys for a device that its owner has not signed', async () => {
    const roomId = await bob.createRoom('added', { name: 'Added' });
    const { engine, store, room } = await readingAlice('#added:example.org', new Meddler());
    const added = await engines.stack.peer('bob');
    await added.knows(roomId);
    store.write(roomId, { text: 'For signed devices' });
    await engine.call('outbox-changed', { roomId });
    const received = await bob.waitForMessage(roomId, ({ body }) => body === 'For signed devices');
    const sent = (): MatrixEventLike | undefined =>
      added.events(roomId).find((event) => event.getId() === received.getId());
    await eventually('the device that was added cannot read it', () => sent()?.isDecryptionFailure() === true);
    await eventually('it has come back', () => room.rows.some((row) => plainOf(row) === 'For signed devices'));
    added.stop();
    engine.service.stop();
  });
});

type MatrixEventLike = ReturnType<Peer['events']>[number];

describe('a room that was encrypted once', () => {
  const isEncryption = ({ type }: { type: string }): boolean => type === 'm.room.encryption';

  it('stays so for this device, whatever the homeserver tells of it later', async () => {
    const address = '#downgraded:example.org';
    const roomId = await bob.createRoom('downgraded', { name: 'Downgraded' });
    const meddler = new Meddler();
    const { engine, store, room } = await readingAlice(address, meddler);
    const write = async (by: FollowedEngine, text: string): Promise<void> => {
      store.write(roomId, { text });
      await by.call('outbox-changed', { roomId });
      const received = await bob.waitForMessage(roomId, ({ body }) => body === text);
      assert.equal(received.getWireType(), 'm.room.encrypted');
    };
    await write(engine, 'While it was told');

    // Gone from an answer that begins anew.
    meddler.rewrite = ({ rooms }) => {
      const told = rooms?.[roomId];
      if (told?.required_state !== undefined) told.required_state = told.required_state.filter((e) => !isEncryption(e));
      if (told?.timeline !== undefined) told.timeline = told.timeline.filter((event) => !isEncryption(event));
    };
    let refuse = true;
    meddler.fault = (path) => {
      if (!refuse || !path.endsWith('/sync')) return undefined;
      refuse = false;
      return Response.json({ errcode: 'M_UNKNOWN_POS', error: 'unknown' }, { status: 400 });
    };
    await engine.call('retry-connection', {});
    await eventually('the sync began anew', () => !refuse && engine.connection?.state === 'live');
    await write(engine, 'After it was left out');
    assert.equal(room.snapshot?.encrypted, true);
    engine.service.stop();

    // Gone from all that this device stored in clear, too.
    store.rooms.clear();
    const again = await engines.start(store, meddler.fetch);
    await opened(again, address);
    await write(again, 'After a restart');
    again.service.stop();

    // Emptied, or of an algorithm that nobody knows.
    for (const content of [{}, { algorithm: 'org.example.none' }]) {
      meddler.rewrite = ({ rooms }) => {
        for (const event of rooms?.[roomId]?.required_state ?? []) if (isEncryption(event)) event.content = content;
      };
      const broken = await engines.start(store, meddler.fetch);
      const seen = await opened(broken, address);
      assert.equal(seen.snapshot?.encrypted, true);
      const { txnId } = store.write(roomId, { text: `Secret ${JSON.stringify(content)}` });
      await broken.call('outbox-changed', { roomId });
      const stateOf = (): OutboxState | undefined =>
        store.records.find((candidate) => candidate.txnId === txnId)?.state;
      await eventually('it is refused', () => stateOf()?.kind === 'failed');
      const state = stateOf();
      assert.equal(state?.kind === 'failed' && state.error.code, 'crypto-failed');
      broken.service.stop();
    }
    assert.equal(meddler.count('/send/m.room.message/'), 0);
  });

  it('is written to after its rotation was changed, and while something unknown is added', async () => {
    const address = '#rotation:example.org';
    const roomId = await bob.createRoom('rotation', { name: 'Rotation' });
    const meddler = new Meddler();
    const { engine, store } = await readingAlice(address, meddler);
    const write = async (by: FollowedEngine, text: string): Promise<void> => {
      store.write(roomId, { text });
      await by.call('outbox-changed', { roomId });
      const received = await bob.waitForMessage(roomId, ({ body }) => body === text);
      assert.equal(received.getWireType(), 'm.room.encrypted');
    };
    await write(engine, 'As it was created');
    engine.service.stop();

    const told: Record<string, unknown> = { rotation_period_msgs: 50, algorithm: 'm.megolm.v1.aes-sha2' };
    meddler.rewrite = ({ rooms }) => {
      for (const event of rooms?.[roomId]?.required_state ?? []) if (isEncryption(event)) event.content = { ...told };
    };
    const again = await engines.start(store, meddler.fetch);
    await opened(again, address);
    await write(again, 'After its rotation was changed');

    told['org.example.unknown'] = true;
    let refuse = true;
    meddler.fault = (path) => {
      if (!refuse || !path.endsWith('/sync')) return undefined;
      refuse = false;
      return Response.json({ errcode: 'M_UNKNOWN_POS', error: 'unknown' }, { status: 400 });
    };
    await again.call('retry-connection', {});
    await eventually('the sync began anew', () => !refuse && again.connection?.state === 'live');
    await write(again, 'With something unknown');
    again.service.stop();
  });

  it('by an algorithm that this device does not know is not written to at all', async () => {
    const roomId = await bob.createRoom('unknown-algorithm', { name: 'Unknown algorithm' });
    const meddler = new Meddler();
    meddler.rewrite = ({ rooms }) => {
      const told = rooms?.[roomId];
      for (const event of [...(told?.required_state ?? []), ...(told?.timeline ?? [])]) {
        if (isEncryption(event)) event.content = { algorithm: 'org.example.none' };
      }
    };
    const { engine, store } = await readingAlice('#unknown-algorithm:example.org', meddler);
    store.write(roomId, { text: 'Never in clear' });
    await engine.call('outbox-changed', { roomId });
    await eventually('it is refused', () => store.records[0]?.state.kind === 'failed');
    const { state } = store.records[0]!;
    assert.equal(state.kind === 'failed' && state.error.code, 'crypto-failed');
    assert.equal(meddler.count('/send/'), 0);
    engine.service.stop();
  });
});
