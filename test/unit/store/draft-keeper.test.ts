import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { StoredDraft } from '../../../src/protocol/draft.ts';
import { generateKey, keyStream } from '../../../src/store/cipher.ts';
import type { KeyStream } from '../../../src/store/cipher.ts';
import { DraftKeeper } from '../../../src/store/draft-keeper.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { textsAreFree } from '../../../src/store/texts-under-way.ts';
import { openPageStore } from '../../../src/store/page-store.ts';

const room = '#alpha:example.org';
const account = '["https://matrix.example.org","@alice:example.org","DEVICE"]';

/** `localStorage` as the page has it: what is in it are its own keys. */
class TestStorage {
  getItem(name: string): string | null {
    return (this as unknown as Record<string, string>)[name] ?? null;
  }
  setItem(name: string, value: string): void {
    (this as unknown as Record<string, string>)[name] = value;
  }
  removeItem(name: string): void {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is how the real one is made
    delete (this as unknown as Record<string, string>)[name];
  }
}

let storage: TestStorage;
const left = (): string[] => Object.keys(storage);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  storage = new TestStorage();
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true, writable: true });
});

/** A database that takes what it is given when it is told to. */
class SlowRecords {
  readonly written: (StoredDraft | undefined)[] = [];
  readonly key = generateKey();
  stored: StoredDraft | undefined;
  /** Of these transaction ids, which a draft may name. */
  readonly sent = new Set<string>();
  readonly outbox = { sentOf: (): Promise<ReadonlySet<string>> => Promise.resolve(this.sent) };
  #stream: Promise<KeyStream | undefined> = Promise.resolve(undefined);
  #take: ((error?: Error) => void)[] = [];

  async value(): Promise<unknown> {
    return this.stored;
  }
  async saveValue(_kind: string, _room: string, draft: unknown): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#take.push((error) => (error === undefined ? resolve() : reject(error)));
    });
    this.stored = draft as StoredDraft | undefined;
    this.written.push(this.stored);
  }
  async changeValue(_kind: string, _name: string, change: (value: unknown) => unknown): Promise<void> {
    this.stored = change(this.stored) as StoredDraft | undefined;
  }
  keyStream(length: number, iv?: Uint8Array<ArrayBuffer>): Promise<KeyStream | undefined> {
    this.#stream = this.key.then((key) => keyStream(key, length, iv));
    return this.#stream;
  }
  /** The stream that was asked for is there. */
  async prepared(): Promise<void> {
    await this.#stream;
    await settled();
  }
  async take(error?: Error): Promise<void> {
    await settled();
    this.#take.shift()?.(error);
    await settled();
  }
}

async function opened(records: SlowRecords, to = room): Promise<DraftKeeper> {
  const keeper = new DraftKeeper(records, account, to);
  await keeper.read();
  await records.prepared();
  return keeper;
}

