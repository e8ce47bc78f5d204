import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { mergeOutbox } from '../../src/room/timeline/merge-outbox.ts';
import { eventually, plainOf } from '../support/followed-engine.ts';
import { liveEngine } from '../support/scripted-engine.ts';
import type { Asked, ScriptedHomeserver } from '../support/scripted-homeserver.ts';
import { alice, roomAlias, roomId } from '../support/scripted-homeserver.ts';

/** What a page draws at every update from now on: the engine's rows with what waits to be sent among them. */
async function drawn() {
  const running = await liveEngine();
  const { engine, room, store } = running;
  let records: readonly OutboxRecord[] = [];
  const seen: string[][] = [];
  /** Event ids of what a page tells of as sent. */
  const told = new Set<string>();
  const draw = (): void => {
    const { rows } = mergeOutbox(room.rows, records, { id: alice, name: 'Alice' });
    seen.push(rows.filter(({ kind }) => kind === 'message').map(plainOf));
  };
  engine.service.subscribe('outbox', roomId, (update) => {
    ({ records } = structuredClone(update));
    for (const { state } of records) if (state.kind === 'sent') told.add(state.eventId);
    draw();
  });
  engine.service.subscribe('timeline', roomAlias, draw);
  return {
    ...running,
    seen,
    told,
    write: async (text: string) => {
      store.write(roomId, { text });
      await engine.call('outbox-changed', { roomId });
    },
    [Symbol.dispose]: () => running[Symbol.dispose](),
  };
}

/** From the moment that it is drawn. */
function assertOnce(seen: readonly string[][], text: string): void {
  const first = seen.findIndex((texts) => texts.includes(text));
  assert.notEqual(first, -1);
  for (const texts of seen.slice(first)) assert.equal(texts.filter((one) => one === text).length, 1, texts.join());
}

/** Each of the reader's own messages, by its event id. */
function assertTold({ told, room }: { told: ReadonlySet<string>; room: { rows: readonly TimelineRow[] } }): void {
  const own = room.rows.filter((row) => row.kind === 'message' && row.own);
  assert.deepEqual(
    [...told],
    own.map(({ id }) => id),
  );
}

/** Lets the homeserver take a request in; its answer is the test's to give. */
function accept(server: ScriptedHomeserver, { path, token = '', body }: Asked): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  return server.fetch(`${server.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
}

const isSend = ({ path }: Asked): boolean => path.includes('/send/');

describe('a message whose row comes by the sync', () => {
  it('before the answer to its request is drawn once, in its place, at every moment', async () => {
    using page = await drawn();
    const { server, seen, write, store } = page;
    const answer = Promise.withResolvers<void>();
    let accepted = false;
    server.fault = (request) => {
      if (!isSend(request) || accepted) return undefined;
      accepted = true;
      const taken = accept(server, request);
      return answer.promise.then(() => taken);
    };
    await write('Mine');
    server.say('Theirs');
    await eventually('both are there', () => seen.at(-1)?.length === 2);
    await eventually('the row has taken the place of the echo', () =>
      page.room.rows.some((row) => plainOf(row) === 'Mine'),
    );
    answer.resolve();
    await eventually('the record is gone', () => store.records.length === 0);
    assertOnce(seen, 'Mine');
    assertTold(page);
  });

  it('after an answer that never came is drawn once, and sent once', async () => {
    using page = await drawn();
    const { server, seen, write, store } = page;
    let lost = false;
    server.fault = (request) => {
      if (!isSend(request) || lost) return undefined;
      lost = true;
      return accept(server, request).then(() => Promise.reject(new TypeError('fetch failed')));
    };
    await write('Mine');
    await write('And more');
    await eventually('the records are gone', () => store.records.length === 0);
    await eventually('both are there', () => seen.at(-1)?.join() === 'Mine,And more');
    assertOnce(seen, 'Mine');
    assertOnce(seen, 'And more');
    assert.equal(server.timeline.filter(({ type }) => type === 'm.room.message').length, 2);
    assertTold(page);
  });
});
