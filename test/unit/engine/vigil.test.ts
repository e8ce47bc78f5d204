import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { fenceStores } from '../../../src/engine/crypto/fence-stores.ts';
import { Vigil } from '../../../src/engine/vigil.ts';

const cryptoStore = 'wiki-room:@alice:example.org:DEVICE::matrix-sdk-crypto';
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class FakeTransaction extends EventTarget {
  error: DOMException | null = null;
  complete(): void {
    this.dispatchEvent(new Event('complete'));
  }
  abort(error: DOMException | null): void {
    this.error = error;
    this.dispatchEvent(new Event('abort'));
  }
}

/** An engine that sleeps for so long, and its databases. */
function setUp(t: TestContext, newest: boolean | (() => Promise<boolean>)) {
  let now = 1_000;
  t.mock.method(performance, 'now', () => now);
  const vigil = new Vigil(async () => (typeof newest === 'boolean' ? newest : newest()));
  const lost = new WeakSet<object>();
  const prototype = {
    transaction(this: IDBDatabase) {
      if (lost.has(this)) throw new DOMException('closed', 'InvalidStateError');
      return new FakeTransaction() as unknown as IDBTransaction;
    },
    close(this: IDBDatabase) {
      lost.add(this);
    },
  };
  const failures: unknown[] = [];
  fenceStores({ isSure: () => vigil.isSure, failed: (error) => failures.push(error) }, prototype);
  const begin = (database: object, mode: IDBTransactionMode): FakeTransaction =>
    prototype.transaction.call(database as never, ...([['sessions'], mode] as unknown as [])) as never;
  return {
    failures,
    sleep: (milliseconds: number) => {
      now += milliseconds;
    },
    begin: (name: string, mode: IDBTransactionMode) => begin({ name }, mode),
    open: (name: string) => {
      const database = { name };
      return {
        write: () => begin(database, 'readwrite'),
        close: () => prototype.close.call(database as never),
        lose: () => lost.add(database),
      };
    },
  };
}

const refused = { name: 'InvalidStateError' };

describe('the crypto store of an engine that slept', () => {
  it('is not written to before it is known that no other engine has started', async (t) => {
    const { sleep, begin } = setUp(t, true);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    await settled();
    assert.ok(begin(cryptoStore, 'readwrite'));
  });

  it('is not written to after another sleep while that is asked', async (t) => {
    const { sleep, begin } = setUp(t, true);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    await settled();
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused, 'the answer is older than the second sleep');
    await settled();
    assert.ok(begin(cryptoStore, 'readwrite'));
  });

  it('is not written to where that cannot be asked, before it can', async (t) => {
    const answers = [async () => Promise.reject(new Error('the storage is blocked')), async () => true];
    const { sleep, begin } = setUp(t, () => answers.shift()!());
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    await settled();
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused, 'it is asked again');
    await settled();
    assert.ok(begin(cryptoStore, 'readwrite'));
  });

  it('is never written to again where one has', async (t) => {
    const { sleep, begin } = setUp(t, false);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    await settled();
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
  });

  it('can be read, and other databases written to: they have a guard of their own', (t) => {
    const { sleep, begin } = setUp(t, false);
    sleep(8_000);
    assert.ok(begin(cryptoStore, 'readonly'));
    assert.ok(begin('wiki-room', 'readwrite'));
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
  });

  it('is open to one that was awake', (t) => {
    const { sleep, begin } = setUp(t, false);
    for (let second = 0; second < 10; second++) {
      sleep(1_100);
      assert.ok(begin(cryptoStore, 'readwrite'));
    }
  });
});

describe('an engine whose crypto store', () => {
  const full = new DOMException('no room', 'QuotaExceededError');

  it('did not take a write gives up, with the reason', (t) => {
    const { open, failures } = setUp(t, true);
    const store = open(cryptoStore);
    store.write().complete();
    store.write().abort(full);
    assert.deepEqual(failures, [full]);
  });

  it('was not written to because it slept gives up', (t) => {
    const { open, failures, sleep } = setUp(t, true);
    const store = open(cryptoStore);
    store.write().complete();
    sleep(8_000);
    assert.throws(() => store.write(), refused);
    assert.equal(failures.length, 1);
  });

  it('never took one goes on, for it is damaged: that is looked at where it is opened', (t) => {
    const { open, failures } = setUp(t, true);
    open(cryptoStore).write().abort(full);
    assert.deepEqual(failures, []);
  });

  it('took back a write by itself goes on, as after a fault in another database', (t) => {
    const { open, failures } = setUp(t, true);
    const [store, other] = [open(cryptoStore), open('wiki-room')];
    store.write().complete();
    other.write().complete();
    store.write().abort(null);
    other.write().abort(full);
    assert.deepEqual(failures, []);
  });

  it('lost its connection gives up, and goes on where it closed that itself', (t) => {
    for (const [byItself, wanted] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const { open, failures } = setUp(t, true);
      const store = open(cryptoStore);
      store.write().complete();
      if (byItself) store.close();
      else store.lose();
      assert.throws(() => store.write(), refused);
      assert.equal(failures.length, wanted);
    }
  });
});
