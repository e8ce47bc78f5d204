import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import type { Fields } from '../../src/engine/shape.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { MortalDatabases } from '../support/mortal-databases.ts';

/** Each engine is killed one turn of the event loop later than the one before; taking keys in takes about twelve. */
const rounds = 50;
const turns = 25;

let engines: Engines;

before(async () => {
  engines = await Engines.begin();
});

after(async () => {
  await engines[Symbol.asyncDispose]();
});

const isSync = (input: string | URL): boolean => new URL(input).pathname.endsWith('_msc3575/sync');

function toDeviceOf(answer: string): Fields {
  const { extensions } = JSON.parse(answer) as { extensions?: { to_device?: Fields } };
  return extensions?.to_device ?? {};
}

/** A life of an engine, which ends, once it is doomed, in the moment that room keys have come. */
class Life {
  readonly ended = Promise.withResolvers<'answered' | 'acknowledged'>();
  readonly #turns: number;
  readonly #databases: MortalDatabases;
  #doomed = false;
  #keysCame = false;
  #over = false;

  constructor(turns: number, databases: MortalDatabases) {
    this.#turns = turns;
    this.#databases = databases;
  }

  doom(): void {
    this.#doomed = true;
  }

  readonly fetch: Fetch = async (input, init) => {
    if (this.#over) throw new TypeError('fetch failed');
    if (!isSync(input)) return fetch(input, init);
    if (this.#keysCame) {
      // This request tells the homeserver that the keys have been taken in. It goes out with the last breath.
      this.#end();
      await fetch(String(input).replace(/timeout=\d+/, 'timeout=0'), { ...init, signal: null });
      this.ended.resolve('acknowledged');
      throw new TypeError('fetch failed');
    }
    const response = await fetch(input, init);
    const text = await response.text();
    if (
      this.#doomed &&
      ((toDeviceOf(text)['events'] ?? []) as Fields[]).some(({ type }) => type === 'm.room.encrypted')
    ) {
      this.#keysCame = true;
      this.#endAfter(this.#turns);
    }
    return new Response(text, response);
  };

  #endAfter(turns: number): void {
    if (this.#over) return;
    if (turns > 0) return void setImmediate(() => this.#endAfter(turns - 1));
    this.#end();
    this.ended.resolve('answered');
  }

  #end(): void {
    this.#over = true;
    this.#databases.kill();
  }
}

describe('an engine that is killed as room keys come', () => {
  it(`loses none of them, ${String(rounds)} times, each a little later`, async () => {
    using databases = new MortalDatabases();
    const store = new TestEngineStore();
    const bob = await engines.stack.peer('bob');
    const address = '#killed:example.org';
    const roomId = await bob.createRoom('killed', { name: 'Killed' });
    const ends: string[] = [];
    for (let round = 0; round <= rounds; round++) {
      const life = new Life(round % turns, databases);
      const last = round === rounds;
      const engine = await engines.start(store, last ? undefined : life.fetch);
      if (round === 0) await engines.signIn(engine, 'erin');
      const room = engine.room(address);
      await eventually('the room is live', () => room.live);
      if (round === 0) {
        await eventually('it has keys', () => engine.crypto?.state === 'ready');
        await bob.waitForMember(roomId, '@erin:example.org');
        await bob.waitForDevice('@erin:example.org', store.stored!.deviceId);
      }
      const before = `Round ${String(round - 1)}`;
      if (round > 0) {
        await eventually(`the message of round ${String(round - 1)} can be read (${ends.at(-1) ?? ''})`, () =>
          room.rows.some((row) => plainOf(row) === before),
        );
      }
      if (!last) {
        life.doom();
        await bob.client.getCrypto()!.forceDiscardSession(roomId);
        await bob.send(roomId, `Round ${String(round)}`);
        ends.push(await life.ended.promise);
      } else {
        while (room.older === 'more') await engine.call('load-older', { room: address, count: 100 });
        const texts = room.rows.map(plainOf).filter((text) => text.startsWith('Round'));
        assert.deepEqual(
          texts,
          Array.from({ length: rounds }, (_, i) => `Round ${String(i)}`),
        );
      }
      engine.service.stop();
    }
    // Both kinds of moments were met: while the keys were being stored, and when the homeserver was told.
    assert.ok(ends.includes('answered') && ends.includes('acknowledged'), ends.join());
    assert.equal((await engines.stack.admin.devices('@erin:example.org')).length, 1);
    bob.stop();
  });
});
