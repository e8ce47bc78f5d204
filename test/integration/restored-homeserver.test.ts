import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { EventType } from 'matrix-js-sdk/lib/@types/event.js';
import type { Peer } from '../stack/peer.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { Engines } from '../support/engines.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import type { FollowedEngine } from '../support/followed-engine.ts';
import { opened, rowOf } from '../support/seen-row.ts';

let engines: Engines;

before(async () => {
  engines = await Engines.begin();
});

after(() => engines[Symbol.asyncDispose]());

/** A page of Alice's with an encrypted room that Bob has made. A client of his that knew the future would hear nothing new. */
async function openPage(alias: string) {
  const bob = await engines.signedPeer('bob');
  const roomId = await bob.createRoom(alias, { name: alias });
  const store = new TestEngineStore();
  const engine = await engines.start(store);
  await engines.signIn(engine, 'alice');
  await engine.call('recover', { secret: engines.recoveryKey('alice') });
  const room = await opened(engine, `#${alias}:example.org`);
  await bob.waitForMember(roomId, '@alice:example.org');
  await bob.waitForDevice('@alice:example.org', store.stored!.deviceId);
  return {
    bob,
    roomId,
    engine,
    room,
    shows: (text: string) => eventually(text, () => room.rows.some((row) => plainOf(row) === text)),
    send: async (text: string) => {
      store.write(roomId, { text });
      await engine.call('outbox-changed', { roomId });
    },
  };
}

/** Stops the homeserver, does something with its database, and starts it again. */
async function whileStopped<T>(engine: FollowedEngine, act: () => Promise<T>): Promise<T> {
  const { synapse } = engines.stack;
  await synapse.stop();
  await eventually('it is said', () => engine.connection?.state === 'lost');
  const result = await act();
  await synapse.start();
  await engine.call('retry-connection', {});
  await eventually('it is back', () => engine.connection?.state === 'live');
  return result;
}

/** Each message of Bob's brings a key of its own. */
async function sayWithNewKey(bob: Peer, roomId: string, text: string): Promise<string> {
  await bob.client.getCrypto()!.forceDiscardSession(roomId);
  return bob.send(roomId, text);
}

describe('a homeserver that was restored from a backup', { concurrency: false }, () => {
  it('is noticed by an open page: it says what is gone, and reads and is read from then on', async () => {
    const { bob, roomId, engine, room, shows, send } = await openPage('restored');
    const kept = await bob.send(roomId, 'Before the backup');
    await shows('Before the backup');
    const deleted = await bob.send(roomId, 'Deleted since');
    await shows('Deleted since');
    const putBack = await whileStopped(engine, () => engines.stack.synapse.backUp());
    // Each of them moves what the homeserver counts: messages to a device, too.
    for (let i = 1; i <= 8; i++) {
      await sayWithNewKey(bob, roomId, `After the backup, ${String(i)}`);
      await shows(`After the backup, ${String(i)}`);
    }
    await bob.client.redactEvent(roomId, deleted);
    await eventually('it is deleted', () => rowOf(room, deleted)?.kind === 'redacted');
    const key = { rel_type: 'm.annotation', event_id: kept, key: '👍' };
    await bob.sendEvent(roomId, 'm.reaction', { 'm.relates_to': key });
    const reactions = (): number | undefined => {
      const row = rowOf(room, kept);
      return row?.kind === 'message' ? row.reactions.length : undefined;
    };
    await eventually('it is liked', () => reactions() === 1);
    await bob.client.sendStateEvent(roomId, EventType.RoomTopic, { topic: 'Since' });
    await eventually('it has a topic', () => room.snapshot?.topic !== undefined);
    await send('Said by Alice after it');
    await bob.waitForMessage(roomId, ({ body }) => body === 'Said by Alice after it');
    await eventually('it has arrived', () => room.rows.some(({ own, id }) => own && id.startsWith('$')));

    await whileStopped(engine, putBack);
    await eventually('what is gone is gone', () => !room.rows.some((row) => plainOf(row).includes('After the backup')));
    assert.ok(room.rows.some((row) => plainOf(row) === 'Before the backup'));
    await shows('Deleted since');
    assert.deepEqual([reactions(), room.snapshot?.topic], [0, undefined]);
    assert.ok(!room.rows.some((row) => plainOf(row) === 'Said by Alice after it'));
    assert.ok(room.rows.some((row) => row.kind === 'gap' && row.state === 'lost'));
    // The client of before may itself miss what comes now.
    const next = await engines.signedPeer('bob');
    await next.knows(roomId);
    await next.waitForMember(roomId, '@alice:example.org');
    await next.send(roomId, 'Said by Bob since');
    await shows('Said by Bob since');
    await send('Said by Alice since');
    await next.waitForMessage(roomId, ({ body }) => body === 'Said by Alice since');
    await shows('Said by Alice since');
    assert.equal(engine.session?.state, 'signed-in');
    engine.service.stop();
  });

  it('is one in which the reader was not in a room yet: it is entered again', async () => {
    const { bob, engine } = await openPage('entered-before');
    const roomId = await bob.createRoom('entered-since', { name: 'Entered since', encrypted: false });
    const putBack = await whileStopped(engine, () => engines.stack.synapse.backUp());
    const room = await opened(engine, '#entered-since:example.org');
    await bob.waitForMember(roomId, '@alice:example.org');
    await bob.send(roomId, 'Here you are');
    const shows = (text: string) => eventually(text, () => room.rows.some((row) => plainOf(row) === text));
    await shows('Here you are');
    await whileStopped(engine, putBack);
    await eventually('it is gone', () => !room.rows.some((row) => plainOf(row) === 'Here you are'));
    const next = await engines.signedPeer('bob');
    await next.knows(roomId);
    await next.waitForMember(roomId, '@alice:example.org');
    await next.send(roomId, 'Here you are again');
    await shows('Here you are again');
    assert.equal(room.snapshot?.access.kind, 'joined');
    engine.service.stop();
  });

  it('has lost a key that was on its way: whoever should have got it can read what is written next', async () => {
    let asleep = false;
    const { bob, engine, roomId, send, shows } = await openPage('lost-key');
    const away = await engines.signedPeer('carol', {
      fetchFn: async (input, init) => {
        const response = await fetch(input, init);
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        // An answer that was on its way would lead into what the homeserver is to forget.
        if (asleep && pathname.endsWith('/sync')) throw new TypeError('fetch failed');
        return response;
      },
    });
    await away.join(roomId);
    await bob.waitForMember(roomId, '@carol:example.org');
    const putBack = await whileStopped(engine, () => engines.stack.synapse.backUp());
    asleep = true;
    await send('While Carol sleeps');
    const first = await bob.waitForMessage(roomId, ({ body }) => body === 'While Carol sleeps');
    await shows('While Carol sleeps');
    await whileStopped(engine, putBack);
    await send('When all is back');
    asleep = false;
    const second = await away.waitForMessage(roomId, ({ body }) => body === 'When all is back');
    assert.notEqual(first.getWireContent()['session_id'], second.getWireContent()['session_id']);
    engine.service.stop();
  });
});
