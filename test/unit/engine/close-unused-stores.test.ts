import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';

import { OlmMachine, StoreHandle, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';

import { closeUnusedStores } from '../../../src/engine/crypto/close-unused-stores.ts';
import { diagnoseStore } from '../../../src/engine/crypto/diagnose-store.ts';
import { moveRoomKeys } from '../../../src/engine/crypto/move-room-keys.ts';
import { openStore } from '../../../src/engine/crypto/open-store.ts';
import { cryptoDatabasePrefix } from '../../../src/engine/session/crypto-databases.ts';
import { storeKeyOf } from '../../../src/engine/crypto/store-key.ts';

const baseUrl = 'https://matrix.example.org';
const userId = '@alice:example.org';
const deviceId = 'DEVICE';
const cryptoStoreKey = btoa('k'.repeat(32));
const prefix = cryptoDatabasePrefix(userId, deviceId);
const database = `${prefix}::matrix-sdk-crypto`;

function clientOf(): MatrixClient {
  const fetchFn = (): Promise<Response> => Promise.resolve(Response.json({ errcode: 'M_NOT_FOUND' }, { status: 404 }));
  return createClient({ baseUrl, userId, deviceId, accessToken: 'token', fetchFn });
}

async function open(key = cryptoStoreKey): Promise<MatrixClient> {
  const client = clientOf();
  const storageKey = storeKeyOf(key);
  await client.initRustCrypto({ cryptoDatabasePrefix: prefix, storageKey });
  return client;
}

async function damage(store = 'core', key = 'account'): Promise<void> {
  const opening = indexedDB.open(database);
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const writing = opening.result.transaction(store, 'readwrite');
  writing.objectStore(store).put('damaged', key);
  await new Promise((resolve) => (writing.oncomplete = resolve));
  opening.result.close();
}

/** What the browser says to who wants to delete it. */
function deletion(name = database): Promise<string> {
  const deleting = indexedDB.deleteDatabase(name);
  return new Promise((resolve) => {
    deleting.onblocked = () => resolve('blocked');
    deleting.onsuccess = () => resolve('deleted');
  });
}

describe('a crypto store that does not open', () => {
  before(async () => {
    await initAsync();
    closeUnusedStores({ OlmMachine, StoreHandle });
  });
  beforeEach(async () => (await open()).stopClient());

  it('can be deleted by who was told so', async () => {
    await damage();
    await assert.rejects(open());
    assert.equal(await diagnoseStore(userId, deviceId, cryptoStoreKey), 'damaged');
    await assert.rejects(moveRoomKeys(userId, { deviceId, cryptoStoreKey }, {} as never));
    assert.equal(await deletion(), 'deleted');
  });

  it('can be deleted also where it is of another key', async () => {
    const anotherKey = btoa('x'.repeat(32));
    const former = { deviceId, cryptoStoreKey: anotherKey };
    await assert.rejects(open(anotherKey));
    assert.equal(await diagnoseStore(userId, deviceId, anotherKey), 'wrong-key');
    await assert.rejects(moveRoomKeys(userId, former, {} as never));
    // It has the key of the store.
    assert.equal(await deletion(`${database}-meta`), 'deleted');
    assert.equal(await deletion(), 'deleted');
  });

  it('can be deleted also where the SDK fails with a machine that came of it', async () => {
    await damage('rooms_pending_key_bundle', '!room:example.org');
    const session = { homeserver: baseUrl, userId, deviceId, cryptoStoreKey, accessToken: 'token' };
    const options = { client: clientOf(), session, persistent: true };
    await assert.rejects(
      openStore(options, () => false),
      { code: 'crypto-store-damaged' },
    );
    assert.equal(await deletion(), 'deleted');
  });
});
