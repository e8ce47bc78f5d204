import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import type { FollowedEngine } from '../support/followed-engine.ts';

const news = '#news:example.org';

/** Seconds that the homeserver's tokens are good for. */
const accessTokenSeconds = 4;
const refreshTokenSeconds = 15;

let engines: Engines;

before(async () => {
  engines = await Engines.begin({ accessTokenSeconds, refreshTokenSeconds });
});
after(() => engines[Symbol.asyncDispose]());

const isRefresh = (input: string | URL): boolean => String(input).endsWith('/v3/refresh');

/** A message is written and sent, whatever the session has been through. */
async function writes(engine: FollowedEngine, store: TestEngineStore, text: string): Promise<void> {
  const roomId = engines.stack.seed.rooms['news']!;
  store.write(roomId, { text });
  await engine.call('outbox-changed', { roomId });
  await eventually(text, () => engine.room(news).rows.some((row) => plainOf(row) === text && row.kind === 'message'));
}

interface Network {
  away: boolean;
}

function through(network: Network): typeof fetch {
  return async (input, init) => {
    if (network.away) throw new TypeError('fetch failed');
    return globalThis.fetch(input, init);
  };
}

/** Nobody is there until neither token is good for anything any more. */
async function runOut(store: TestEngineStore, network: Network): Promise<void> {
  network.away = true;
  const { expiresAt } = store.stored!;
  await eventually('both have run out', () => Date.now() > expiresAt! + refreshTokenSeconds * 1_000);
  network.away = false;
}

describe('tokens of a real homeserver that are good for seconds', () => {
  it('are renewed, each once, and the session goes on', async () => {
    const renewed: string[] = [];
    const fetch: Fetch = (input, init) => {
      if (isRefresh(input)) renewed.push(init?.body as string);
      return globalThis.fetch(input, init);
    };
    const store = new TestEngineStore();
    const engine = await engines.start(store, fetch);
    await engines.signIn(engine, 'dave');
    await eventually('the room is live', () => engine.room(news).live);
    for (const text of ['Once', 'Twice', 'Three times']) await writes(engine, store, text);
    assert.ok(renewed.length >= 3);
    assert.equal(new Set(renewed).size, renewed.length);
    assert.equal(engine.session?.state, 'signed-in');
    engine.service.stop();
  });

  it('the answer with new ones is lost: the old one is tried once more, and is taken', async () => {
    let lost = 0;
    const fetch: Fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (!isRefresh(input) || lost++ > 0) return response;
      await response.arrayBuffer();
      throw new TypeError('fetch failed');
    };
    const store = new TestEngineStore();
    const engine = await engines.start(store, fetch);
    await engines.signIn(engine, 'dave');
    await eventually('the room is live', () => engine.room(news).live);
    await writes(engine, store, 'After an answer was lost');
    assert.ok(lost > 1);
    assert.equal(engine.session?.state, 'signed-in');
    engine.service.stop();
  });

  it('the page is killed between the answer and the store: the next engine goes on with the old one', async () => {
    const store = new TestEngineStore();
    const reached = Promise.withResolvers<void>();
    const engine = await engines.start(store, async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (!isRefresh(input)) return response;
      reached.resolve();
      return new Promise<never>(() => undefined);
    });
    await engines.signIn(engine, 'dave');
    engine.room(news);
    await reached.promise;
    const { refreshToken, deviceId } = store.stored!;
    engine.service.stop();
    const next = await engines.start(store);
    await eventually('the room is live', () => next.room(news).live);
    await writes(next, store, 'After a kill');
    assert.notEqual(store.stored?.refreshToken, refreshToken);
    assert.equal(store.stored?.deviceId, deviceId);
    next.service.stop();
  });

  it('have run out while nobody was there: the same device signs in again, and what waited is sent', async () => {
    const store = new TestEngineStore();
    const network = { away: false };
    const engine = await engines.start(store, through(network));
    await engines.signIn(engine, 'dave');
    await eventually('the room is live', () => engine.room(news).live);
    const { deviceId, cryptoStoreKey } = store.stored!;
    await runOut(store, network);
    const roomId = engines.stack.seed.rooms['news']!;
    store.write(roomId, { text: 'Waited for a sign-in' });
    await engine.call('retry-connection', {});
    await eventually('it has to be signed in to again', () => engine.session?.state === 'expired');
    assert.equal(store.records.length, 1);
    await engines.signIn(engine, 'dave');
    await eventually('it is sent', () => engine.room(news).rows.some((row) => plainOf(row) === 'Waited for a sign-in'));
    assert.deepEqual([store.stored?.deviceId, store.stored?.cryptoStoreKey], [deviceId, cryptoStoreKey]);
    engine.service.stop();
  });

  it('have run out, and the device is deleted meanwhile: another one takes its place, to which others can write', async () => {
    const bob = await engines.stack.peer('bob');
    const roomId = await bob.createRoom('deleted', { name: 'Deleted' });
    const store = new TestEngineStore();
    const network = { away: false };
    const engine = await engines.start(store, through(network));
    await engines.signIn(engine, 'dave');
    engine.room(roomId);
    const { deviceId, userId } = store.stored!;
    await bob.waitForMember(roomId, userId);
    await bob.waitForDevice(userId, deviceId);
    await runOut(store, network);
    await engine.call('retry-connection', {});
    await eventually('it has to be signed in to again', () => engine.session?.state === 'expired');
    engine.service.stop();
    await engines.stack.admin.deleteDevice(userId, deviceId);

    const next = await engines.start(store);
    const room = next.room(roomId);
    await engines.signIn(next, 'dave');
    assert.equal(store.stored?.deviceId, deviceId);
    await eventually('the device gives way', () => store.stored?.lost === 'refused');
    await eventually('the session must be proven anew', () => next.session?.state === 'expired');
    store.write(roomId, { text: 'Written as it was replaced' });
    await engines.signIn(next, 'dave');
    await bob.waitForMessage(roomId, ({ body }) => body === 'Written as it was replaced');
    assert.notEqual(store.stored.deviceId, deviceId);
    await bob.waitForDevice(userId, store.stored.deviceId);
    await bob.send(roomId, 'To the one that took its place');
    await eventually('it reads', () => room.rows.some((row) => plainOf(row) === 'To the one that took its place'));
    bob.stop();
    next.service.stop();
  });
});
