import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { initAsync, DeviceId, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import { MemoryStore } from 'matrix-js-sdk/lib/store/memory.js';
import { DeviceLists } from '../../../src/engine/crypto/device-lists.ts';
import { encryptForAll } from '../../../src/engine/crypto/encrypt-for-all.ts';
import { matrixAnswers } from '../../../src/engine/http/matrix-answers.ts';
import { createSdkRoom, sdkEvent, stateOf } from '../../../src/engine/rooms/sdk-room.ts';
import { fieldsOf } from '../../../src/engine/shape.ts';

const alice = '@alice:example.org';
const bob = '@bob:example.org';
const roomId = '!room:example.org';

type Fields = Readonly<Record<string, unknown>>;

/** What a new device of Bob's uploads. */
async function deviceOfBob(id: string): Promise<Fields> {
  const machine = await OlmMachine.initialize(new UserId(bob), new DeviceId(id));
  const upload = (await machine.outgoingRequests()).find(({ type }) => type === RequestType.KeysUpload);
  return JSON.parse(String(upload?.body)) as Fields;
}

/** Knows devices of Bob's by name, and notes which devices are sent what. */
class Homeserver {
  readonly devices = new Map<string, Fields>();
  readonly toDevice: string[] = [];
  /** Called when devices were asked for, before the answer is out. */
  answered: (() => Promise<void>) | undefined;
  /** What something on the way answers once in place of the homeserver, and the end of the path where it does. */
  other: { readonly at: RegExp; readonly answer: () => Response } | undefined;
  #own: unknown;

  readonly fetch = async (input: string | URL, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(input);
    if (this.other?.at.test(pathname) === true) {
      const { answer } = this.other;
      this.other = undefined;
      return answer();
    }
    const body = fieldsOf(JSON.parse(typeof init?.body === 'string' ? init.body : '{}'));
    if (pathname.endsWith('/keys/upload')) {
      this.#own = body['device_keys'] ?? this.#own;
      return Response.json({ one_time_key_counts: { signed_curve25519: 50 } });
    }
    if (pathname.endsWith('/keys/query')) {
      // As they are when it is asked.
      const devices = [...this.devices].map(([id, upload]) => [id, upload['device_keys']] as const);
      const known = { [bob]: Object.fromEntries(devices), [alice]: { ALICE: this.#own } };
      const asked = Object.keys(fieldsOf(body['device_keys'])).map((user) => [user, fieldsOf(known)[user]] as const);
      const answer = Response.json({ device_keys: Object.fromEntries(asked), failures: {} });
      await this.answered?.();
      return answer;
    }
    if (pathname.endsWith('/keys/claim')) {
      const claimed = Object.keys(fieldsOf(fieldsOf(body['one_time_keys'])[bob])).map((id) => {
        const [key = ['', {}]] = Object.entries(fieldsOf(this.devices.get(id)?.['one_time_keys']));
        return [id, Object.fromEntries([key])] as const;
      });
      return Response.json({ one_time_keys: { [bob]: Object.fromEntries(claimed) }, failures: {} });
    }
    const type = /\/sendToDevice\/([^/]+)\//.exec(pathname)?.[1];
    if (type === undefined) return Response.json({ errcode: 'M_NOT_FOUND', error: 'no' }, { status: 404 });
    for (const devices of Object.values(fieldsOf(body['messages']))) {
      for (const id of Object.keys(fieldsOf(devices))) this.toDevice.push(`${id} ${type}`);
    }
    return Response.json({});
  };
}

/** Alice's client in a room with Bob, who has one device. */
async function aliceIn(name: string) {
  await initAsync();
  const homeserver = new Homeserver();
  homeserver.devices.set('FIRST', await deviceOfBob('FIRST'));
  const deviceLists = new DeviceLists();
  const fetchFn = deviceLists.watch(matrixAnswers(homeserver.fetch)) as typeof fetch;
  const store = new MemoryStore();
  const baseUrl = 'https://matrix.example.org';
  const client = new MatrixClient({ store, baseUrl, userId: alice, deviceId: 'ALICE', accessToken: 'none', fetchFn });
  await client.initRustCrypto({ cryptoDatabasePrefix: name, storageKey: new Uint8Array(32) });
  const backend = client.getCrypto() as CryptoBackend;
  const room = createSdkRoom(client, roomId);
  const state = (type: string, key: string, content: Fields) =>
    sdkEvent({
      event_id: `$${type}${key}`,
      room_id: roomId,
      type,
      sender: bob,
      origin_server_ts: 1,
      state_key: key,
      content,
      unsigned: {},
    });
  const encryption = state('m.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' });
  const members = [alice, bob].map((user) => state('m.room.member', user, { membership: 'join' }));
  stateOf(room).setStateEvents([...members, encryption]);
  room.loadMembersIfNeeded = () => Promise.resolve(true);
  await backend.onCryptoEvent(room, encryption);
  const changed = async (): Promise<void> => {
    deviceLists.forget([bob]);
    await backend.processSyncChanges({
      toDeviceEvents: [],
      deviceLists: { changed: [bob], left: [] },
      useMsc4186: true,
    });
    deviceLists.forget([bob]);
  };
  const write = async (body: string): Promise<readonly string[]> => {
    const event = new MatrixEvent({ type: 'm.room.message', content: { body }, room_id: roomId, sender: alice });
    await encryptForAll(event, room, { backend, deviceLists, onlySigned: () => false });
    assert.equal(event.getWireType(), 'm.room.encrypted');
    return homeserver.toDevice.splice(0);
  };
  return { homeserver, deviceLists, client, backend, changed, write };
}

it('the answer that names a new device is taken in before a message is encrypted for it', async () => {
  const { homeserver, deviceLists, client, backend, changed, write } = await aliceIn('encrypt-for-all');
  assert.deepEqual(await write('To the first'), ['FIRST m.room.encrypted']);

  for (const id of ['SECOND', 'THIRD', 'FOURTH']) {
    homeserver.devices.set(id, await deviceOfBob(id));
    await changed();
    backend.onSyncCompleted({});
    // In the very turn in which the answer came.
    while (!deviceLists.known([bob])) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await write(`To ${id}`), [`${id} m.room.encrypted`]);
  }

  // While it is asked for, the next comes: what comes meanwhile is asked for at once.
  const upload = await deviceOfBob('SIXTH');
  homeserver.devices.set('FIFTH', await deviceOfBob('FIFTH'));
  homeserver.answered = async () => {
    homeserver.answered = undefined;
    homeserver.devices.set('SIXTH', upload);
    await changed();
  };
  await changed();
  assert.deepEqual(await write('To both'), ['FIFTH m.room.encrypted', 'SIXTH m.room.encrypted']);
  client.stopClient();
});

const page = (): Response =>
  new Response('<!doctype html><title>Please log in</title>', { headers: { 'Content-Type': 'text/html' } });
const object = (): Response => Response.json({ state: 'log in' });

for (const [name, answer, what, at] of [
  ['a page', page, 'that the key was delivered', /\/sendToDevice\/m\.room\.encrypted\//],
  ['a page', page, 'for the keys to encrypt it with', /\/keys\/claim$/],
  ['an object without keys', object, 'for the keys to encrypt it with', /\/keys\/claim$/],
  ['an object without devices', object, 'for the word that there are none', /\/keys\/query$/],
] as const) {
  it(`${name} in place of the answer is not taken ${what}: the key goes out before the message`, async () => {
    const { homeserver, client, write } = await aliceIn(`${name} ${what}`);
    homeserver.other = { at, answer };
    assert.deepEqual(await write('To the first'), ['FIRST m.room.encrypted']);
    assert.equal(homeserver.other, undefined, 'it was answered');
    client.stopClient();
  });
}
