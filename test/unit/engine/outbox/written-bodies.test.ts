import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { OutboxSnapshot } from '../../../../src/protocol/outbox.ts';
import type { TextBody } from '../../../../src/protocol/row.ts';
import { roomId, setUp, until } from './outbox-world.ts';

const offline = (): never => {
  throw new TypeError('fetch failed');
};

function kinds(body: TextBody | undefined): string[] | undefined {
  return body && [body.kind, ...body.parts.map(({ kind }) => kind)];
}

describe('what waits to be sent', () => {
  it('is told as it will read, while the homeserver is away', async () => {
    const { sender, store, closing } = setUp(offline);
    let told: OutboxSnapshot = { records: [] };
    sender.follow(roomId, (snapshot) => (told = snapshot));
    const bold = store.write(roomId, { text: '**bold**' });
    after(() => closing.abort());
    await sender.resume();
    await until(() => told.bodies?.[bold.txnId] !== undefined);

    // Written behind one that does not get through.
    const plain = store.write(roomId, { text: 'as typed\n\nin two' });
    const emote = store.write(roomId, { text: '/me waves' });
    const edit = store.write(roomId, { text: 'a `change`', edits: '$old' });
    sender.changed(roomId);
    await until(() => told.bodies?.[edit.txnId] !== undefined);
    const { bodies = {} } = told;
    assert.deepEqual(kinds(bodies[bold.txnId]), ['text', 'span']);
    assert.equal(bodies[plain.txnId], undefined);
    assert.deepEqual(kinds(bodies[emote.txnId]), ['emote', 'text']);
    assert.deepEqual(kinds(bodies[edit.txnId]), ['text', 'text', 'code']);

    await store.removeFromOutbox(bold.txnId);
    sender.changed(roomId);
    await until(() => told.records.length === 3);
    assert.equal(told.bodies?.[bold.txnId], undefined);
  });

  it('is told to who looks later, where nothing is sent any more', async () => {
    const { sender, store } = setUp(offline);
    const failed = store.write(roomId, { text: '~~struck~~' });
    await store.setOutboxState(failed.txnId, { kind: 'failed', error: { code: 'not-allowed', message: '' } });
    await sender.resume();
    let told: OutboxSnapshot = { records: [] };
    sender.follow(roomId, (snapshot) => (told = snapshot));
    await until(() => told.bodies?.[failed.txnId] !== undefined);
    assert.equal(told.bodies?.[failed.txnId]?.plain, 'struck');
  });
});
