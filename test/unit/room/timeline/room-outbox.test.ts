import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import { RoomOutbox } from '../../../../src/room/timeline/room-outbox.ts';
import { noon } from '../../../support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';
import { settled } from '../started.ts';

const roomId = '!alpha:example.org';

function record(text: string): OutboxRecord {
  return { txnId: text, roomId, at: noon, draft: { text }, state: { kind: 'waiting' } };
}

function create() {
  const [link, store] = [new ScriptedLink(), new MemoryRoomStore()];
  const read = Promise.withResolvers<readonly OutboxRecord[]>();
  store.outbox = () => read.promise;
  let changes = 0;
  const outbox = new RoomOutbox({ link, store }, () => changes++);
  outbox.follow(roomId);
  const texts = (): string[] => outbox.records.map(({ draft }) => draft.text);
  return { link, outbox, texts, read: read.resolve, changes: () => changes };
}

describe('RoomOutbox', () => {
  it('takes no list that was asked for before the engine told of a newer one', async () => {
    const { link, texts, read } = create();
    link.publish('outbox', roomId, { records: [record('newer')] });
    read([record('older')]);
    await settled();
    assert.deepEqual(texts(), ['newer']);
  });

  it('shows nothing of the room before, and nothing any more once it has ended', async () => {
    const { link, outbox, texts, read, changes } = create();
    link.publish('outbox', roomId, { records: [record('one')] });
    outbox.follow(undefined);
    assert.deepEqual(texts(), []);
    outbox.follow(roomId);
    outbox.stop();
    const before = [texts(), changes()];
    read([record('late')]);
    link.publish('outbox', roomId, { records: [record('later')] });
    await settled();
    assert.deepEqual([texts(), changes()], before);
  });
});