describe('DraftKeeper', () => {
  test('finds the draft that was not written when the page ended, sealed, and once', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    keeper.save({ text: 'half a thought ☂', replyTo: '$event' }).catch(() => undefined);
    keeper.leave();
    assert.equal(left().length, 1);
    assert.doesNotMatch(JSON.stringify(storage), /half|event/);

    const next = new DraftKeeper(records, account, room);
    assert.deepEqual(await next.read(), { text: 'half a thought ☂', replyTo: '$event' });
    assert.equal(left().length, 1, 'until the database has it');
    await records.take();
    await records.take();
    assert.deepEqual(records.stored, { text: 'half a thought ☂', replyTo: '$event' });
    assert.deepEqual(left(), []);
  });

  test('holds no text that it only found: other windows find it, too', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    keeper.save({ text: 'left', txnId: 'only found' }).catch(() => undefined);
    keeper.leave();
    await settled();
    assert.deepEqual(await new DraftKeeper(records, account, room).read(), { text: 'left' });
    assert.equal(await textsAreFree(['only found']), false, 'nobody had to be waited for');
  });

  test('leaves nothing where everything was written', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    const saved = keeper.save({ text: 'done' });
    await records.take();
    await saved;
    keeper.leave();
    assert.deepEqual(left(), []);
  });

  test('does not bring back what was sent a moment before the page ended', async () => {
    const records = new SlowRecords();
    records.stored = { text: 'sent already' };
    const keeper = await opened(records);
    keeper.save(undefined).catch(() => undefined);
    keeper.leave();
    assert.equal(await new DraftKeeper(records, account, room).read(), undefined);
  });

  test('what is written while a left draft is read is newer', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    keeper.save({ text: 'left' }).catch(() => undefined);
    keeper.leave();
    const next = new DraftKeeper(records, account, room);
    const gate = Promise.withResolvers<void>();
    const streamOf = records.keyStream.bind(records);
    records.keyStream = async (...args) => {
      await gate.promise;
      return streamOf(...args);
    };
    const read = next.read();
    const saved = next.save({ text: 'pasted' });
    gate.resolve();
    assert.deepEqual(await read, { text: 'pasted' });
    await records.take();
    await records.take();
    await saved;
    assert.deepEqual(records.stored, { text: 'pasted' });
  });

  test('uses no key stream for two texts', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    const sealed = new Set<string>();
    for (const text of ['aaaa', 'bbbb', 'cccc']) {
      keeper.save({ text }).catch(() => undefined);
      keeper.leave();
      sealed.add(storage.getItem(left()[0]!)!.slice(0, 12));
      await records.prepared();
    }
    assert.equal(sealed.size, 3);
  });

  test('has a stream that is long enough for a long draft, once it was typed', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    const text = '☂'.repeat(20_000);
    keeper.save({ text }).catch(() => undefined);
    await records.prepared();
    keeper.leave();
    assert.deepEqual(await new DraftKeeper(records, account, room).read(), { text });
  });

  test('takes what is damaged, of another room, or of a key that is gone, for nothing', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    keeper.save({ text: 'mine' }).catch(() => undefined);
    keeper.leave();
    const [name] = left();
    const sealed = storage.getItem(name!)!;
    const other = name!.replace('alpha', 'beta');
    storage.setItem(other, sealed);
    assert.equal(await new DraftKeeper(records, account, room.replace('alpha', 'beta')).read(), undefined);
    const flipped = sealed.slice(0, 15) + String.fromCharCode(sealed.charCodeAt(15) ^ 1) + sealed.slice(16);
    for (const damage of ['', 'x', sealed.slice(0, 20), flipped]) {
      storage.setItem(name!, damage);
      assert.equal(await new DraftKeeper(records, account, room).read(), undefined);
      assert.equal(storage.getItem(name!), null);
    }
    storage.setItem(name!, sealed);
    assert.equal(await new DraftKeeper(new SlowRecords(), account, room).read(), undefined);
  });

  test('writes one at a time, the newest last, and goes on after a failure', async () => {
    const records = new SlowRecords();
    const keeper = await opened(records);
    const first = keeper.save({ text: 'a' });
    const second = keeper.save({ text: 'ab' });
    const third = keeper.save({ text: 'abc' });
    await records.take(new Error('full'));
    await records.take();
    await Promise.all([first, second, third]);
    assert.deepEqual(records.written, [{ text: 'abc' }]);
    const failing = keeper.save({ text: 'abcd' });
    await Promise.all([records.take(new Error('full')), assert.rejects(failing)]);
    const again = keeper.save({ text: 'abcde' });
    await records.take();
    await again;
    assert.deepEqual(records.stored, { text: 'abcde' });
  });

  test('is told of the end of the page, and leaves nothing of an account that has gone', async () => {
    globalThis.indexedDB = new IDBFactory();
    const page = new EventTarget();
    const listens = { value: page.addEventListener.bind(page), configurable: true };
    Object.defineProperty(globalThis, 'addEventListener', listens);
    const homeserver = 'https://matrix.example.org';
    const engine = await openEngineStore(homeserver);
    const session = {
      homeserver,
      userId: '@alice:example.org',
      deviceId: 'DEVICE',
      accessToken: 'T',
      cryptoStoreKey: 'K',
    };
    await engine.saveSession(session);
    const store = openPageStore(homeserver, () => Promise.resolve());
    const endUse = store.use();
    const own = store.room((await store.account())!);
    await own.draft(room);
    /** Types and ends the page at once, as soon as it is prepared for that. */
    const typeAndEnd = async (end: () => void): Promise<void> => {
      while (left().length === 0) {
        await settled();
        void own.saveDraft(room, { text: 'typed just now' });
        await Promise.resolve();
        end();
      }
    };
    const tell = (event: string) => () => void page.dispatchEvent(new Event(event));
    await typeAndEnd(tell('pagehide'));
    await own.saveDraft(room, { text: 'typed later' });
    assert.deepEqual(left(), []);

    await typeAndEnd(tell('visibilitychange'));
    await own.saveDraft(room, { text: 'typed in the last room of the page' });
    assert.deepEqual(left(), []);

    // From here on the page is not followed, and may end at any time.
    endUse();
    await typeAndEnd(() => store.use()());
    const late = own.saveDraft(room, undefined);
    storage.setItem(`wiki-room:draft:${account}:#b:c`, 'x'.repeat(30));
    await late;
    await engine.wipeAccount();
    assert.equal(await store.account(), undefined);
    assert.deepEqual(left(), []);
    Reflect.deleteProperty(globalThis, 'addEventListener');
  });
});
