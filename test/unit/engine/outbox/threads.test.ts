import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { MessageDraft } from '../../../../src/protocol/outbox.ts';
import type { SentEvent } from '../../../../src/engine/outbox/outbox-room.ts';
import { SpokenOf } from '../../../../src/engine/outbox/spoken-of.ts';
import { fakeRoom, roomId, sent, setUp, until } from './outbox-world.ts';
import type { FakeRoom } from './outbox-world.ts';

const bob = { sender: '@bob:example.org' };
const inThread: SentEvent = { replyTo: undefined, thread: '$root', raw: bob };
const plain: SentEvent = { replyTo: undefined, thread: undefined, raw: bob };

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

  it('does not wait for ever where the homeserver fails on that one event, nor do those behind it', async () => {
    const room = fakeRoom();
    let asked = 0;
    room.timeline.fetch = async () => {
      asked++;
      throw new WikiRoomError('homeserver-error', 'no', { detail: 'HTTP 500' });
    };
    const { sender, store, requests, waker } = setUp(sent, { room });
    const written = [{ text: 'one', replyTo: '$q' }, { text: 'two' }, { text: 'three', replyTo: '$q' }].map(
      (draft, i) => store.write(roomId, draft, Date.now() + i),
    );
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records.every(({ state }) => state.kind === 'sent')).finally(() => clearInterval(waking));
    assert.deepEqual(
      requests.map(({ path, body }) => [path.split('/').at(-1), body['body']]),
      written.map(({ txnId, draft }) => [txnId, draft.text]),
    );
    assert.deepEqual(requests[0]!.body['m.relates_to'], { 'm.in_reply_to': { event_id: '$q' } });
    assert.equal(asked, 4, 'three times, and once for the other answer');
  });

  it('waits as long as there is no connection', async () => {
    const room = fakeRoom();
    let asked = 0;
    room.timeline.fetch = async () => {
      if (asked++ < 10) throw new WikiRoomError('homeserver-unreachable');
      return inThread;
    };
    const { sender, store, requests, waker, world } = setUp(sent, { room });
    world.current = false;
    room.encryption.remember();
    store.write(roomId, { text: 'x', replyTo: '$q' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent').finally(() => clearInterval(waking));
    assert.equal(asked, 11);
    assert.equal(requests.length, 1);
  });

  it('does not wait for an answer that does not come', async () => {
    const room = fakeRoom();
    room.timeline.fetch = () => new Promise(() => undefined);
    const spokenOf = new SpokenOf(() => true);
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      for (const isLast of [false, false, true, true]) {
        const found = spokenOf.find('$q', room).then(
          (event) => event,
          (error: unknown) => WikiRoomError.from(error).code,
        );
        mock.timers.tick(10_000);
        assert.equal(await found, isLast ? undefined : 'homeserver-unreachable');
      }
    } finally {
      mock.timers.reset();
    }
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
