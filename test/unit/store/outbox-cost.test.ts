import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { EngineStore } from '../../../src/protocol/engine-store.ts';
import type { RoomStore } from '../../../src/protocol/room-store.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { dumpedRoomId, dumpedSession } from './dumped-account.ts';

describe('an outbox that is read again', () => {
  let engine: EngineStore;
  let page: RoomStore;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    engine = await openEngineStore(dumpedSession.homeserver);
    await engine.saveSession(dumpedSession);
    const store = openPageStore(dumpedSession.homeserver, () => Promise.resolve());
    page = store.room((await store.account())!);
    for (const text of ['One', 'Two', 'Three']) await page.addToOutbox(dumpedRoomId, { text });
  });

  /** Texts and states, and how much was deciphered for them. */
  async function read(): Promise<readonly [rows: readonly string[], deciphered: number]> {
    const decrypt = mock.method(crypto.subtle, 'decrypt');
    const records = await engine.outbox(dumpedRoomId);
    decrypt.mock.restore();
    return [records.map(({ draft, state }) => `${draft.text} ${state.kind}`), decrypt.mock.callCount()];
  }

  it('is deciphered once', async () => {
    const rows = ['One waiting', 'Two waiting', 'Three waiting'];
    assert.deepEqual(await read(), [rows, 3]);
    assert.deepEqual(await read(), [rows, 0]);
  });

  it('is deciphered once however long it is', async () => {
    const texts = Array.from({ length: 1_000 }, (_, i) => `Text ${String(i)}`);
    for (const text of texts) await page.addToOutbox(dumpedRoomId, { text });
    assert.equal((await read())[1], 1_003);
    assert.equal((await read())[1], 0);
  });

  it('is deciphered anew where it has changed', async () => {
    await read();
    const [first, second] = await engine.outbox(dumpedRoomId);
    await engine.setOutboxState(first!.txnId, { kind: 'sent', eventId: '$1' });
    await page.removeFromOutbox(second!.txnId);
    await page.addToOutbox(dumpedRoomId, { text: 'Four' });
    assert.deepEqual(await read(), [['One sent', 'Three waiting', 'Four waiting'], 3]);
  });
});
