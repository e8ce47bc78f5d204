import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore as openStore } from '../../../src/store/page-store.ts';
import type { PageStore } from '../../../src/protocol/services.ts';
import { memoryChannelName } from '../../../src/store/memory-wire.ts';
import type { MemoryRequest } from '../../../src/store/memory-wire.ts';
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
    busy.postMessage({ to: from, id, value: { txnId: 'one' } });
    assert.deepEqual(await adding, { txnId: 'one' });
    const late = assert.rejects(page.addToOutbox(roomId, { text: 'late' }), rejectsWith('storage-unavailable'));
    await askedFor(2);
    t.mock.timers.tick(10_000);
    await late;
    busy.close();
  });
});
