import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';

import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { OutboxRecord } from '../../../../src/protocol/outbox.ts';
import { compose, disposeAll, roomId } from './compose.ts';

const question = { kind: 'identity-changed', names: ['Dave'], count: 1, userIds: ['@dave:example.org'] } as const;

afterEach(disposeAll);

describe('messages that are held', () => {
  async function held() {
    const composed = await compose();
    const { composer, store, snapshot } = composed;
    const tried: string[] = [];
    const failing = new Set<string>();
    const retry = store.retryOutbox.bind(store);
    store.retryOutbox = async (txnId) => {
      tried.push(txnId);
      if (failing.has(txnId)) throw new WikiRoomError('storage-full');
      await retry(txnId);
    };
    for (const text of ['one', 'two']) await store.addToOutbox(roomId, { text }, undefined, text);
    store.records = store.records.map((record): OutboxRecord => ({ ...record, state: { kind: 'asking', question } }));
    composer.setOutbox({ records: store.records });
    assert.deepEqual(snapshot().held, question);
    return { ...composed, tried, failing };
  }

  it('are sent in the order they were written, and nothing is asked any more', async () => {
    const { composer, tried, snapshot } = await held();
    await composer.sendHeld();
    assert.deepEqual([tried, snapshot().held], [['one', 'two'], undefined]);
  });

  it('are asked about again where the answer could not be stored, and the others are sent', async () => {
    const { composer, tried, failing, store, snapshot } = await held();
    failing.add('one');
    const sending = composer.sendHeld();
    assert.equal(snapshot().held, undefined);
    await sending;
    assert.deepEqual(tried, ['one', 'two']);
    assert.deepEqual([snapshot().held, snapshot().error?.code], [question, 'storage-full']);

    composer.setOutbox({ records: store.records });
    assert.deepEqual(snapshot().held, question);
    failing.clear();
    await composer.sendHeld();
    assert.deepEqual(tried.slice(2), ['one']);
    assert.deepEqual([snapshot().held, snapshot().error], [undefined, undefined]);
  });
});
