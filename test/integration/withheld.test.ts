import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { DeviceId, LocalTrust, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { Method } from 'matrix-js-sdk';

import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { Meddler } from '../support/meddler.ts';
import { becomes, opened } from '../support/seen-row.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

const alice = '@alice:example.org';

/** What the SDK has no function for, the machine below it has. */
function machineOf(peer: Peer): OlmMachine {
  return (peer.client.getCrypto() as unknown as { olmMachine: OlmMachine }).olmMachine;
}

async function setTrust(by: Peer, userId: string, deviceId: string, trust: LocalTrust): Promise<void> {
  const device = await machineOf(by).getDevice(new UserId(userId), new DeviceId(deviceId));
  await device!.setLocalTrust(trust);
}

describe('a key that is kept from this device', () => {
  it('by a sender who has blocked it: says so, and what is sent after that can be read', async () => {
    const address = '#blocked:example.org';
    const roomId = await bob.createRoom('blocked', { name: 'Blocked' });
    const store = new TestEngineStore();
    const engine = await engines.start(store);
    await engines.signIn(engine, 'alice');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    const room = await opened(engine, address);
    const { deviceId } = store.stored!;
    await bob.waitForMember(roomId, alice);
    await bob.waitForDevice(alice, deviceId);
    await setTrust(bob, alice, deviceId, LocalTrust.BlackListed);
    const kept = await bob.send(roomId, 'Not for that device');
    await becomes(room, kept, '<withheld>');
    await setTrust(bob, alice, deviceId, LocalTrust.Unset);
    const next = await bob.send(roomId, 'For it again');
    await becomes(room, next, 'For it again');
    await becomes(room, kept, '<withheld>');
    engine.service.stop();
  });
});

/** What is answered to a client, but that this device is left out while `hidden` names it. */
function withoutDevice(hidden: { deviceId?: string }): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (hidden.deviceId === undefined || !pathname.endsWith('/keys/query')) return response;
    const answer = (await response.json()) as { device_keys?: Record<string, Record<string, unknown>> };
    delete answer.device_keys?.[alice]?.[hidden.deviceId];
    return Response.json(answer);
  };
}

/** Keys are put into the backup only once `open` says so. */
function withBackup(gate: { open: Promise<void> }): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (init?.method === 'PUT' && pathname.endsWith('/room_keys/keys')) await gate.open;
    return fetch(input, init);
  };
}

describe('a key that opens later messages only', () => {
  it('says so, until the whole of it is in the backup', async () => {
    const address = '#later:example.org';
    const hidden: { deviceId?: string } = {};
    const sender = await engines.signedPeer('bob', { fetchFn: withoutDevice(hidden) });
    const roomId = await sender.createRoom('later', { name: 'Later' });
    const gate = Promise.withResolvers<void>();
    const other = await engines.signedPeer('alice', { fetchFn: withBackup({ open: gate.promise }) });
    await other.join(address);

    const store = new TestEngineStore();
    const engine = await engines.start(store);
    await engines.signIn(engine, 'alice');
    const { deviceId } = store.stored!;
    hidden.deviceId = deviceId;
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    const room = await opened(engine, address);
    await sender.waitForMember(roomId, alice);
    await sender.waitForDevice(alice, other.client.getDeviceId()!);
    const first = await sender.send(roomId, 'Before the device was known');
    await becomes(room, first, '<waiting>');

    delete hidden.deviceId;
    await machineOf(sender).markAllTrackedUsersAsDirty();
    await sender.waitForDevice(alice, deviceId);
    const second = await sender.send(roomId, 'Now that it is');
    await becomes(room, second, 'Now that it is');
    await becomes(room, first, '<key-too-new>');
    engine.service.stop();

    gate.resolve();
    await other.backUpKeysOf(roomId);
    const again = await engines.start(store);
    await becomes(await opened(again, address), first, 'Before the device was known');
    again.service.stop();
    other.stop();
    sender.stop();
  });
});

describe('a key that another device brings to the backup later', () => {
  it('opens the message when the connection is back, and when the reader tries again', async () => {
    const address = '#brought:example.org';
    const roomId = await bob.createRoom('brought', { name: 'Brought' });
    const gate = Promise.withResolvers<void>();
    const other = await engines.signedPeer('alice', { fetchFn: withBackup({ open: gate.promise }) });
    await other.join(address);
    await bob.waitForMember(roomId, alice);
    await bob.waitForDevice(alice, other.client.getDeviceId()!);
    const ids: string[] = [];
    for (const text of ['First', 'Second']) {
      ids.push(await bob.send(roomId, text));
      await other.waitForMessage(roomId, ({ body }) => body === text);
      await bob.client.getCrypto()!.forceDiscardSession(roomId);
    }
    const sessions = ids.map((id) => {
      const sent = bob.events(roomId).find((event) => event.getId() === id);
      return String(sent!.getWireContent()['session_id']);
    });

    const meddler = new Meddler();
    let missing = sessions;
    let lost = false;
    const isAsked = (path: string, session: string): boolean => decodeURIComponent(path).endsWith(`/${session}`);
    meddler.fault = (path) => {
      if (lost && path.endsWith('/sync')) return new Response('', { status: 502 });
      if (!missing.some((session) => isAsked(path, session))) return undefined;
      return Response.json({ errcode: 'M_NOT_FOUND', error: 'No such key' }, { status: 404 });
    };
    const engine = await engines.start(new TestEngineStore(), meddler.fetch);
    await engines.signIn(engine, 'alice');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    const room = await opened(engine, address);
    for (const id of ids) await becomes(room, id, '<not-in-backup>');
    // Not much later it is looked for without any reason.
    const deadline = performance.now() + 45_000;

    gate.resolve();
    const isStored = async (session: string): Promise<boolean> => {
      const path = `/room_keys/keys/${encodeURIComponent(roomId)}/${encodeURIComponent(session)}`;
      const { version } = (await other.client.getCrypto()!.getKeyBackupInfo())!;
      const found = other.client.http.authedRequest(Method.Get, path, { version });
      return found.then(
        () => true,
        () => false,
      );
    };
    for (const session of sessions) while (!(await isStored(session))) await pause(250);

    // The SDK asks for a key once in five seconds, whoever wants it.
    const opens = async (id: string, text: string, action: () => Promise<unknown>): Promise<void> => {
      const isOpen = (): boolean => room.rows.some((row) => row.id === id && plainOf(row) === text);
      while (!isOpen() && performance.now() < deadline) {
        await action();
        await pause(1_000);
      }
      assert.ok(isOpen() && performance.now() < deadline, text);
    };
    missing = [sessions[1]!];
    await opens(ids[0]!, 'First', async () => {
      lost = true;
      // Ends the request that waits.
      await bob.send(roomId, 'Third');
      await eventually('the connection is lost', () => engine.connection?.state === 'lost');
      lost = false;
      await eventually('the connection is back', () => engine.connection?.state === 'live');
    });
    await becomes(room, ids[1]!, '<not-in-backup>');
    missing = [];
    await opens(ids[1]!, 'Second', () => engine.call('retry-connection', {}));
    engine.service.stop();
    other.stop();
  });
});
