import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import 'fake-indexeddb/auto';
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import type { CryptoKeeperOptions } from '../../../src/engine/crypto/crypto-keeper.ts';
import { Topic } from '../../../src/engine/topic.ts';
import type { CryptoSnapshot } from '../../../src/protocol/room.ts';
import { serveWasm } from '../../support/wasm-server.ts';
import type { WasmServer } from '../../support/wasm-server.ts';

const session = {
  homeserver: 'https://matrix.example.org',
  userId: '@alice:example.org',
  deviceId: 'DEVICE',
  accessToken: 'token',
  cryptoStoreKey: Buffer.alloc(32).toString('base64'),
};
const name = `wiki-room:${session.userId}:${session.deviceId}::matrix-sdk-crypto`;

let wasm: WasmServer;
before(async () => void (wasm = await serveWasm()));
after(() => wasm[Symbol.asyncDispose]());

/** The database as the crypto module has it: open until it is stopped, whoever wants to remove it. */
function openStore(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 107);
  request.onupgradeneeded = () => request.result.createObjectStore('core');
  return new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
}

function keeperOf(options: Partial<CryptoKeeperOptions>): CryptoKeeper {
  return new CryptoKeeper({
    session,
    persistent: true,
    wasmUrl: wasm.url,
    snapshot: new Topic<CryptoSnapshot>(),
    api: { request: async () => ({}) },
    waker: { wait: async () => undefined },
    secretKeys: { forget: () => undefined },
    ...options,
  } as unknown as CryptoKeeperOptions);
}

describe('the crypto store of an account that is closed while it is being opened', () => {
  it('is let go of at once, so that it can be removed, and is not there afterwards', async () => {
    const opening = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    let store: IDBDatabase | undefined;
    let stops = 0;
    const backend = { stop: () => (stops++, store?.close()) };
    const client = {
      initRustCrypto: async () => {
        asked.resolve(undefined);
        await opening.promise;
        store = await openStore();
      },
      getCrypto: () => (store === undefined ? undefined : backend),
    } as unknown as MatrixClient;
    const keeper = keeperOf({ client, started: () => assert.fail('it was started') });

    const started = keeper.start();
    const refused = assert.rejects(started);
    await asked.promise;
    keeper.stop();
    let closed = false;
    const end = keeper.closed().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(closed, false, 'it would come to be again');
    opening.resolve(undefined);
    await end;
    await refused;
    assert.equal(stops, 1);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onblocked = () => reject(new Error('it is still open'));
    });
    assert.deepEqual(await indexedDB.databases(), []);
  });
});

describe('what comes for a device before its encryption runs', () => {
  const client = {
    getCrypto: () => undefined,
    initRustCrypto: async () => Promise.reject(new Error('asked for')),
  } as unknown as MatrixClient;
  const damaged = (): CryptoKeeper => keeperOf({ client, owner: { lost: () => false, moved: () => undefined } });

  it('waits where it has encrypted before, and nowhere else', async () => {
    assert.equal(await damaged().keysWait(), false);
    const store = await openStore();
    const keeper = damaged();
    assert.equal(await keeper.keysWait(), true);
    await assert.rejects(keeper.start(), { code: 'crypto-store-damaged' });
    assert.equal(await keeper.keysWait(), false, 'nothing will ever take them in');
    keeper.stop();
    store.close();
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  });
});
