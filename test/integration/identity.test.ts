import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { OlmMachine, OtherUserIdentity } from '@matrix-org/matrix-sdk-crypto-wasm';
import { Method } from 'matrix-js-sdk';

import { agreementTo, waitingAgain } from '../../src/protocol/outbox.ts';
import type { OutboxState } from '../../src/protocol/outbox.ts';
import type { MessageRow } from '../../src/protocol/row.ts';
import type { Peer } from '../stack/peer.ts';
import { loadSecrets } from '../stack/secrets.ts';
import { Engines } from '../support/engines.ts';
import { eventually } from '../support/followed-engine.ts';
import type { FollowedEngine } from '../support/followed-engine.ts';
import { RoomProfile } from '../support/room-profile.ts';
import { becomes, rowOf } from '../support/seen-row.ts';

let engines: Engines;

before(async () => {
  engines = await Engines.begin();
});

after(async () => {
  await engines[Symbol.asyncDispose]();
});

/** As after both have compared what their clients show: what the SDK has no function for, the machine below it has. */
async function verify(by: Peer, userId: string): Promise<void> {
  const crypto = by.client.getCrypto()!;
  assert.ok(await crypto.userHasCrossSigningKeys(userId, true));
  const { olmMachine } = crypto as unknown as { olmMachine: OlmMachine };
  const identity = (await olmMachine.getIdentity(new UserId(userId))) as OtherUserIdentity;
  const { body } = await identity.verify();
  const signatures = JSON.parse(body) as Record<string, never>;
  await by.client.http.authedRequest(Method.Post, '/keys/signatures/upload', undefined, signatures);
}

/** A client's `fetch` with which an identity can be replaced without a password, which nobody here has. */
async function fetchAsService(userId: string): Promise<typeof fetch> {
  const { applicationToken } = await loadSecrets();
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!url.pathname.endsWith('/keys/device_signing/upload')) return fetch(input, init);
    url.searchParams.set('user_id', userId);
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${applicationToken}`);
    return fetch(url, { ...init, headers });
  };
}

/** Another identity in the place of the former one, as somebody makes it who has lost everything. */
async function resetIdentity(of: Peer): Promise<void> {
  await of.client.getCrypto()!.bootstrapCrossSigning({
    setupNewCrossSigning: true,
    authUploadDeviceSigningKeys: async (makeRequest) => {
      await makeRequest(null);
    },
  });
}

/** Somebody's identity, in what a homeserver answers. */
function masterKeyIn(answer: Record<string, unknown>, userId: string): string | undefined {
  const masters = answer['master_keys'] as Record<string, { readonly keys: Record<string, string> }> | undefined;
  return Object.values(masters?.[userId]?.keys ?? {})[0];
}

describe('a verified identity that changes', () => {
  it('holds what is written until the reader says that it may go, for as long as that takes', async () => {
    const bob = await engines.signedPeer('bob', { fetchFn: await fetchAsService('@bob:example.org') });
    const profile = await RoomProfile.make(engines, bob, 'identity');
    const { store, roomId, meddler } = profile;
    const other = await engines.signedPeer('alice');
    await verify(other, bob.userId);
    const engine = await profile.open();
    await profile.signIn(engine);
    await profile.send(engine, 'To the one I know');
    const room = engine.room('#identity:example.org');
    const signOf = (id: string): string | undefined => (rowOf(room, id) as MessageRow).shield;
    const before = await bob.send(roomId, 'From the one you know');
    await becomes(room, before, 'From the one you know');
    assert.equal(signOf(before), undefined);

    let known: string | undefined;
    meddler.answered = (path, answer) => {
      if (path.endsWith('/keys/query')) known = masterKeyIn(answer, bob.userId) ?? known;
    };
    await resetIdentity(bob);
    const replaced = await bob.client.getCrypto()!.getCrossSigningKeyId();
    assert.ok(replaced !== null);
    const stateOf = (txnId: string): OutboxState | undefined =>
      store.records.find((record) => record.txnId === txnId)?.state;
    const write = async (by: FollowedEngine, text: string): Promise<string> => {
      const { txnId } = store.write(roomId, { text });
      await by.call('outbox-changed', { roomId });
      return txnId;
    };
    await eventually('the device hears of it', () => known === replaced);
    const sent = meddler.count('/send/');
    const first = await write(engine, 'Held back');
    await eventually('the reader is asked', () => stateOf(first)?.kind === 'asking');
    const second = await write(engine, 'And this too');
    await eventually('of both', () => stateOf(second)?.kind === 'asking');
    const asked = stateOf(first);
    assert.ok(asked?.kind === 'asking' && asked.question.kind === 'identity-changed');
    assert.deepEqual([asked.question.count, asked.question.userIds], [1, [bob.userId]]);
    // A key that came from the former identity remains its own.
    await bob.client.getCrypto()!.forceDiscardSession(roomId);
    const told = await bob.send(roomId, 'From somebody else, perhaps');
    await becomes(room, told, 'From somebody else, perhaps');
    await eventually('the message says so', () => signOf(told) === 'identity-changed');
    engine.service.stop();

    const next = await profile.open();
    await eventually('the room is live', () => next.room('#identity:example.org').live);
    assert.equal(stateOf(first)?.kind, 'asking');
    assert.equal(meddler.count('/send/'), sent, 'nothing has left the browser');

    for (const txnId of [first, second]) {
      await store.setOutboxState(txnId, waitingAgain(agreementTo(stateOf(txnId)!, Date.now())));
    }
    await next.call('outbox-changed', { roomId });
    for (const text of ['Held back', 'And this too']) await bob.waitForMessage(roomId, ({ body }) => body === text);
    await profile.send(next, 'Not asked again');

    const { device } = profile;
    await next.call('sign-out', {});
    const left = (await indexedDB.databases()).filter(({ name }) => name?.includes(`:${device}:`));
    assert.deepEqual(left, [], 'nothing keeps the keys open');
    next.service.stop();
    other.stop();
  });
});
