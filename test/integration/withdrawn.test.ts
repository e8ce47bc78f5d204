import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { MessageRow } from '../../src/protocol/row.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { eventually } from '../support/followed-engine.ts';
import { engineOn, liveEngine } from '../support/scripted-engine.ts';
import { alice, bob, roomAlias, roomId } from '../support/scripted-homeserver.ts';
import type { ScriptedHomeserver } from '../support/scripted-homeserver.ts';

type Running = Awaited<ReturnType<typeof liveEngine>>;

const replaces = (target: string, text: string): object => ({
  body: `* ${text}`,
  'm.new_content': { msgtype: 'm.text', body: text },
  'm.relates_to': { rel_type: 'm.replace', event_id: target },
});
const answers = (target: string): Record<string, unknown> => ({
  'm.relates_to': { 'm.in_reply_to': { event_id: target } },
});

function edit(
  server: ScriptedHomeserver,
  target: string,
  text: string,
  sender = bob,
  more: Record<string, unknown> = {},
): string {
  return server.say('', sender, { ...replaces(target, text), ...more });
}

const rowOf = ({ room }: Running, id: string) => room.rows.find((row) => row.id === id);
const quoteOf = (running: Running, id: string): string | undefined =>
  (rowOf(running, id) as MessageRow | undefined)?.replyTo?.excerpt;

/** Nowhere: neither in rows with their quotes nor in what is painted first. */
async function isGone({ room, store }: Running, text: string): Promise<void> {
  await eventually(`no row has “${text}”`, () => !JSON.stringify(room.rows).includes(text), 10_000);
  await eventually(
    `the store has no “${text}”`,
    () => store.rooms.size > 0 && !JSON.stringify([...store.rooms]).includes(text),
    10_000,
  );
}

async function isStored({ store }: Running, text: string): Promise<void> {
  await eventually(`the store has “${text}”`, () => JSON.stringify([...store.rooms]).includes(text), 10_000);
}

