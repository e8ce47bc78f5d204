import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory, IDBObjectStore, IDBTransaction } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { failPuts, records } from './raw-database.ts';
import { homeserver, marker, openPageStore, rejectsWith, roomId, session, signedIn } from './stored-session.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('what is to be sent, in the store', () => {
  test('carries messages from the page to the engine and states back', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const first = await page.addToOutbox(roomId, { text: 'one' });
    const second = await page.addToOutbox(roomId, { text: 'two', replyTo: '$event' });
    await page.addToOutbox('!other:example.org', { text: 'elsewhere' });

    assert.deepEqual(await engine.outbox(roomId), [first, second]);
    assert.equal((await engine.outbox()).length, 3);
    await engine.setOutboxState(first.txnId, { kind: 'failed', error: { code: 'not-allowed', message: 'no' } });
    await engine.removeFromOutbox(second.txnId);
    assert.deepEqual(
      (await page.outbox(roomId)).map(({ draft, state }) => [draft.text, state.kind]),
      [['one', 'failed']],
    );

    await page.retryOutbox(first.txnId);
    assert.deepEqual((await engine.outbox(roomId))[0]?.state, { kind: 'waiting' });
  });

  test('keeps what the engine noted of a message, what it asks, and what the person agrees to', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const { txnId } = await page.addToOutbox(roomId, { text: 'one' });
    const marks = { tried: { at: 1, deviceId: 'DEVICE' }, audience: ['@bob:example.org'] };
    await engine.setOutboxMarks(txnId, marks);
    await engine.setOutboxState(txnId, { kind: 'asking', question: { kind: 'sent-before' } });
    const next = await openEngineStore(homeserver);
    assert.deepEqual((await next.outbox(roomId))[0]?.marks, marks);
    assert.deepEqual((await page.outbox(roomId))[0]?.state, { kind: 'asking', question: { kind: 'sent-before' } });
    await page.retryOutbox(txnId, { again: 5 });
    const [record] = await next.outbox(roomId);
    assert.deepEqual([record?.state, record?.marks], [{ kind: 'waiting', agreed: { again: 5 } }, marks]);
  });

  test('keeps every mark of a message, also those that are noted at the same time', async () => {
    const engine = await signedIn();
    const { txnId } = await openPageStore(homeserver).room(marker(session())).addToOutbox(roomId, { text: 'one' });
    const audience = ['@bob:example.org'];
    const uploaded = { url: 'mxc://example.org/a' };
    const tried = { at: 2, deviceId: 'DEVICE' };
    await Promise.all([
      engine.setOutboxMarks(txnId, { tried: { at: 1, deviceId: 'DEVICE' }, audience }),
      engine.setOutboxMarks(txnId, { uploaded }),
      engine.setOutboxMarks(txnId, { tried }),
    ]);
    assert.deepEqual((await engine.outbox(roomId))[0]?.marks, { tried, audience, uploaded });
    await engine.setOutboxMarks('gone', { audience });
    assert.equal((await engine.outbox()).length, 1);
  });

  test('keeps a file with its message, sealed and in parts, and drops it with it', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const bytes = new Uint8Array(9 * 1024 * 1024).fill(7);
    bytes.set(new TextEncoder().encode('SECRET-FILE'), 5_000_000);
    const file = { kind: 'file', name: 'a.bin', mime: '', size: bytes.length } as const;
    const { txnId } = await page.addToOutbox(roomId, { text: '', file }, new Blob([bytes]));
    const empty = await page.addToOutbox(roomId, { text: '', file: { ...file, size: 0 } }, new Blob([]));
    assert.equal((await records()).includes('SECRET'), false);
    const next = await openEngineStore(homeserver);
    assert.deepEqual(new Uint8Array(await (await next.outboxFile(txnId))!.arrayBuffer()), bytes);
    assert.equal((await next.outboxFile(empty.txnId))?.size, 0);
    await next.removeFromOutbox(txnId);
    assert.equal(await next.outboxFile(txnId), undefined);
    assert.equal((await next.outboxFile(empty.txnId))?.size, 0);
    await engine.outbox();
  });

  test('writes neither a message nor a part of its file where there is no room for all of it', async (t) => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const restore = failPuts(IDBObjectStore, IDBTransaction, 'QuotaExceededError');
    t.after(restore);
    const file = { kind: 'file', name: 'a.bin', mime: '', size: 3 } as const;
    const adding = page.addToOutbox(roomId, { text: 'x', file }, new Blob(['abc']));
    await assert.rejects(adding, rejectsWith('storage-full'));
    restore();
    assert.deepEqual(await engine.outbox(), []);
  });

  test('says that a file cannot be read, a folder for example', async () => {
    await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const folder = new Blob(['x']);
    folder.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('NotReadable')) });
    const draft = { text: '', file: { kind: 'file', name: 'folder', mime: '', size: 1 } } as const;
    await assert.rejects(page.addToOutbox(roomId, draft, folder), rejectsWith('media-unavailable'));
    assert.deepEqual(await page.outbox(roomId), []);
  });

  test('keeps the order of a page whose message finds its place taken by another page', async (t) => {
    await signedIn();
    const [one, other] = [1, 2].map(() => openPageStore(homeserver).room(marker(session())));
    await Promise.all([one!.outbox(), other!.outbox()]);
    let now = 1_000;
    t.mock.method(Date, 'now', () => now);
    const taken = other!.addToOutbox(roomId, { text: 'taken' });
    const written: Promise<unknown>[] = [];
    for (const text of ['a', 'b', 'c', 'd']) {
      written.push(one!.addToOutbox(roomId, { text }));
      await new Promise((resolve) => setImmediate(resolve));
      now++;
    }
    await Promise.all([taken, ...written]);
    const texts = (await one!.outbox(roomId)).map(({ draft }) => draft.text);
    assert.deepEqual(texts.filter((text) => text !== 'taken').join(''), 'abcd');
  });

  test('orders the messages of a room strictly, also from two pages in the same millisecond', async () => {
    await signedIn();
    const pages = [1, 2].map(() => openPageStore(homeserver).room(marker(session())));
    await Promise.all(Array.from({ length: 20 }, (_, i) => pages[i % 2]!.addToOutbox(roomId, { text: String(i) })));
    const times = (await pages[0]!.outbox(roomId)).map(({ at }) => at);
    assert.equal(times.length, 20);
    for (let i = 1; i < times.length; i++) assert.ok(times[i]! > times[i - 1]!);
  });

  test('retries only what failed, and brings nothing removed back', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const record = await page.addToOutbox(roomId, { text: 'one' });
    await engine.setOutboxState(record.txnId, { kind: 'sent', eventId: '$sent' });
    await page.retryOutbox(record.txnId);
    assert.deepEqual((await page.outbox(roomId))[0]?.state, { kind: 'sent', eventId: '$sent' });
    await page.removeFromOutbox(record.txnId);
    await engine.setOutboxState(record.txnId, { kind: 'waiting' });
    assert.deepEqual(await page.outbox(roomId), []);
  });

  test('is removed also where the disk takes nothing more', async () => {
    const engine = await signedIn();
    const page = openPageStore(homeserver).room(marker(session()));
    const { txnId } = await page.addToOutbox(roomId, { text: 'one' });
    const end = failPuts(IDBObjectStore, IDBTransaction, 'QuotaExceededError');
    try {
      await engine.removeFromOutbox(txnId);
    } finally {
      end();
    }
    assert.deepEqual(await page.outbox(roomId), []);
  });
});
