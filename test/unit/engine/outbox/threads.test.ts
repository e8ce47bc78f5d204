import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { MessageDraft } from '../../../../src/protocol/outbox.ts';
import type { SentEvent } from '../../../../src/engine/outbox/outbox-room.ts';
import { fakeRoom, roomId, sent, setUp, until } from './outbox-world.ts';
import type { FakeRoom } from './outbox-world.ts';

const bob = { sender: '@bob:example.org' };
const inThread: SentEvent = { content: {}, replyTo: undefined, thread: '$root', raw: bob };
const plain: SentEvent = { content: {}, replyTo: undefined, thread: undefined, raw: bob };

async function sentOf(draft: MessageDraft, room: FakeRoom): Promise<Record<string, unknown>> {
  const { sender, store, requests, waker } = setUp(sent, { room });
  store.write(roomId, draft);
  await sender.resume();
  const waking = setInterval(() => waker.wake(), 5);
  await until(() => store.records.every(({ state }) => state.kind === 'sent')).finally(() => clearInterval(waking));
  return requests.at(-1)!.body;
}

describe('an answer', () => {
  const staying = {
    rel_type: 'm.thread',
    event_id: '$root',
    is_falling_back: false,
    'm.in_reply_to': { event_id: '$q' },
  };

  it('to a message of a thread stays in it', async () => {
    const room = fakeRoom();
    room.events.set('$q', inThread);
    const content = await sentOf({ text: 'x', replyTo: '$q' }, room);
    assert.deepEqual(content['m.relates_to'], staying);
    assert.deepEqual(content['m.mentions'], { user_ids: ['@bob:example.org'] });
  });

  it('stays in it where what it answers is no longer known, as after a restart', async () => {
    const room = fakeRoom();
    room.elsewhere.set('$q', inThread);
    const content = await sentOf({ text: 'x', replyTo: '$q' }, room);
    assert.deepEqual(content['m.relates_to'], staying);
    assert.deepEqual(content['m.mentions'], { user_ids: ['@bob:example.org'] });
  });

  it('stays in the thread it was written in where what it answers was deleted, or is not to be had', async () => {
    for (const events of [[['$q', plain] as const], []]) {
      const room = fakeRoom();
      for (const [id, event] of events) room.events.set(id, event);
      const content = await sentOf({ text: 'x', replyTo: '$q', thread: '$root' }, room);
      assert.deepEqual(content['m.relates_to'], staying);
    }
  });

  it('has what was sent with it in the same thread, as no answer', async () => {
    const content = await sentOf({ text: 'x', thread: '$root' }, fakeRoom());
    assert.deepEqual(content['m.relates_to'], {
      rel_type: 'm.thread',
      event_id: '$root',
      is_falling_back: true,
      'm.in_reply_to': { event_id: '$root' },
    });
    assert.deepEqual(content['m.mentions'], {});
  });

  it('waits for the homeserver to tell where it belongs', async () => {
    const room = fakeRoom();
    let failures = 2;
    room.timeline.fetch = async () => {
      if (failures-- > 0) throw new WikiRoomError('homeserver-unreachable');
      return inThread;
    };
    assert.deepEqual((await sentOf({ text: 'x', replyTo: '$q' }, room))['m.relates_to'], staying);
  });

  it('is in none where what it answers is in none, or is not to be had', async () => {
    for (const events of [[['$q', plain] as const], []]) {
      const room = fakeRoom();
      for (const [id, event] of events) room.events.set(id, event);
      const content = await sentOf({ text: 'x', replyTo: '$q' }, room);
      assert.deepEqual(content['m.relates_to'], { 'm.in_reply_to': { event_id: '$q' } });
    }
  });

  it('that is changed says only what it replaces', async () => {
    const room = fakeRoom();
    room.events.set('$mine', { ...inThread, replyTo: '$q', raw: { sender: '@alice:example.org' } });
    room.events.set('$q', inThread);
    const content = await sentOf({ text: 'x', edits: '$mine' }, room);
    assert.deepEqual(content['m.relates_to'], { rel_type: 'm.replace', event_id: '$mine' });
    assert.deepEqual(content['m.new_content'], {
      msgtype: 'm.text',
      body: 'x',
      'm.mentions': { user_ids: ['@bob:example.org'] },
    });
  });
});
