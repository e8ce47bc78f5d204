import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { fenceStores } from '../../../src/engine/crypto/fence-stores.ts';
import { Vigil } from '../../../src/engine/vigil.ts';

const cryptoStore = 'wiki-room:@alice:example.org:DEVICE::matrix-sdk-crypto';
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class FakeTransaction extends EventTarget {
  error: DOMException | null = null;
  abort(error: DOMException | null): void {
    this.error = error;
    this.dispatchEvent(new Event('abort'));
  }
}

/** An engine that sleeps for so long, and its databases. */
function setUp(t: TestContext, newest: boolean) {
  let now = 1_000;
  t.mock.method(performance, 'now', () => now);
  const vigil = new Vigil(async () => newest);
  const begun: FakeTransaction[] = [];
  const prototype = {
    transaction: () => {
      begun.push(new FakeTransaction());
      return begun.at(-1) as unknown as IDBTransaction;
    },
    close: () => undefined,
  };
  const failures: unknown[] = [];
  fenceStores({ isSure: () => vigil.isSure, failed: (error) => failures.push(error) }, prototype);
  return {
    prototype,
    failures,
    sleep: (milliseconds: number) => {
      now += milliseconds;
    },
    begin: (name: string, mode: IDBTransactionMode) =>
      prototype.transaction.call(
        { name } as never,
        ...([['sessions'], mode] as unknown as []),
      ) as never as FakeTransaction,
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
    const { begin, failures } = setUp(t, true);
    begin(cryptoStore, 'readwrite').abort(full);
    assert.deepEqual(failures, [full]);
  });

  it('was not written to because it slept gives up', (t) => {
    const { begin, failures, sleep } = setUp(t, true);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    assert.equal(failures.length, 1);
  });

  it('took back a write by itself goes on, as after a fault in another database', (t) => {
    const { begin, failures } = setUp(t, true);
    begin(cryptoStore, 'readwrite').abort(null);
    begin('wiki-room', 'readwrite').abort(full);
    begin(cryptoStore, 'readonly').abort(full);
    assert.deepEqual(failures, []);
  });

  it('lost its connection gives up, and goes on where it closed that itself', (t) => {
    const { prototype, failures } = setUp(t, true);
    const { close, transaction } = prototype;
    const lost = new DOMException('closed', 'InvalidStateError');
    const closing = {
      transaction: () => {
        throw lost;
      },
      close: () => undefined,
    };
    fenceStores({ isSure: () => true, failed: (error) => failures.push(error) }, closing);
    assert.notEqual(closing.transaction, transaction);
    assert.notEqual(closing.close, close);
    const database = { name: cryptoStore };
    const write = (): unknown => closing.transaction.call(database as never, ...(['x', 'readwrite'] as unknown as []));
    assert.throws(write, refused);
    assert.deepEqual(failures, [lost]);
    closing.close.call(database as never);
    assert.throws(write, refused);
    assert.deepEqual(failures, [lost]);
  });
});
