import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import type { Engines } from '../support/engines.ts';
import { eventually } from '../support/followed-engine.ts';
import { Meddler } from '../support/meddler.ts';
import { withBob } from '../support/with-bob.ts';

let engines: Engines;
let bob: Peer;

withBob((given, peer) => {
  engines = given;
  bob = peer;
});

/** A device of Alice, signed by her, that is live in Bob's room, and what happens before it hears of that room. */
async function writingAlice(name: string, before: (meddler: Meddler) => void = () => undefined) {
  const roomId = await bob.createRoom(name, { name });
  const meddler = new Meddler();
  const store = new TestEngineStore();
  const engine = await engines.start(store, meddler.fetch);
  await engines.signIn(engine, 'alice');
  await engine.call('recover', { secret: engines.recoveryKey('alice') });
  await eventually('the keys are there', () => engine.crypto?.state === 'ready');
  before(meddler);
  const room = engine.room(`#${name}:example.org`);
  await eventually('the room is live', () => room.snapshot?.access.kind === 'joined' && room.live);
  await bob.waitForMember(roomId, '@alice:example.org');
  return {
    roomId,
    meddler,
    write: async (text: string) => {
      store.write(roomId, { text });
      await engine.call('outbox-changed', { roomId });
    },
    retry: () => engine.call('retry-connection', {}),
    stop: () => engine.service.stop(),
  };
}

describe('a message is encrypted for everybody who is in the room', () => {
  /** A proxy answers every question for device keys. */
  function refuseDevices(meddler: Meddler) {
    let refused = 0;
    meddler.fault = (path) => {
      if (!path.endsWith('/keys/query')) return undefined;
      refused++;
      return new Response('<!doctype html><title>Sign in</title>');
    };
    return () => refused;
  }

  it('and waits until their devices are known', async () => {
    let refused = (): number => 0;
    const alice = await writingAlice('recipients-unknown', (meddler) => {
      refused = refuseDevices(meddler);
    });
    await alice.write('Before any device was known');
    await eventually('it was tried', () => refused() > 5 || alice.meddler.count('/send/') > 0, 60_000);
    assert.equal(alice.meddler.count('/send/'), 0);
    alice.meddler.fault = () => undefined;
    await alice.retry();
    await bob.waitForMessage(alice.roomId, ({ body }) => body === 'Before any device was known');
    alice.stop();
  });

  it('and waits for devices that came since', async () => {
    const alice = await writingAlice('recipients-new-device');
    await alice.write('Before the new device');
    await bob.waitForMessage(alice.roomId, ({ body }) => body === 'Before the new device');
    const refused = refuseDevices(alice.meddler);
    const other = await engines.signedPeer('bob');
    await other.knows(alice.roomId);
    await eventually('the question was refused', () => refused() > 0);
    await alice.write('After the new device');
    const sent = alice.meddler.count('/send/');
    await eventually('it was tried', () => refused() > 1 || alice.meddler.count('/send/') > sent, 60_000);
    assert.equal(alice.meddler.count('/send/'), sent);
    alice.meddler.fault = () => undefined;
    await alice.retry();
    await other.waitForMessage(alice.roomId, ({ body }) => body === 'After the new device');
    other.stop();
    alice.stop();
  });

  it('and waits until its key was delivered', async () => {
    const alice = await writingAlice('recipients-page');
    let pages = 0;
    alice.meddler.fault = (path) => {
      if (!path.includes('/sendToDevice/m.room.encrypted/') || pages > 0) return undefined;
      pages++;
      return new Response('<!doctype html><title>Sign in</title>');
    };
    await alice.write('A page came in place of the answer');
    await bob.waitForMessage(alice.roomId, ({ body }) => body === 'A page came in place of the answer');
    assert.equal(pages, 1);
    alice.stop();
  });
});