describe('what was taken back is gone from rows, quotes and the stored screenful within one sync:', () => {
  it('a message that was quoted, with its edits', async () => {
    using running = await liveEngine();
    const { server } = running;
    const id = server.say('first-secret');
    edit(server, id, 'edited-secret');
    const answer = server.say('an answer', bob, answers(id));
    await eventually('it is quoted', () => quoteOf(running, answer) === 'edited-secret');
    await isStored(running, 'edited-secret');
    server.redact(id);
    await isGone(running, 'secret');
    assert.equal(rowOf(running, id)?.kind, 'redacted');
  });

  it('an edit alone: the message is again what it was', async () => {
    using running = await liveEngine();
    const { server } = running;
    const id = server.say('as it was');
    const edited = edit(server, id, 'edited-secret');
    const answer = server.say('an answer', bob, answers(id));
    await eventually('it is quoted', () => quoteOf(running, answer) === 'edited-secret');
    await isStored(running, 'edited-secret');
    server.redact(edited);
    await isGone(running, 'secret');
    assert.equal(quoteOf(running, answer), 'as it was');
    assert.deepEqual(
      running.room.rows.slice(-2).map((row) => row.id),
      [id, answer],
      'and it has no row of its own',
    );
  });

  it('however soon the page is closed', async () => {
    using running = await liveEngine();
    const { server, engine, store } = running;
    const id = server.say('closed-secret');
    await isStored(running, 'closed-secret');
    server.redact(id);
    await eventually('the redaction is shown', () => rowOf(running, id)?.kind === 'redacted');
    await new Promise((resolve) => setTimeout(resolve, 50));
    engine.service.stop();
    assert.doesNotMatch(JSON.stringify([...store.rooms]), /secret/);
  });

  it('the newest of several edits, however soon the page is closed', async () => {
    using running = await liveEngine();
    const { server, engine, store } = running;
    const id = server.say('as it was');
    edit(server, id, 'harmless');
    const edited = edit(server, id, 'closed-secret');
    await isStored(running, 'closed-secret');
    server.redact(edited);
    await eventually('the redaction is shown', () => running.texts().includes('harmless'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    engine.service.stop();
    assert.doesNotMatch(JSON.stringify([...store.rooms]), /secret/);
  });

  it('an edit that is quoted further down than its message is stored, however soon the page is closed', async () => {
    using running = await liveEngine();
    const { server, engine, store } = running;
    const id = server.say('as it was');
    const edited = edit(server, id, 'closed-secret');
    for (let i = 0; i < 61; i++) server.say(`between ${String(i)}`);
    const answer = server.say('an answer', bob, answers(id));
    await eventually('it is quoted', () => quoteOf(running, answer) === 'closed-secret');
    await eventually('the quote alone is stored', () => {
      const stored = JSON.stringify([...store.rooms]);
      return stored.includes('closed-secret') && !stored.includes(`"id":"${id}","ts"`);
    });
    server.redact(edited);
    await eventually('the redaction is shown', () => quoteOf(running, answer) === 'as it was');
    await new Promise((resolve) => setTimeout(resolve, 50));
    engine.service.stop();
    assert.doesNotMatch(JSON.stringify([...store.rooms]), /secret/);
  });

  it('a message whose redaction came before it', async () => {
    using running = await liveEngine();
    const { server } = running;
    const later = '$later';
    server.add('m.room.redaction', bob, { redacts: later });
    server.say('between');
    await eventually('the redaction is known', () => running.texts().includes('between'));
    server.timeline.push({
      event_id: later,
      type: 'm.room.message',
      sender: bob,
      origin_server_ts: 1_750_000_900_000,
      content: { msgtype: 'm.text', body: 'late-secret' },
      unsigned: {},
    });
    server.say('afterwards');
    await eventually('it has come', () => running.texts().includes('afterwards'));
    assert.equal(rowOf(running, later)?.kind, 'redacted');
    await isStored(running, 'afterwards');
    await isGone(running, 'secret');
  });

  it('while nobody was there, where the first answer tells of it', async () => {
    const store = new TestEngineStore();
    const first = await liveEngine(undefined, store);
    const id = first.server.say('first-secret');
    await isStored(first, 'first-secret');
    first.engine.service.stop();
    first.server.redact(id);
    using again = await engineOn(first.server, store);
    await eventually('the room is live', () => again.room.live);
    await isGone(again, 'secret');
  });
});

describe('an edit that is none leaves the message as it is, in its row and in quotes:', () => {
  const forgeries: [string, (server: ScriptedHomeserver, id: string) => void][] = [
    ['by somebody else', (server, id) => edit(server, id, 'forged', alice)],
    ['of another type', (server, id) => server.add('m.sticker', bob, { ...replaces(id, 'forged') })],
    ['as a state event', (server, id) => server.add('m.room.message', bob, { ...replaces(id, 'forged') }, '')],
    ['of an edit', (server, id) => edit(server, edit(server, id, 'right'), 'forged')],
    ['without new content', (server, id) => edit(server, id, 'forged', bob, { 'm.new_content': 'forged' })],
  ];
  for (const [name, forge] of forgeries) {
    it(name, async () => {
      using running = await liveEngine();
      const { server } = running;
      const id = server.say('right');
      const answer = server.say('an answer', bob, answers(id));
      forge(server, id);
      server.say('afterwards');
      await eventually('it has come', () => running.texts().includes('afterwards'));
      assert.equal((rowOf(running, id) as MessageRow).body.plain, 'right');
      assert.equal(quoteOf(running, answer), 'right');
      assert.doesNotMatch(JSON.stringify(running.room.rows.filter((row) => row.id === id)), /forged/);
    });
  }

  it('bundled with it, by somebody else', async () => {
    using running = await liveEngine();
    const { server } = running;
    server.say('before');
    const forged = {
      event_id: '$forged',
      type: 'm.room.message',
      sender: alice,
      origin_server_ts: 1_760_000_000_000,
      content: { msgtype: 'm.text', ...replaces('$bundled', 'forged') },
    };
    server.timeline.push({
      event_id: '$bundled',
      type: 'm.room.message',
      sender: bob,
      origin_server_ts: 1_750_000_900_000,
      content: { msgtype: 'm.text', body: 'right' },
      unsigned: { 'm.relations': { 'm.replace': forged } },
    });
    server.say('afterwards');
    await eventually('it has come', () => running.texts().includes('afterwards'));
    assert.deepEqual(running.texts(), ['before', 'right', 'afterwards']);
  });
});

describe('a room that was left while it was closed', () => {
  it('leaves nothing stored once another one was opened', async () => {
    const store = new TestEngineStore();
    const first = await liveEngine(undefined, store);
    await isStored(first, roomId);
    first.engine.service.stop();
    const picture = store.rooms.get(roomAlias);
    assert.ok(picture !== undefined);
    const other = { ...picture, room: { ...picture.room, roomId: '!other:example.org' } };
    for (const address of ['#other:example.org', '!other:example.org']) store.rooms.set(address, other);
    using again = await engineOn(first.server, store);
    await eventually('nothing of it stays', () => store.rooms.size === 1, 15_000);
    assert.ok(store.rooms.has(roomAlias) && again.room.live);
  });

  for (const [membership, kind] of [
    ['ban', 'refused'],
    ['leave', 'refused'],
  ] as const) {
    it(`(${membership}) is not shown after the first answer, and nothing of it stays`, async () => {
      const store = new TestEngineStore();
      const first = await liveEngine(undefined, store);
      const { server } = first;
      server.say('of the members alone');
      await isStored(first, 'of the members alone');
      first.engine.service.stop();
      // The sync says nothing of a room one is not in.
      server.fault = ({ path }) => {
        if (path.endsWith('_msc3575/sync')) return Response.json({ pos: '9/9' });
        if (path.includes('/room_summary/')) {
          return Response.json({ room_id: roomId, membership, join_rule: 'invite', num_joined_members: 1 });
        }
        if (path.endsWith('/v3/sync')) return Response.json({ next_batch: 's1' });
        return undefined;
      };
      using again = await engineOn(server, store);
      await eventually('it is told', () => again.room.snapshot?.access.kind === kind);
      assert.deepEqual([again.room.rows.length, store.rooms.has(roomAlias)], [0, false]);
    });
  }
});
