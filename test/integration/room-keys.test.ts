import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

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

describe('a room key that comes a second time, for later messages only', () => {
  it('leaves the messages before it readable, also where both come at once', async () => {
    const roomId = await bob.createRoom('keys-twice', { name: 'Keys twice' });
    const meddler = new Meddler();
    const store = new TestEngineStore();
    const engine = await engines.start(store, meddler.fetch);
    await engines.signIn(engine, 'alice');
    await engine.call('recover', { secret: engines.recoveryKey('alice') });
    await eventually('the keys are there', () => engine.crypto?.state === 'ready');
    const room = engine.room('#keys-twice:example.org');
    await eventually('the room is live', () => room.snapshot?.access.kind === 'joined' && room.live);
    await bob.waitForMember(roomId, '@alice:example.org');

    // What is held back is told again: nobody has said that it was received.
    let held = 0;
    meddler.rewrite = ({ extensions }) => {
      held = Math.max(held, extensions?.to_device?.events?.length ?? 0);
      delete extensions?.to_device;
    };
    const first = await bob.send(roomId, 'With the first key');
    // Each makes an Olm session with the other: Bob gives the room key again, as it is now.
    store.write(roomId, { text: 'From the other side' });
    await engine.call('outbox-changed', { roomId });
    await bob.waitForMessage(roomId, ({ body }) => body === 'From the other side');
    const second = await bob.send(roomId, 'With the second key');
    await eventually('two keys wait', () => held >= 2);
    meddler.rewrite = () => undefined;

    const textOf = (id: string): string | undefined => {
      const row = room.rows.find((candidate) => candidate.id === id);
      return row && plainOf(row);
    };
    await eventually('the second can be read', () => textOf(second) === 'With the second key');
    await eventually('and so can the first', () => textOf(first) === 'With the first key');
    engine.service.stop();
  });
});
