import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startEngine } from '../../src/engine/engine.ts';
import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import type { EngineService } from '../../src/protocol/engine-link.ts';
import type { MessageRow } from '../../src/protocol/row.ts';
import type { SessionSnapshot } from '../../src/protocol/session.ts';
import type { PersonName } from '../stack/people.ts';
import type { Peer } from '../stack/peer.ts';
import type { Stack } from '../stack/stack.ts';
import { startEngineStack } from '../support/engine-stack.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { FollowedEngine, eventually, plainOf } from '../support/followed-engine.ts';
import { serveWasm } from '../support/wasm-server.ts';
import type { WasmServer } from '../support/wasm-server.ts';

const alphaAlias = '#alpha:example.org';
const newsAlias = '#news:example.org';

let stack: Stack;
let wasm: WasmServer;
let alpha: string;
const running: EngineService[] = [];

before(async () => {
  stack = await startEngineStack();
  wasm = await serveWasm();
  alpha = stack.seed.rooms['alpha']!;
});

after(async () => {
  for (const service of running) service.stop();
  await wasm[Symbol.asyncDispose]();
  await stack.stop();
});

async function start(store = new TestEngineStore(), fetch?: Fetch): Promise<FollowedEngine> {
  const settings = { homeserver: stack.synapse.baseUrl, deviceName: 'wiki.example.org', wasmUrl: wasm.url };
  const service = await startEngine(settings, store, fetch);
  running.push(service);
  return new FollowedEngine(service);
}

async function signIn(engine: FollowedEngine, name: PersonName): Promise<void> {
  await engine.call('sign-in', { credential: { kind: 'jwt', token: await stack.token(name), subject: name } });
}

async function send(engine: FollowedEngine, store: TestEngineStore, roomId: string, text: string): Promise<string> {
  const { txnId } = store.write(roomId, { text });
  await engine.call('outbox-changed', { roomId });
  return txnId;
}

/** Read anew: the compiler takes a field for what it was at the last comparison. */
function sessionOf(engine: FollowedEngine): SessionSnapshot | undefined {
  return engine.session;
}

/** A second person whose device its owner has signed: only such get the keys of what is sent. */
async function signedPeer(name: PersonName): Promise<Peer> {
  const peer = await stack.peer(name);
  await peer.recover(stack.seed.recoveryKeys[name]!);
  return peer;
}

