import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { fenceStores } from '../../../src/engine/crypto/fence-stores.ts';
import { Vigil } from '../../../src/engine/vigil.ts';

const cryptoStore = 'wiki-room:@alice:example.org:DEVICE::matrix-sdk-crypto';
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An engine that sleeps for so long, and its databases. */
function setUp(t: TestContext, newest: boolean) {
  let now = 1_000;
  t.mock.method(performance, 'now', () => now);
  const vigil = new Vigil(async () => newest);
  const prototype = { transaction: () => 'begun' as unknown as IDBTransaction };
  fenceStores(() => vigil.isSure, prototype);
  return {
    sleep: (milliseconds: number) => {
      now += milliseconds;
    },
    begin: (name: string, mode: IDBTransactionMode) =>
      prototype.transaction.call({ name } as never, ...([['sessions'], mode] as unknown as [])),
  };
}

const refused = { name: 'InvalidStateError' };

describe('the crypto store of an engine that slept', () => {
  it('is not written to before it is known that no other engine has started', async (t) => {
    const { sleep, begin } = setUp(t, true);
    sleep(8_000);
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
    await settled();
    assert.equal(begin(cryptoStore, 'readwrite'), 'begun');
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
    assert.equal(begin(cryptoStore, 'readwrite'), 'begun');
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
    assert.equal(begin(cryptoStore, 'readonly'), 'begun');
    assert.equal(begin('wiki-room', 'readwrite'), 'begun');
    assert.throws(() => begin(cryptoStore, 'readwrite'), refused);
  });

  it('is open to one that was awake', (t) => {
    const { sleep, begin } = setUp(t, false);
    for (let second = 0; second < 10; second++) {
      sleep(1_100);
      assert.equal(begin(cryptoStore, 'readwrite'), 'begun');
    }
  });
});
