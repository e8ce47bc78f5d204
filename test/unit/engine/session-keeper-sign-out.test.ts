import 'fake-indexeddb/auto';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { WikiRoomError } from '../../../src/protocol/error.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { refusal, turns } from './fake-homeserver.ts';
import { alice, bob, setUp } from './session-setup.ts';

describe('a sign-out', () => {
  it('signs out also where the homeserver does not answer', async () => {
    const { keeper, snapshot, store } = setUp(new TestEngineStore(), ({ path }) => {
      if (path.endsWith('/logout')) throw new TypeError('fetch failed');
      return undefined;
    });
    await keeper.start();
    await keeper.signIn(alice);
    await keeper.signOut();
    assert.deepEqual(snapshot.value, { state: 'signed-out' });
    assert.equal(store.stored, undefined);
  });

  it('leaves nothing here at a sign-out while the homeserver is still being told', async () => {
    const goodbye = Promise.withResolvers<Response>();
    const { keeper, snapshot, store } = setUp(new TestEngineStore(), ({ path }) =>
      path.endsWith('/logout') ? goodbye.promise : undefined,
    );
    await keeper.start();
    await keeper.signIn(alice);
    const signingOut = keeper.signOut();
    await turns();
    assert.equal(store.stored, undefined);
    goodbye.resolve(Response.json({}));
    await signingOut;
    assert.deepEqual(snapshot.value, { state: 'signed-out' });
  });

  it('takes the device out of the account also where its token has run out', async () => {
    const { keeper, requests } = setUp(new TestEngineStore(), ({ path, token }) => {
      if (path.endsWith('/refresh')) return Response.json({ access_token: 'fresh', refresh_token: 'fresher' });
      return path.endsWith('/logout') && token !== 'fresh' ? refusal(401, 'M_UNKNOWN_TOKEN') : undefined;
    });
    await keeper.start();
    await keeper.signIn(alice);
    await keeper.signOut();
    assert.deepEqual(
      requests.slice(1).map(({ path, token }) => [path.split('/').at(-1), token]),
      [
        ['logout', 'alice-access'],
        ['refresh', undefined],
        ['logout', 'fresh'],
      ],
    );
  });

  it('signs nobody out but who was meant', async () => {
    const { keeper, snapshot, store } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    await keeper.signOut('FORMER');
    assert.equal(snapshot.value?.state, 'signed-in');
    store.stored = { ...store.stored!, records: 'FORMER' };
    const next = setUp(store);
    await next.keeper.start();
    await next.keeper.signOut('DEVICE1');
    assert.equal(next.snapshot.value?.state, 'signed-in');
    await next.keeper.signOut('FORMER');
    assert.deepEqual([next.snapshot.value.state, store.stored], ['signed-out', undefined]);
  });

  it('says so where a sign-out could not remove what is stored, and does it when it is told to try again', async () => {
    const { keeper, snapshot, store, account } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    const wipe = store.wipeAccount.bind(store);
    store.wipeAccount = () => Promise.reject(new WikiRoomError('storage-full', 'full'));
    await assert.rejects(keeper.signOut(), { code: 'storage-full' });
    assert.equal(snapshot.value?.state, 'failed');
    store.wipeAccount = wipe;
    assert.equal(account.at(-1), 'close');
    await keeper.signOut();
    assert.deepEqual([snapshot.value.state, store.stored], ['signed-out', undefined]);
  });

  it('does not bring a session back with a renewal that ends after the sign-out', async () => {
    let answerRenewal: (answer: Response) => void = () => undefined;
    const { keeper, store, opened, requests } = setUp(new TestEngineStore(), ({ path }) => {
      if (path.endsWith('/refresh')) return new Promise((resolve) => (answerRenewal = resolve));
      return path === '/_matrix/x' ? refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: true }) : undefined;
    });
    await keeper.start();
    await keeper.signIn(alice);
    const request = opened[0]!.request('/_matrix/x').catch(() => undefined);
    await turns();
    assert.ok(requests.some(({ path }) => path.endsWith('/refresh')));
    await keeper.signOut();
    answerRenewal(Response.json({ access_token: 'new', refresh_token: 'newer', expires_in_ms: 60_000 }));
    await request;
    assert.equal(store.stored, undefined);
    await keeper.signIn(bob);
    assert.equal((await store.session())?.userId, '@bob:example.org');
  });

  it('leaves nothing at a sign-out where the stored session could not be read', async () => {
    const { keeper, store } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    store.write('!room', { text: 'of alice' });
    const next = setUp(store);
    const readable = store.session.bind(store);
    store.session = () => Promise.reject(new Error('unreadable'));
    await next.keeper.start();
    assert.equal(next.snapshot.value?.state, 'failed');
    store.session = readable;
    await next.keeper.signOut();
    assert.deepEqual(next.snapshot.value, { state: 'signed-out' });
    assert.equal(store.stored, undefined);
    assert.deepEqual(store.records, []);
  });
});