describe('the engine on a real homeserver', () => {
  it('reads a room in clear without loading encryption', async () => {
    const engine = await start();
    await signIn(engine, 'alice');
    const news = engine.room(newsAlias);
    await eventually('the room is live', () => news.live && news.rows.length > 0);
    assert.equal(news.snapshot?.access.kind, 'joined');
    assert.equal(news.snapshot.name, 'News');
    assert.deepEqual(
      engine.cryptoStates.filter((state) => state !== 'off'),
      [],
    );
    engine.service.stop();
  });

  it('opens an encrypted room on a further device, and its history with the recovery key', async () => {
    const store = new TestEngineStore();
    const engine = await start(store);
    await signIn(engine, 'alice');
    const room = engine.room(alphaAlias);
    await eventually('the room is live', () => room.live);
    // The rows are shown before encryption has started, and say what they want as soon as it is known.
    await eventually('the rows need the recovery key', () =>
      room.rows.some((row) => row.kind === 'undecryptable' && row.cause === 'needs-recovery'),
    );
    await eventually('the device needs the recovery key', () => engine.crypto?.state === 'needs-recovery');

    const started = performance.now();
    await assert.rejects(engine.call('recover', { secret: 'EsTx not the key' }), { code: 'wrong-recovery-key' });
    assert.ok(performance.now() - started < 10_000);

    await engine.call('recover', { secret: stack.seed.recoveryKeys['alice']!.replaceAll(' ', ' \n ') });
    assert.deepEqual(engine.crypto, { state: 'ready', saved: true });
    assert.ok(engine.cryptoStates.includes('restoring'));
    await eventually('everything can be read', () => !room.rows.some((row) => row.kind === 'undecryptable'));
    while (room.older === 'more') await engine.call('load-older', { room: alphaAlias, count: 100 });
    assert.equal(room.older, 'none');
    assert.deepEqual(room.rows.filter((row) => row.kind === 'undecryptable').map(plainOf), []);
    assert.ok(room.rows.length > 60);
    assert.equal(new Set(room.rows.map((row) => row.id)).size, room.rows.length);
    await eventually('the room is saved', () => store.rooms.has(alphaAlias), 5_000);
    assert.ok(store.rooms.get(alphaAlias)!.rows.length <= 60);
    engine.service.stop();
  });

  it('takes the passphrase of an account whose recovery key another client has made from one', async () => {
    const peer = await stack.peer('mallory');
    await peer.setUpEncryption('correct horse battery staple');
    const engine = await start();
    await signIn(engine, 'mallory');
    engine.room(alphaAlias);
    await eventually('the device needs the recovery key', () => engine.crypto?.state === 'needs-recovery');
    await assert.rejects(engine.call('recover', { secret: 'correct horse' }), { code: 'wrong-recovery-key' });
    await engine.call('recover', { secret: ' correct horse battery staple\n' });
    assert.deepEqual(engine.crypto, { state: 'ready', saved: true });
    engine.service.stop();
  });

  it('writes and reads, encrypted, and goes on after a restart', async () => {
    const store = new TestEngineStore();
    const engine = await start(store);
    await signIn(engine, 'erin');
    const room = engine.room(alphaAlias);
    await eventually('the newcomer is in', () => room.snapshot?.access.kind === 'joined' && room.live);
    await eventually('the newcomer has keys', () => engine.crypto?.state === 'ready');
    assert.deepEqual(engine.crypto, { state: 'ready', saved: false });
    const bob = await signedPeer('bob');
    // That bob has one more device is news that takes its way.
    await bob.send(alpha, 'Hello Erin');
    await eventually('the message of the peer', () => room.rows.some((row) => plainOf(row) === 'Hello Erin'));

    const outbox = engine.outbox(alpha);
    const txnId = await send(engine, store, alpha, 'From the **wiki**');
    const received = await bob.waitForMessage(alpha, (content) => content['body'] === 'From the **wiki**');
    assert.equal(received.getWireType(), 'm.room.encrypted');
    await eventually('the row has come back', () => room.rows.some((row) => row.txnId === txnId));
    await eventually('the outbox is empty', () => outbox()?.records.length === 0);
    assert.equal(room.rows.filter((row) => plainOf(row) === 'From the wiki').length, 1);

    const { recoveryKey } = await engine.call('make-recovery-key', {});
    assert.equal(recoveryKey.split(' ').length, 12);
    assert.deepEqual(engine.crypto, { state: 'ready', saved: false }, 'nobody has said yet that they have it');
    assert.deepEqual(await engine.call('make-recovery-key', {}), { recoveryKey }, 'another tab shows the same');
    await engine.call('use-recovery-key', { recoveryKey });
    assert.deepEqual(engine.crypto, { state: 'ready', saved: true });
    await engine.call('use-recovery-key', { recoveryKey });
    await assert.rejects(engine.call('use-recovery-key', { recoveryKey: stack.seed.recoveryKeys['alice']! }), {
      detail: 'exists',
    });

    engine.service.stop();
    const writes = store.writes.length;
    const again = await start(store);
    const roomAgain = again.room(alphaAlias);
    await eventually('the room is live again', () => roomAgain.live);
    assert.equal(store.writes.length, writes, 'the engine that was stopped has written nothing');
    await eventually('the message', () => roomAgain.rows.some((row) => plainOf(row) === 'From the wiki'));
    again.service.stop();
    bob.stop();
  });

  it('shows edits, reactions, replies and redactions on the rows they belong to', async () => {
    const engine = await start();
    await signIn(engine, 'alice');
    const news = stack.seed.rooms['news']!;
    const room = engine.room(newsAlias);
    await eventually('the room is live', () => room.live);
    const bob = await stack.peer('bob');
    const id = await bob.send(news, 'A mesage');
    const relatesTo = { rel_type: 'm.replace', event_id: id };
    const newContent = { msgtype: 'm.text', body: 'A message' };
    await bob.send(news, {
      msgtype: 'm.text',
      body: '* A message',
      'm.new_content': newContent,
      'm.relates_to': relatesTo,
    });
    await bob.sendEvent(news, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: id, key: '👍' } });
    const reply = await bob.send(news, {
      msgtype: 'm.text',
      body: 'An answer',
      'm.relates_to': { 'm.in_reply_to': { event_id: id } },
    });
    const removed = await bob.send(news, 'To be removed');
    await eventually('all of it', () => room.rows.some((row) => plainOf(row) === 'To be removed'));
    await bob.client.redactEvent(news, removed);
    await eventually('it is removed', () => room.rows.some((row) => row.id === removed && row.kind === 'redacted'));
    const row = room.rows.find((candidate) => candidate.id === id) as MessageRow;
    assert.equal(row.body.plain, 'A message');
    assert.equal(row.edited, true);
    assert.deepEqual(
      row.reactions.map(({ key, count }) => [key, count]),
      [['👍', 1]],
    );
    const answer = room.rows.find((candidate) => candidate.id === reply) as MessageRow;
    assert.equal(answer.replyTo?.excerpt, 'A message');
    engine.service.stop();
    bob.stop();
  });

  it('tells why a room cannot be entered', async () => {
    const engine = await start();
    await signIn(engine, 'alice');
    const expected = {
      private: 'not-invited',
      banned: 'banned',
      missing: 'room-not-found',
      knock: 'can-knock',
      invited: 'invited',
    };
    for (const [name, outcome] of Object.entries(expected)) {
      const room = engine.room(`#${name}:example.org`);
      await eventually(`${name} is decided`, () => room.snapshot?.access.kind !== 'opening');
      const access = room.snapshot!.access;
      assert.equal(access.kind === 'refused' ? access.error.code : access.kind, outcome);
    }
    const old = engine.room('#old:example.org');
    await eventually('the successor is named', () => old.snapshot?.successor !== undefined);
    engine.service.stop();
  });

  it('works with a homeserver that has no sliding sync', async () => {
    const store = new TestEngineStore();
    const engine = await start(store, async (input, init) => {
      if (!String(input).includes('simplified_msc3575')) return fetch(input, init);
      return Response.json({ errcode: 'M_UNRECOGNIZED', error: 'unknown' }, { status: 404 });
    });
    await signIn(engine, 'alice');
    const room = engine.room(alphaAlias);
    await eventually('the room is live', () => room.live);
    assert.equal(room.snapshot?.access.kind, 'joined');
    assert.equal(room.snapshot.name, 'Project Alpha');
    await eventually('the device needs the recovery key', () => engine.crypto?.state === 'needs-recovery');
    await engine.call('recover', { secret: stack.seed.recoveryKeys['alice']! });
    // What the test before wrote went to devices that were gone, and to no backup.
    const waits = (): boolean =>
      room.rows.some((row) => row.kind === 'undecryptable' && row.cause === 'needs-recovery');
    await eventually('all of the backup can be read', () => !waits());
    assert.ok(room.rows.filter((row) => row.kind === 'message').length > 15);
    const bob = await signedPeer('bob');
    await bob.send(alpha, 'By the classic way');
    await eventually('the message of the peer', () => room.rows.some((row) => plainOf(row) === 'By the classic way'));
    const txnId = await send(engine, store, alpha, 'And back');
    await eventually('the own message', () => room.rows.some((row) => row.txnId === txnId));
    const news = engine.room(newsAlias);
    await eventually('a second room', () => news.live && news.rows.length > 10);
    assert.ok(room.rows.some((row) => plainOf(row) === 'And back'));
    engine.service.stop();
    bob.stop();
  });

  it('follows how the reader stands to the room: in, put out, in again, left', async () => {
    const bob = await stack.peer('bob');
    const roomId = await bob.createRoom('gate', { encrypted: false, name: 'Gate' });
    await bob.send(roomId, 'Welcome');
    const store = new TestEngineStore();
    const engine = await start(store);
    await signIn(engine, 'carol');
    const room = engine.room('#gate:example.org');
    const accessIs = (kind: string) => () => room.snapshot?.access.kind === kind;
    await eventually('in by itself', () => room.snapshot?.access.kind === 'joined' && room.rows.length > 0);
    await eventually('saved', () => store.rooms.has('#gate:example.org'));

    await bob.client.kick(roomId, '@carol:example.org', 'by mistake');
    await eventually('put out', accessIs('joinable'));
    await eventually('nothing of it stays', () => room.rows.length === 0 && !store.rooms.has('#gate:example.org'));
    await engine.call('join', { room: '#gate:example.org' });
    await eventually('in again', () => room.snapshot?.access.kind === 'joined' && room.rows.length > 0);

    await engine.call('leave', { room: '#gate:example.org' });
    await eventually('left', accessIs('joinable'));
    await engine.call('join', { room: '#gate:example.org' });
    await eventually('in once more', accessIs('joined'));
    await bob.client.ban(roomId, '@carol:example.org', 'for good');
    await eventually('banned', accessIs('refused'));
    const access = room.snapshot!.access;
    assert.equal(access.kind === 'refused' && access.error.code, 'banned');
    assert.equal(access.kind === 'refused' && access.reason, 'for good');
    engine.service.stop();
    bob.stop();
  });

  it('calls who has been put out by their name, live and where nothing but that is known', async () => {
    const bob = await stack.peer('bob');
    const roomId = await bob.createRoom('farewell', { encrypted: false, name: 'Farewell' });
    const carol = await stack.peer('carol');
    await carol.join(roomId);
    const id = await carol.send(roomId, 'Before I went');
    const engine = await start();
    await signIn(engine, 'alice');
    const name = (from: FollowedEngine) => (): string | undefined =>
      from.room('#farewell:example.org').rows.find((row) => row.id === id)?.sender.name;
    await eventually('carol is named', () => name(engine)() === stack.users.carol.displayName);
    await bob.client.kick(roomId, carol.userId);
    await eventually('it is told', () =>
      engine.room('#farewell:example.org').rows.some(({ kind }) => kind === 'notice'),
    );
    // Older than what the sync brings.
    for (let i = 0; i < 60; i++) await bob.send(roomId, `Afterwards ${String(i)}`);
    assert.equal(name(engine)(), stack.users.carol.displayName);
    engine.service.stop();

    const fresh = await start();
    await signIn(fresh, 'alice');
    const room = fresh.room('#farewell:example.org');
    await eventually('the room is live', () => room.live);
    while (room.older === 'more') await fresh.call('load-older', { room: '#farewell:example.org', count: 100 });
    assert.equal(name(fresh)(), stack.users.carol.displayName);
    fresh.service.stop();
    bob.stop();
    carol.stop();
  });

  it('fills the hole that a long absence left, without a doubled row', async () => {
    let cut = false;
    const engine = await start(new TestEngineStore(), async (input, init) => {
      if (cut) throw new TypeError('fetch failed');
      return fetch(input, init);
    });
    await signIn(engine, 'alice');
    const news = stack.seed.rooms['news']!;
    const room = engine.room(newsAlias);
    await eventually('the room is live', () => room.live);
    const before = room.rows.map((row) => row.id);
    const bob = await stack.peer('bob');
    cut = true;
    await engine.call('retry-connection', {});
    for (let i = 0; i < 75; i++) await bob.send(news, `While away ${String(i)}`);
    await eventually('the connection is lost', () => engine.connection?.state === 'lost');
    cut = false;
    await engine.call('retry-connection', {});
    await eventually(
      'all of it is there',
      () => room.rows.filter((row) => /^While away/.test(plainOf(row))).length === 75,
    );
    assert.ok(!room.rows.some((row) => row.kind === 'gap'));
    const ids = room.rows.map((row) => row.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids.slice(0, before.length), before);
    assert.equal(engine.connection?.state, 'live');
    engine.service.stop();
    bob.stop();
  });

  it('keeps the device over a soft logout, and drops everything when the device was deleted', async () => {
    const store = new TestEngineStore();
    let expire = false;
    const engine = await start(store, async (input, init) => {
      const path = new URL(input).pathname;
      if (expire && (path.endsWith('/refresh') || new Headers(init?.headers).has('authorization'))) {
        return Response.json({ errcode: 'M_UNKNOWN_TOKEN', error: 'expired', soft_logout: true }, { status: 401 });
      }
      return fetch(input, init);
    });
    await signIn(engine, 'carol');
    const room = engine.room(newsAlias);
    await eventually('the room is live', () => room.live);
    const { deviceId } = store.stored!;
    expire = true;
    await engine.call('retry-connection', {});
    await eventually('the session has expired', () => engine.session?.state === 'expired');
    const txnId = await send(engine, store, stack.seed.rooms['news']!, 'Written while signed out');
    assert.equal(store.stored?.expired, true);

    expire = false;
    await signIn(engine, 'carol');
    assert.deepEqual(engine.session, { state: 'signed-in', userId: '@carol:example.org', deviceId });
    await eventually('what waited is sent', () => room.rows.some((row) => row.txnId === txnId));

    await stack.admin.deleteDevice('@carol:example.org', deviceId);
    // The homeserver lets a request that waits for news wait; the next one is refused.
    await engine.call('retry-connection', {});
    await eventually('the reader is told', () => sessionOf(engine)?.state === 'signed-out');
    const session = sessionOf(engine);
    assert.equal(session?.state === 'signed-out' ? session.error?.code : undefined, 'signed-out-elsewhere');
    assert.equal(store.stored, undefined);
    engine.service.stop();
  });

  it('waits through an outage and sends what was written meanwhile, once', async () => {
    const store = new TestEngineStore();
    const engine = await start(store);
    await signIn(engine, 'dave');
    const news = stack.seed.rooms['news']!;
    const room = engine.room(newsAlias);
    await eventually('the room is live', () => room.live);
    await stack.synapse.stop();
    const txnId = await send(engine, store, news, 'Through the outage');
    await eventually('the connection is lost', () => engine.connection?.state === 'lost');
    assert.equal(store.records[0]?.state.kind, 'waiting');
    await stack.synapse.start();
    await engine.call('retry-connection', {});
    await eventually('it is sent', () => room.rows.some((row) => row.txnId === txnId));
    assert.equal(room.rows.filter((row) => plainOf(row) === 'Through the outage').length, 1);
    await engine.call('sign-out', {});
    assert.deepEqual(engine.session, { state: 'signed-out' });
    assert.equal(store.stored, undefined);
    engine.service.stop();
  });
});
