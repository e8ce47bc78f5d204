import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { Meddler } from '../support/meddler.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

describe('the first keys of an account', () => {
  it('are told to the homeserver at the next start, where the page ended before', async () => {
    const roomId = await bob.createRoom('first-keys', { name: 'First' });
    const store = new TestEngineStore();
    const meddler = new Meddler();
    const reached = Promise.withResolvers<void>();
    const published = (path: string): boolean => path.endsWith('/keys/device_signing/upload');
    meddler.fault = (path) => {
      if (!published(path)) return undefined;
      reached.resolve();
      return Response.json({ errcode: 'M_UNKNOWN', error: 'not now' }, { status: 503 });
    };
    const first = await engines.start(store, meddler.fetch);
    await engines.signIn(first, 'erin');
    first.room(roomId);
    await reached.promise;
    first.service.stop();

    meddler.fault = () => undefined;
    meddler.asked.length = 0;
    const engine = await engines.start(store, meddler.fetch);
    const room = engine.room(roomId);
    await eventually('the newcomer has keys', () => engine.crypto?.state === 'ready' && room.live);
    assert.deepEqual(engine.crypto, { state: 'ready', saved: false });
    assert.equal(meddler.asked.filter(published).length, 1);
    assert.equal(await bob.client.getCrypto()!.userHasCrossSigningKeys('@erin:example.org', true), true);
    await bob.waitForMember(roomId, '@erin:example.org');
    await bob.waitForSignature('@erin:example.org', store.stored!.deviceId);
    await bob.send(roomId, 'For who is signed');
    await eventually('it is read', () => room.rows.some((row) => plainOf(row) === 'For who is signed'));
    await eventually('its key is in a backup', () => meddler.count('/room_keys/keys') > 0);
    engine.service.stop();
  });
});
