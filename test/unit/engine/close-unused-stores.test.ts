import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';

import { DeviceId, OlmMachine, RequestType, StoreHandle, UserId, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';

import { closeUnusedStores } from '../../../src/engine/crypto/close-unused-stores.ts';
import { diagnoseStore } from '../../../src/engine/crypto/diagnose-store.ts';
import { moveRoomKeys } from '../../../src/engine/crypto/move-room-keys.ts';
import { receiveChanges } from '../../../src/engine/crypto/receive-changes.ts';
import { openStore } from '../../../src/engine/crypto/open-store.ts';
import { cryptoDatabasePrefix } from '../../../src/engine/session/crypto-databases.ts';
import { storeKeyOf } from '../../../src/engine/crypto/store-key.ts';

const baseUrl = 'https://matrix.example.org';
const userId = '@alice:example.org';
const deviceId = 'DEVICE';
const cryptoStoreKey = btoa('k'.repeat(32));
const session = { homeserver: baseUrl, userId, deviceId, cryptoStoreKey, accessToken: 'token' };
const prefix = cryptoDatabasePrefix(userId, deviceId);
const database = `${prefix}::matrix-sdk-crypto`;

const nothingThere = (): Response => Response.json({ errcode: 'M_NOT_FOUND' }, { status: 404 });

function clientOf(fetchFn = async (): Promise<Response> => nothingThere()): MatrixClient {
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
    await assert.rejects(
      openStore({ client: clientOf(), session, persistent: true }, () => false),
      { code: 'crypto-store-damaged' },
    );
    assert.equal(await deletion(), 'deleted');
  });
});

interface UploadRequest {
  readonly type: RequestType;
  readonly body: string;
}

async function keysOf(machine: OlmMachine): Promise<unknown> {
  const requests = (await machine.outgoingRequests()) as readonly UploadRequest[];
  const upload = requests.find(({ type }) => type === RequestType.KeysUpload);
  return (JSON.parse(upload?.body ?? '{}') as { device_keys: unknown }).device_keys;
}

describe('what the SDK has begun with a store that fails then', () => {
  it('comes to nothing, and throws nothing where nobody is', async () => {
    (await open()).stopClient();
    await damage('rooms_pending_key_bundle', '!room:example.org');
    const thrown: unknown[] = [];
    const note = (error: unknown): void => void thrown.push(error);
    process.on('unhandledRejection', note);
    const backup = Promise.withResolvers<Response>();
    await assert.rejects(openStore({ client: clientOf(() => backup.promise), session, persistent: true }, () => false));
    backup.resolve(nothingThere());
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve));
    process.off('unhandledRejection', note);
    assert.deepEqual(thrown, []);
    assert.equal(await deletion(), 'deleted');
  });
});

describe('a crypto store that was used', () => {
  it('can be deleted also where another device has asked to be verified', async () => {
    const client = clientOf();
    await openStore({ client, session, persistent: true }, () => false);
    const crypto = client.getCrypto() as CryptoBackend & { readonly olmMachine: OlmMachine };
    const { olmMachine: machine } = crypto;
    const other = await OlmMachine.initialize(new UserId(userId), new DeviceId('OTHER'));
    const devices = { [deviceId]: await keysOf(machine), OTHER: await keysOf(other) };
    const asked = machine.queryKeysForUsers([new UserId(userId)]);
    await machine.markRequestAsSent(asked.id, asked.type, JSON.stringify({ device_keys: { [userId]: devices } }));
    const content = { from_device: 'OTHER', transaction_id: 't1', methods: ['m.sas.v1'], timestamp: Date.now() };
    const request = { type: 'm.key.verification.request', sender: userId, content };
    await receiveChanges(crypto, { toDevice: [request], changed: [], left: [], partial: true });
    const known = machine.getVerificationRequest(new UserId(userId), 't1');
    assert.ok(known !== undefined, 'the module has taken it in');
    known.free();
    client.stopClient();
    assert.equal(await deletion(), 'deleted');
  });
});
