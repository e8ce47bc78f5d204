import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import { RoomOutbox } from '../../../../src/room/timeline/room-outbox.ts';
import { message, noon } from '../../../support/rows.ts';
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
  return { link, store, outbox, texts, read: read.resolve, changes: () => changes };
}

describe('RoomOutbox', () => {
  it('takes no list that was asked for before the engine told of a newer one', async () => {
    const { link, texts, read } = create();
    link.publish('outbox', roomId, { records: [record('newer')] });
    read([record('older')]);
    await settled();
    assert.deepEqual(texts(), ['newer']);
  });

  it('shows no more what was sent while the page was away, whatever came first; what was written since stays', async () => {
    for (const isTold of [false, true]) {
      const { link, store, outbox, texts } = create();
      const read = Promise.withResolvers<readonly OutboxRecord[]>();
      store.outbox = () => read.promise;
      outbox.add(record('sent'));
      outbox.add(record('waits'));
      const refreshed = outbox.refresh();
      outbox.add(record('written since'));
      if (isTold) link.publish('outbox', roomId, { records: [record('waits')] });
      read.resolve([record('waits')]);
      await refreshed;
      assert.deepEqual(texts(), ['waits', 'written since']);
    }
  });

  it('forgets what a row shows, also where that tells only as what it was sent', () => {
    const { outbox, texts } = create();
    for (const text of ['one', 'two', 'three']) outbox.add(record(text));
    outbox.settle([message('one', { txnId: 'one' }), message('two', { sentAs: 'two' })]);
    assert.deepEqual(texts(), ['three']);
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
