import 'fake-indexeddb/auto';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { WikiRoomError } from '../../../src/protocol/error.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { refusal, turns } from './fake-homeserver.ts';
import { alice, bob, setUp, signedInUntil } from './session-setup.ts';

describe('SessionKeeper', () => {
  it('signs in with a new device and stores the session before anything is opened', async () => {
    const { keeper, snapshot, requests, store, account } = setUp();
    await keeper.start();
    assert.deepEqual(snapshot.value, { state: 'signed-out' });
    await keeper.signIn(alice);
    assert.deepEqual(requests[0]?.body, {
      type: 'org.matrix.login.jwt',
      token: 'alice-token',
      refresh_token: true,
      initial_device_display_name: 'wiki.example.org',
    });
    assert.equal(store.stored?.subject, 'alice');
    assert.equal(atob(store.stored.cryptoStoreKey).length, 32);
    assert.deepEqual(snapshot.value, { state: 'signed-in', userId: '@alice:example.org', deviceId: 'DEVICE1' });
    assert.deepEqual(account, ['open @alice:example.org', 'resume']);
  });

  it('finds its work done when it is asked again', async () => {
    const { keeper, requests } = setUp();
    await keeper.start();
    await Promise.all([keeper.signIn(alice), keeper.signIn(alice)]);
    assert.equal(requests.length, 1);
  });

  it('takes up the device of an expired session, of the same person', async () => {
    const { keeper, store, requests } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    const { deviceId, cryptoStoreKey } = store.stored!;
    store.stored = { ...store.stored!, expired: true };
    const next = setUp(store);
    await next.keeper.start();
    assert.deepEqual(next.snapshot.value, { state: 'expired', userId: '@alice:example.org' });
    await next.keeper.signIn(alice);
    assert.equal(next.requests[0]?.body['device_id'], deviceId);
    assert.equal(store.stored.cryptoStoreKey, cryptoStoreKey);
    assert.equal(store.stored.expired, undefined);
    assert.deepEqual(next.account, ['open @alice:example.org', 'pause', 'resume']);
    assert.equal(requests.length, 1);
  });

  it('wipes the account when another person signs in, and does not reuse the device', async () => {
    const { keeper, store } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    store.stored = { ...store.stored!, expired: true };
    store.write('!room', { text: 'of alice' });
    const next = setUp(store);
    await next.keeper.start();
    await next.keeper.signIn(bob);
    assert.equal(next.requests[0]?.body['device_id'], undefined);
    assert.deepEqual(store.records, []);
    assert.deepEqual(next.snapshot.value, { state: 'signed-in', userId: '@bob:example.org', deviceId: 'DEVICE1' });
  });

  it('ends the session of one person before another one signs in', async () => {
    const { keeper, requests, account } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    await keeper.signIn(bob);
    const steps = requests.map(({ path, token }) => [path.split('/').at(-1), token]);
    assert.deepEqual(steps, [
      ['login', undefined],
      ['logout', 'alice-access'],
      ['login', undefined],
    ]);
    assert.deepEqual(account, ['open @alice:example.org', 'resume', 'close', 'open @bob:example.org', 'resume']);
  });

  it('keeps everything at a soft logout and nothing at a hard one', async () => {
    for (const soft of [true, false]) {
      const { snapshot, store, opened } = await signedInUntil(soft);
      store.write('!room', { text: 'unsent' }, 2);
      store.write('!other', { text: 'of another room' }, 1);
      store.written = [{ text: 'half' }, { text: '', edit: { eventId: '$mine', text: 'better' } }];
      await opened[0]!.request('/_matrix/x').catch(() => undefined);
      await turns();
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (soft) {
        assert.deepEqual(snapshot.value, { state: 'expired', userId: '@alice:example.org' });
        assert.equal(store.stored?.expired, true);
        assert.equal(store.records.length, 2);
      } else {
        assert.equal(snapshot.value?.state, 'signed-out');
        assert.equal(snapshot.value.error?.code, 'signed-out-elsewhere');
        assert.deepEqual(snapshot.value.unsent?.texts, ['of another room', 'unsent', 'half', 'better']);
        assert.equal(store.stored, undefined);
        assert.equal(store.records.length, 0);
      }
    }
  });

  it('tells also the next engine that the homeserver ended the session, until the reader signs out or in', async () => {
    const { store, opened } = await signedInUntil(false);
    await opened[0]!.request('/_matrix/x').catch(() => undefined);
    await turns();
    const next = setUp(store);
    await next.keeper.start();
    assert.equal(
      next.snapshot.value?.state === 'signed-out' && next.snapshot.value.error?.code,
      'signed-out-elsewhere',
    );
    await next.keeper.signOut();
    const last = setUp(store);
    await last.keeper.start();
    assert.deepEqual(last.snapshot.value, { state: 'signed-out' });
  });

  it('tells of an ended session also where its end cannot be stored', async () => {
    const full = new WikiRoomError('storage-full', 'full');
    for (const soft of [true, false]) {
      const { snapshot, store, opened } = await signedInUntil(soft);
      store.write('!room', { text: 'unsent' }, 2);
      store.saveSession = store.wipeAccount = () => Promise.reject(full);
      await opened[0]!.request('/_matrix/x').catch(() => undefined);
      await turns();
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (soft) assert.deepEqual(snapshot.value, { state: 'expired', userId: '@alice:example.org' });
      else assert.deepEqual(snapshot.value?.state === 'signed-out' && snapshot.value.unsent?.texts, ['unsent']);
    }
  });

  it('says so where a lost device cannot be replaced for want of room', async () => {
    const { keeper, snapshot, store, opened } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    store.saveSession = () => Promise.reject(new WikiRoomError('storage-full', 'full'));
    opened[0]!.owner.lost('damaged', false);
    await turns();
    assert.equal(snapshot.value?.state === 'failed' && snapshot.value.error.code, 'storage-full');
  });

  it('never takes up a lost device: another one goes on with what lies in the store', async () => {
    const { keeper, store, opened, snapshot, requests, account } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    const { cryptoStoreKey } = store.stored!;
    store.write('!room', { text: 'unsent' });
    opened[0]!.owner.lost('rolled-back', false, 1_234);
    opened[0]!.owner.lost('refused', false);
    await turns();
    assert.deepEqual(snapshot.value, { state: 'expired', userId: '@alice:example.org' });
    assert.equal(store.stored?.lost, 'rolled-back');
    assert.ok(requests.some(({ path }) => path.endsWith('/logout')));
    const answer = { user_id: '@alice:example.org', device_id: 'NEXT', access_token: 'next' };
    const next = setUp(store, ({ path }) => (path.endsWith('/login') ? Response.json(answer) : undefined));
    await next.keeper.start();
    await next.keeper.signIn(alice);
    assert.equal(next.requests[0]?.body['device_id'], undefined);
    assert.equal(store.stored.lost, undefined);
    assert.deepEqual([store.stored.replaces, store.stored.records], ['rolled-back', 'DEVICE1']);
    assert.equal(store.stored.usedElsewhereAt, 1_234);
    assert.deepEqual(store.stored.former, { deviceId: 'DEVICE1', cryptoStoreKey });
    assert.notEqual(store.stored.cryptoStoreKey, cryptoStoreKey);
    assert.equal(store.records.length, 1);
    assert.deepEqual([account.at(-1), next.account.at(-1)], ['pause', 'resume']);
    next.opened.at(-1)!.owner.moved();
    await turns();
    assert.equal(store.stored.former, undefined);
    assert.equal(store.stored.records, 'DEVICE1');
  });

  it('leaves a lost device that may be in use elsewhere signed in there, and its records to nobody else', async () => {
    const { keeper, store, opened, requests } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    store.write('!room', { text: 'of alice' });
    opened[0]!.owner.lost('rolled-back', true, Date.now() + 3_600_000);
    await turns();
    // The clock there may be ahead.
    assert.ok((store.stored?.usedElsewhereAt ?? Infinity) <= Date.now());
    assert.ok(!requests.some(({ path }) => path.endsWith('/logout')));
    await keeper.signIn(bob);
    assert.deepEqual(store.records, []);
    assert.equal(store.stored?.records, undefined);
  });

  it('reads the stored session again when it is told to', async () => {
    const { keeper, store } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    const next = setUp(store);
    const readable = store.session.bind(store);
    store.session = () => Promise.reject(new Error('unreadable'));
    await next.keeper.start();
    store.session = readable;
    next.keeper.retry();
    next.keeper.retry();
    await turns();
    assert.equal(next.snapshot.value?.state, 'signed-in');
    assert.deepEqual(next.account, ['open @alice:example.org', 'resume']);
  });

  it('stops at a locked account, says so, and goes on with the same session when told to', async () => {
    let locked = true;
    const { keeper, snapshot, account, opened, store, requests } = setUp(new TestEngineStore(), ({ path }) => {
      if (path !== '/_matrix/x' && !path.endsWith('/whoami')) return undefined;
      return locked ? refusal(401, 'M_USER_LOCKED', { soft_logout: true }) : Response.json({});
    });
    await keeper.start();
    await keeper.signIn(alice);
    const session = store.stored;
    await assert.rejects(opened[0]!.request('/_matrix/x'), { code: 'account-locked' });
    const { value } = snapshot;
    assert.equal(value?.state === 'failed' && value.error.code, 'account-locked');
    assert.equal(account.at(-1), 'pause');
    await turns();
    assert.deepEqual(store.stored, { ...session, locked: true }, 'nothing is dropped');
    keeper.retry();
    await turns();
    assert.deepEqual([snapshot.value?.state, account.at(-1)], ['failed', 'pause'], 'still locked');
    locked = false;
    keeper.retry();
    await turns();
    assert.deepEqual(store.stored, session);
    assert.deepEqual(snapshot.value, { state: 'signed-in', userId: '@alice:example.org', deviceId: 'DEVICE1' });
    assert.equal(account.at(-1), 'resume');
    keeper.retry();
    assert.equal(account.filter((step) => step === 'resume').length, 2, 'nothing is resumed that runs');
    assert.equal(requests.filter(({ path }) => path.endsWith('/login')).length, 1);
  });

  it('begins with a locked account where it was one, and asks whether it is one still', async () => {
    for (const locked of [true, false]) {
      const { keeper, store } = setUp();
      await keeper.start();
      await keeper.signIn(alice);
      store.stored = { ...store.stored!, locked: true };
      const next = setUp(store, ({ path }) =>
        locked && path.endsWith('/whoami') ? refusal(401, 'M_USER_LOCKED', { soft_logout: true }) : undefined,
      );
      await next.keeper.start();
      assert.deepEqual([next.snapshot.value?.state, next.account], ['failed', ['open @alice:example.org', 'pause']]);
      await turns();
      assert.equal(next.snapshot.value?.state, locked ? 'failed' : 'signed-in');
      assert.equal(store.stored.locked, locked ? true : undefined);
    }
  });

  it('says why a sign-in was refused', async () => {
    const refusals: [Response, string][] = [
      [refusal(403, 'M_FORBIDDEN'), 'sign-in-failed'],
      [refusal(403, 'M_USER_DEACTIVATED'), 'account-locked'],
      [new Response('<html>', { status: 502 }), 'homeserver-error'],
    ];
    for (const [response, code] of refusals) {
      const { keeper } = setUp(new TestEngineStore(), () => response);
      await keeper.start();
      await assert.rejects(keeper.signIn(alice), { code });
    }
  });

  it('waits a while for a slow homeserver to take the goodbye, and lets it go on behind', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const slow = Promise.withResolvers<Response>();
    const { keeper, snapshot, store } = setUp(undefined, ({ path }) =>
      path.endsWith('/logout') ? slow.promise : undefined,
    );
    await keeper.start();
    await keeper.signIn(alice);
    const limits = t.mock.method(AbortSignal, 'timeout');
    const out = keeper.signOut();
    await turns();
    assert.equal(snapshot.value?.state, 'signed-in');
    t.mock.timers.tick(5_000);
    await out;
    assert.ok(limits.mock.calls.every(({ arguments: [limit] }) => limit > 5_000));
    assert.deepEqual([snapshot.value, store.stored], [{ state: 'signed-out' }, undefined]);
  });

  it('says that the data is gone where messages wait and nobody is left to send them', async () => {
    const store = new TestEngineStore();
    const { keeper, snapshot } = setUp(store);
    store.write('!room', { text: 'unsent' });
    await keeper.start();
    assert.ok(snapshot.value?.state === 'signed-out' && snapshot.value.error?.detail === 'removed');
  });

  it('the browser removed the data: says so, says goodbye, and never takes the device up again', async () => {
    const { keeper, snapshot, requests, store, account } = setUp();
    await keeper.start();
    await keeper.signIn(alice);
    store.removed();
    await turns();
    assert.ok(snapshot.value?.state === 'signed-out' && snapshot.value.error?.detail === 'removed');
    assert.ok(account.includes('close'));
    assert.ok(requests.some(({ path }) => path.endsWith('/logout')));
    await keeper.signIn(alice);
    const logins = requests.filter(({ path }) => path.endsWith('/login'));
    assert.equal(logins.at(-1)?.body['device_id'], undefined);
    assert.equal(store.stored?.deviceId, 'DEVICE2');
  });
});
