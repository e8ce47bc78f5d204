import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

import { StoreWitness } from '../../../src/engine/crypto/store-witness.ts';
import type { MatrixRequest } from '../../../src/engine/http/matrix-api.ts';
import { errorOfAnswer } from '../../../src/engine/sdk-error.ts';
import { Waker } from '../../../src/engine/waker.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { turns } from './fake-homeserver.ts';

/** A homeserver's account data, and a store on a disk. */
function world() {
  return {
    told: undefined as Record<string, unknown> | undefined,
    marked: 0,
    asked: 0,
    failure: undefined as WikiRoomError | undefined,
  };
}

function witnessOf(of: ReturnType<typeof world>) {
  const found: boolean[] = [];
  /** When the other one was last in use. */
  const used: number[] = [];
  const waits = { told: 0, forFault: false };
  const waker = new Waker();
  const stopping = new AbortController();
  const witness = new StoreWitness({
    api: {
      request: async ({ method, body }: MatrixRequest) => {
        of.asked++;
        if (of.failure !== undefined) throw of.failure;
        if (method === 'PUT') of.told = body;
        if (of.told === undefined) throw new WikiRoomError('unknown', 'none', { detail: 'M_NOT_FOUND' });
        return of.told;
      },
    },
    waker,
    userId: '@alice:example.org',
    deviceId: 'DEVICE',
    mark: {
      read: async () => of.marked,
      write: async (generation) => {
        of.marked = generation;
      },
    },
    signal: stopping.signal,
    foundOld: (elsewhere, usedAt) => {
      found.push(elsewhere);
      used.push(usedAt);
    },
    waits: (forFault) => {
      waits.told += Number(forFault);
      waits.forFault = forFault;
    },
  });
  return { witness, waker, found, used, waits, stop: () => stopping.abort() };
}

async function begun(of: ReturnType<typeof world>) {
  const made = witnessOf(of);
  assert.equal(await made.witness.isNewest(), true);
  await made.witness.begin();
  await turns(3);
  return made;
}

