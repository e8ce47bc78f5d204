import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message } from '../../../support/rows.ts';
import { fakeRoom, roomId, sent, setUp, until } from './outbox-world.ts';

const rateLimited = { code: 'rate-limited', message: '' } as const;

describe('the change of a message', () => {
  it('is not sent where that was deleted meanwhile, for nobody would see it; what is behind it is', async () => {
    const room = fakeRoom();
    const deleted = { replyTo: undefined, thread: undefined, raw: { sender: '@alice:example.org' } };
    room.events.set('$gone', { ...deleted, redaction: {} });
    const { sender, store, requests } = setUp(sent, { room });
    store.write(roomId, { text: 'changed', edits: '$gone' }, Date.now() - 1);
    store.write(roomId, { text: 'next' });
    await sender.resume();
    await until(() => store.records.every(({ state }) => state.kind !== 'waiting'));
    const [change, next] = store.records.map(({ state }) => state);
    assert.equal(change?.kind === 'failed' && change.error.detail, 'redacted');
    assert.equal(next?.kind, 'sent');
    assert.deepEqual(
      requests.map(({ body }) => body['body']),
      ['next'],
    );
  });

  it('takes earlier changes that lie there with it when it has arrived, and nothing else', async () => {
    const room = fakeRoom();
    room.rows = [message('mine', { id: '$mine', own: true, editable: 'old' })];
    const { sender, store } = setUp(sent, { room });
    const now = Date.now();
    const halted = [
      store.write(roomId, { text: 'first', edits: '$mine' }, now - 5),
      store.write(roomId, { text: 'of another', edits: '$other' }, now - 4),
      store.write(roomId, { text: 'a message' }, now - 3),
      store.write(roomId, { text: 'last', edits: '$mine' }, now - 1),
    ];
    for (const { txnId } of halted) await store.setOutboxState(txnId, { kind: 'failed', error: rateLimited });
    store.write(roomId, { text: 'second', edits: '$mine' }, now - 2);
    await sender.resume();
    await until(() => store.records.some(({ state }) => state.kind === 'sent'));
    room.rows = [message('second', { id: '$mine', own: true, editable: 'second', edited: true })];
    await sender.arrived(room);
    await until(() => store.records.length === 3);
    assert.deepEqual(
      store.records.map(({ draft }) => draft.text),
      ['of another', 'a message', 'last'],
    );
  });

  it('notifies nobody again whom an earlier change mentioned', async () => {
    const fake = fakeRoom();
    const room = { ...fake, context: { ...fake.context, member: (name: string) => ({ name }) } };
    const [bob, carol] = ['@bob:example.org', '@carol:example.org'];
    room.events.set('$mine', { replyTo: undefined, thread: undefined, raw: { sender: '@alice:example.org' } });
    room.contents.set('$mine', { 'm.mentions': { user_ids: [bob] } });
    const { sender, store, requests } = setUp(sent, { room });
    store.write(roomId, { text: `${bob} ${carol}`, edits: '$mine' });
    await sender.resume();
    await until(() => requests.length === 1);
    assert.deepEqual(requests[0]!.body['m.mentions'], { user_ids: [carol] });
  });
});
