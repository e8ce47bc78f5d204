import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { MortalDatabases } from '../support/mortal-databases.ts';

/** Turns of the event loop that the answer gives an engine; `undefined`: it dies before the answer. */
const turns = [undefined, 0, 1, 2, 3, 5, 8, 13];

let engines: Engines;

before(async () => {
  engines = await Engines.begin();
});

after(async () => {
  await engines[Symbol.asyncDispose]();
});

/** A life that ends that many turns after the homeserver has taken its first keys. */
function lifeUntilUpload(databases: MortalDatabases, turnsLeft: number | undefined) {
  const ended = Promise.withResolvers<void>();
  let over = false;
  const end = (): void => {
    over = true;
    databases.kill();
    ended.resolve();
  };
  const endAfter = (left: number): void => {
    if (left > 0) setImmediate(() => endAfter(left - 1));
    else end();
  };
  const mortal: Fetch = async (input, init) => {
    if (over) throw new TypeError('fetch failed');
    const response = await fetch(input, init);
    if (!new URL(input).pathname.endsWith('/keys/upload')) return response;
    assert.equal(response.status, 200);
    if (turnsLeft === undefined) {
      end();
      throw new TypeError('fetch failed');
    }
    endAfter(turnsLeft);
    return response;
  };
  return { fetch: mortal, ended: ended.promise };
}

describe('an engine that is killed as the homeserver takes its keys', () => {
  it('goes on as the same device, whose keys the homeserver takes again, and reads what is sent to it', async () => {
    const address = '#upload:example.org';
    const bob = await engines.stack.peer('bob');
    const roomId = await bob.createRoom('upload', { name: 'Upload' });
    for (const [index, left] of turns.entries()) {
      using databases = new MortalDatabases();
      const store = new TestEngineStore();
      const life = lifeUntilUpload(databases, left);
      const killed = await engines.start(store, life.fetch);
      await engines.signIn(killed, 'erin');
      // Keys are made for who reads an encrypted room.
      killed.room(address);
      await life.ended;
      killed.service.stop();
      const { deviceId } = store.stored!;

      const engine = await engines.start(store);
      const room = engine.room(address);
      await eventually('the room is live', () => room.live);
      await bob.waitForMember(roomId, '@erin:example.org');
      await bob.waitForDevice('@erin:example.org', deviceId);
      const text = `To a device that was killed, ${String(index)}`;
      await bob.send(roomId, text);
      await eventually(text, () => room.rows.some((row) => plainOf(row) === text));
      const { stored } = store;
      assert.deepEqual([stored?.deviceId, stored?.lost, stored?.replaces], [deviceId, undefined, undefined]);
      assert.equal(engine.session?.state, 'signed-in');
      engine.service.stop();
    }
    bob.stop();
  });
});