describe('StoreWitness', () => {
  it('counts each start, in the store and on the homeserver', async () => {
    const it = world();
    await begun(it);
    await begun(it);
    assert.deepEqual([it.marked, it.told?.['generation']], [2, 2]);
  });

  it('counts further while it sends, so that a copy made meanwhile is told; more seldom while it receives', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const it = world();
    const { witness } = await begun(it);
    const copied = it.marked;
    const use = async (by: 'sending' | 'receiving', after: number): Promise<unknown> => {
      now += after;
      witness.used(by);
      await turns(3);
      return it.told?.['generation'];
    };
    assert.equal(await use('sending', 59_000), 1, 'a homeserver is not asked with each message');
    assert.equal(await use('receiving', 5 * 60_000), 1);
    assert.equal(await use('sending', 0), 2);
    assert.equal(await use('receiving', 14 * 60_000), 2);
    assert.equal(await use('receiving', 60_000), 3);
    it.marked = copied;
    const { witness: restored, found } = witnessOf(it);
    assert.equal(await restored.isNewest(), false);
    assert.deepEqual(found, [true]);
  });

  it('tells a store that is behind what the homeserver knows, and one that is gone', async () => {
    for (const marked of [1, 0]) {
      const it = world();
      await begun(it);
      await begun(it);
      it.marked = marked;
      const { witness, found, used } = witnessOf(it);
      assert.equal(await witness.isNewest(), false);
      assert.deepEqual(found, [true], 'somebody has written lately');
      it.told = { ...it.told, at: Date.now() - 2 * 60 * 60_000 };
      assert.equal(await witness.isNewest(), false);
      assert.deepEqual(found, [true, false], 'and nobody has for long');
      assert.equal(used[1], it.told['at'], 'since then');
      assert.equal(it.marked, marked);
    }
  });

  it('takes a homeserver that was itself put back for no reason', async () => {
    const it = world();
    await begun(it);
    const before = it.told;
    await begun(it);
    it.told = before;
    await begun(it);
    assert.deepEqual([it.marked, it.told?.['generation']], [3, 3]);
  });

  it('hears of another one with the same store, and not of itself or of those before', async () => {
    const it = world();
    await begun(it);
    const before = it.told!;
    const { witness, found, used } = await begun(it);
    witness.heard(before);
    witness.heard(it.told!);
    assert.deepEqual(found, []);
    witness.heard({ ...it.told, engine: 'another', at: 1_234 });
    assert.deepEqual([found, used], [[true], [1_234]]);
  });

  const passing: readonly [string, WikiRoomError][] = [
    ['that cannot be reached', new WikiRoomError('homeserver-unreachable')],
    ['whose proxy answers for it', errorOfAnswer(502, '<html>')],
    ['that is starting', errorOfAnswer(503, { errcode: 'M_UNKNOWN' })],
    ['behind a page to sign in with', errorOfAnswer(200, '<html>')],
    ['that something before it keeps from', errorOfAnswer(403, '<html>')],
    ['that has locked the account', new WikiRoomError('account-locked')],
  ];
  for (const [name, failure] of passing) {
    it(`waits for a homeserver ${name}, and asks at once when told to`, async () => {
      const it = world();
      await begun(it);
      await begun(it);
      it.marked = 1;
      it.failure = failure;
      const { witness, waker, waits } = witnessOf(it);
      const asked = it.asked;
      const answer = witness.isNewest();
      for (let times = 1; times <= 5; times++) {
        await turns(3);
        assert.equal(it.asked, asked + times);
        waker.wake();
      }
      await turns(3);
      // That nothing can be reached is said of the connection already, and a single fault is nothing to speak of.
      assert.equal(waits.told, failure.code === 'homeserver-error' ? 5 : 0);
      it.failure = new WikiRoomError('homeserver-unreachable');
      waker.wake();
      await turns(3);
      assert.equal(waits.forFault, false);
      it.failure = undefined;
      waker.wake();
      assert.equal(await answer, false);
    });
  }

  it('does not ask again in the moment in which everybody else does', async () => {
    const waits: number[] = [];
    for (const random of [0, 0.999]) {
      mock.method(Math, 'random', () => random);
      const it = world();
      it.failure = new WikiRoomError('homeserver-unreachable');
      const { witness, waker, stop } = witnessOf(it);
      const waiting = mock.method(waker, 'wait');
      const asked = witness.isNewest().catch(() => undefined);
      await turns(3);
      waits.push(...waiting.mock.calls.map(({ arguments: [ms] }) => ms));
      stop();
      await asked;
      mock.restoreAll();
    }
    assert.deepEqual(waits, [1_000, 1_999]);
  });

  const ignorant: readonly [string, WikiRoomError, number][] = [
    ['seems to know of no such thing', errorOfAnswer(404, '<html>'), 3],
    ['seems to have it for others alone', errorOfAnswer(405, '<html>'), 3],
    ['knows of no such thing', errorOfAnswer(404, { errcode: 'M_UNRECOGNIZED' }), 1],
    ['refuses it', errorOfAnswer(403, { errcode: 'M_FORBIDDEN' }), 1],
  ];
  for (const [name, failure, most] of ignorant) {
    it(`is content with a homeserver that ${name}`, async () => {
      const it = world();
      it.failure = failure;
      const { witness, waker } = witnessOf(it);
      const answer = witness.isNewest();
      for (let times = 0; times < most; times++) {
        await turns(3);
        waker.wake();
      }
      assert.deepEqual([await answer, it.asked], [true, most]);
    });
  }

  it('puts nothing over what a homeserver knows that could not tell it at first, and hears of that then', async () => {
    const it = world();
    await begun(it);
    await begun(it);
    it.marked = 0;
    it.failure = errorOfAnswer(404, '<html>');
    const { witness, waker, found } = witnessOf(it);
    const answer = witness.isNewest();
    const passes = async (): Promise<void> => {
      await turns(3);
      waker.wake();
    };
    for (let times = 0; times < 3; times++) await passes();
    assert.equal(await answer, true);
    it.failure = errorOfAnswer(502, '<html>');
    await witness.begin();
    await passes();
    it.failure = undefined;
    await passes();
    assert.equal(it.told?.['generation'], 2);
    witness.heard(it.told);
    assert.deepEqual(found, [true]);
  });

  it('tells on once it has heard what a homeserver knows that could not tell it at first', async () => {
    const it = world();
    await begun(it);
    it.failure = errorOfAnswer(404, '<html>');
    const { witness, waker, found } = witnessOf(it);
    const answer = witness.isNewest();
    for (let times = 0; times < 3; times++) {
      await turns(3);
      waker.wake();
    }
    assert.equal(await answer, true);
    it.failure = undefined;
    await witness.begin();
    await turns(3);
    assert.deepEqual([it.marked, it.told?.['generation']], [2, 1]);
    witness.heard(it.told!);
    await turns(3);
    assert.deepEqual([it.told?.['generation'], found], [2, []]);
  });

  it('is content with a homeserver that keeps no account data', async () => {
    const it = world();
    const { witness, found, stop } = witnessOf(it);
    it.told = { generation: 'many' };
    assert.equal(await witness.isNewest(), true);
    assert.deepEqual(found, []);
    stop();
  });
});
