import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore as openStore } from '../../../src/store/page-store.ts';
import type { OutboxRecord } from '../../../src/protocol/outbox.ts';
import type { AccountMarker, PageStore } from '../../../src/protocol/services.ts';
import { memoryChannelName } from '../../../src/store/memory-wire.ts';
import type { MemoryQuestion, MemoryRequest } from '../../../src/store/memory-wire.ts';
import { homeserver, rejectsWith, roomId, session } from './stored-session.ts';

const openPageStore = (server: string): PageStore => openStore(server, () => Promise.resolve());

describe('the store without IndexedDB', () => {
  beforeEach(() => {
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        (this as unknown as { unref(): void }).unref();
      }
    };
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true, writable: true });
  });

  test('works for the visit, and says that it does not remember', async () => {
    const server = `${homeserver}/${crypto.randomUUID()}`;
    const engine = await openEngineStore(server);
    assert.equal(engine.persistent, false);
    const who = { ...session(), homeserver: server };
    await engine.saveSession(who);
    const store = openPageStore(server);
    assert.equal(await store.persistent(), false);
    const account = await store.account();
    assert.equal(account?.userId, '@alice:example.org');
    assert.equal(JSON.stringify(account).includes('SECRET'), false);

    const page = store.room(account);
    const record = await page.addToOutbox(roomId, { text: 'one' });
    assert.deepEqual(await engine.outbox(roomId), [record]);
    await engine.setOutboxState(record.txnId, { kind: 'failed', error: { code: 'unknown', message: '' } });
    assert.equal((await page.outbox(roomId))[0]?.state.kind, 'failed');
    await page.retryOutbox(record.txnId);
    assert.equal((await engine.outbox())[0]?.state.kind, 'waiting');
    await page.saveDraft('#a:b', { text: 'draft' });
    assert.deepEqual(await page.draft('#a:b'), { text: 'draft' });
    const sent = await page.addToOutbox(roomId, { text: '' }, new Blob(['secret']));
    assert.ok(await engine.outboxFile(sent.txnId));
    await engine.wipeAccount();
    assert.equal(await engine.outboxFile(sent.txnId), undefined);
  });

  test('waits for an engine that is busy, and not for ever', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const server = `${homeserver}/${crypto.randomUUID()}`;
    const page = openPageStore(server).room({ ...session(), expired: false, locked: false });
    const asked: MemoryRequest[] = [];
    const busy = new BroadcastChannel(memoryChannelName(server));
    busy.onmessage = ({ data }: MessageEvent<MemoryRequest>) => asked.push(data);
    const askedFor = async (count: number): Promise<MemoryRequest> => {
      while (asked.length < count) await new Promise((resolve) => setImmediate(resolve));
      return asked.at(-1)!;
    };
    const adding = page.addToOutbox(roomId, { text: 'one' });
    const { from, id } = await askedFor(1);
    t.mock.timers.tick(9_000);
    const record: OutboxRecord = { txnId: 'one', roomId, at: 1, draft: { text: 'one' }, state: { kind: 'waiting' } };
    busy.postMessage({ to: from, id, value: record });
    assert.deepEqual(await adding, record);
    const late = assert.rejects(page.addToOutbox(roomId, { text: 'late' }), rejectsWith('storage-unavailable'));
    await askedFor(2);
    t.mock.timers.tick(10_000);
    await late;
    busy.close();
  });

  test('takes no answer that has not its shape, and waits for one that has', async () => {
    const server = `${homeserver}/${crypto.randomUUID()}`;
    const { userId, deviceId } = session();
    const account: AccountMarker = { userId, deviceId, expired: false };
    const record: OutboxRecord = { txnId: 'one', roomId, at: 1, draft: { text: 'one' }, state: { kind: 'waiting' } };
    const wrong: readonly unknown[] = [
      ...[null, 'x', {}, [null], { ...account, userId: 7 }, { ...account, expired: 'no' }, { ...record, at: '1' }],
      ...[{ ...record, draft: {} }, { ...record, state: {} }, { ...record, marks: 1 }, [record, { txnId: 'two' }]],
    ];
    const answers: Record<MemoryQuestion['kind'], unknown> = {
      account,
      add: record,
      list: [record],
      retry: undefined,
      remove: undefined,
    };
    // A script of the same origin, which hears every question.
    const other = new BroadcastChannel(memoryChannelName(server));
    other.onmessage = ({ data: { from, id, ask } }: MessageEvent<MemoryRequest>) => {
      for (const value of [...wrong, answers[ask.kind]]) other.postMessage({ to: from, id, value });
    };
    const store = openPageStore(server);
    assert.deepEqual(await store.account(), account);
    const page = store.room(account);
    assert.deepEqual(await page.addToOutbox(roomId, { text: 'one' }), record);
    assert.deepEqual(await page.outbox(roomId), [record]);
    assert.equal(await page.retryOutbox('one'), undefined);
    assert.equal(await page.removeFromOutbox('one'), undefined);
    other.close();
  });
});
