import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../../../src/protocol/room.ts';
import { KeysViewModel } from '../../../../src/room/keys/keys-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../../../support/scripted-link.ts';
import { settled } from '../started.ts';

const unconfirmed = { state: 'needs-recovery' } as const;
const unsaved = { state: 'ready', saved: false } as const;
const withoutRecovery = { state: 'failed', error: { code: 'no-recovery', message: 'none' } } as const;
const day = 24 * 60 * 60 * 1_000;

/** One page of the wiki after the other, of one account in one browser. */
function browser(store = new MemoryRoomStore()) {
  return {
    store,
    remembered: async () => (await store.preferences()).putOff,
    page: async (crypto: CryptoSnapshot) => {
      const link = new ScriptedLink();
      link.publish('crypto', '', crypto);
      const viewModel = new KeysViewModel(link, store);
      const kinds: string[] = [viewModel.getSnapshot().prompt.kind];
      viewModel.subscribe(() => kinds.push(viewModel.getSnapshot().prompt.kind));
      await settled();
      return { link, viewModel, kinds, kind: () => viewModel.getSnapshot().prompt.kind };
    },
  };
}

function stopClock(t: TestContext): void {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_750_000_000_000 });
}

describe('a question about keys that was put off', () => {
  for (const crypto of [unconfirmed, unsaved, withoutRecovery, { ...unconfirmed, backup: 'locked' } as const]) {
    it(`is a line on the next page, and never larger first: ${JSON.stringify(crypto)}`, async () => {
      const { page } = browser();
      const first = await page(crypto);
      first.viewModel.putOff();
      assert.equal(first.kind(), 'put-off');
      const next = await page(crypto);
      assert.deepEqual(next.kinds, ['none', 'put-off']);
      assert.equal(next.viewModel.isWaiting, true);
      next.viewModel.ask();
      assert.notEqual(next.kind(), 'put-off');
      // To look at it is no answer.
      assert.equal((await page(crypto)).kind(), 'put-off');
    });
  }

  it('says nothing for seven days after its line was closed, and can be asked for in them', async (t) => {
    const { page } = browser();
    const first = await page(unconfirmed);
    stopClock(t);
    first.viewModel.putOff();
    first.viewModel.close();
    assert.deepEqual([first.kind(), first.viewModel.isWaiting], ['none', true]);
    t.mock.timers.tick(7 * day - 1);
    const next = await page(unconfirmed);
    assert.equal(next.kind(), 'none');
    next.viewModel.ask();
    assert.equal(next.kind(), 'recover');
    assert.equal(first.kind(), 'none');
    t.mock.timers.tick(1);
    assert.equal(first.kind(), 'put-off', 'also on a page that was open for so long');
    assert.equal((await page(unconfirmed)).kind(), 'put-off');
  });

  it('is not closed for longer by a clock that was put back', async (t) => {
    const { page, store } = browser();
    stopClock(t);
    await store.savePreferences({ putOff: { about: 'recover', closedAt: Date.now() + 1 } });
    assert.equal((await page(unconfirmed)).kind(), 'put-off');
  });

  const changes: readonly (readonly [CryptoSnapshot, CryptoSnapshot, string])[] = [
    [unconfirmed, { state: 'restoring', done: 0, total: 1 }, 'none'],
    [unconfirmed, { state: 'ready', saved: true }, 'none'],
    [unconfirmed, { ...unconfirmed, replaces: 'rolled-back' }, 'recover'],
    [unconfirmed, { ...unconfirmed, backup: 'gone' }, 'recover'],
    [withoutRecovery, unconfirmed, 'recover'],
    [unsaved, { state: 'ready', saved: true }, 'none'],
    [unsaved, unconfirmed, 'recover'],
  ];
  for (const [before, after, kind] of changes) {
    it(`is forgotten as ${JSON.stringify(before)} becomes ${JSON.stringify(after)}`, async () => {
      const { page, remembered } = browser();
      const { link, viewModel } = await page(before);
      viewModel.putOff();
      viewModel.close();
      assert.notEqual(await remembered(), undefined);
      link.publish('crypto', '', after);
      assert.equal(viewModel.getSnapshot().prompt.kind, kind);
      assert.equal(await remembered(), undefined);
      link.publish('crypto', '', before);
      assert.notEqual(viewModel.getSnapshot().prompt.kind, 'put-off');
    });
  }

  it('is remembered while the state does not tell', async () => {
    const { page, remembered } = browser();
    const { link, viewModel, kind } = await page(unconfirmed);
    viewModel.putOff();
    for (const state of ['off', 'starting'] as const) link.publish('crypto', '', { state });
    link.publish('crypto', '', { state: 'failed', error: { code: 'crypto-failed', message: 'wasm' } });
    assert.equal(kind(), 'failed');
    assert.deepEqual(await remembered(), { about: 'recover' });
    link.publish('crypto', '', unconfirmed);
    assert.equal(kind(), 'put-off');
  });

  it('is asked of another account, and in each visit where encryption does not run', async () => {
    const { page } = browser();
    (await page(unconfirmed)).viewModel.putOff();
    assert.equal((await browser().page(unconfirmed)).kind(), 'recover');
    const stopped = { state: 'failed', error: { code: 'crypto-failed', message: 'wasm' } } as const;
    const { viewModel, kind } = await page(stopped);
    viewModel.putOff();
    assert.equal(kind(), 'none');
    assert.equal((await page(stopped)).kind(), 'failed');
  });

  it('counts for the visit where nothing can be stored', async () => {
    class FullStore extends MemoryRoomStore {
      override preferences = async () => Promise.reject(new WikiRoomError('storage-unavailable'));
      override savePreferences = async () => Promise.reject(new WikiRoomError('storage-full'));
    }
    const { viewModel, kind } = await browser(new FullStore()).page(unconfirmed);
    assert.equal(kind(), 'recover');
    viewModel.putOff();
    assert.equal(kind(), 'put-off');
    await viewModel.comeBack();
    assert.equal(kind(), 'put-off');
    viewModel.close();
    assert.equal(kind(), 'none');
    viewModel.dispose();
  });

  it('counts for the visit where the disk is full', async () => {
    class FullStore extends MemoryRoomStore {
      override savePreferences = async () => Promise.reject(new WikiRoomError('storage-full'));
    }
    const { viewModel, kind } = await browser(new FullStore()).page(unconfirmed);
    viewModel.putOff();
    await viewModel.comeBack();
    assert.equal(kind(), 'put-off');
  });

  it('is put off on another page that is open, too, once the reader turns to that one', async () => {
    const { page, remembered } = browser();
    const [first, other, asked] = [await page(unconfirmed), await page(unconfirmed), await page(unconfirmed)];
    asked.viewModel.ask();
    first.viewModel.putOff();
    for (const { viewModel } of [other, asked]) await viewModel.comeBack();
    assert.deepEqual([other.kind(), asked.kind()], ['put-off', 'recover'], 'who asked for it here is answered here');
    first.viewModel.close();
    await other.viewModel.comeBack();
    assert.equal(other.kind(), 'none');
    first.link.publish('crypto', '', { state: 'ready', saved: true });
    assert.equal(await remembered(), undefined);
    await other.viewModel.comeBack();
    assert.equal(other.kind(), 'recover', 'its own state has not changed yet');
    for (const { viewModel } of [first, other, asked]) viewModel.dispose();
  });

  it('takes no new recovery key off another page', async () => {
    const { page } = browser();
    const [first, other] = [await page(unsaved), await page(unsaved)];
    other.link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk w8ea' });
    await other.viewModel.showRecoveryKey();
    first.viewModel.putOff();
    await other.viewModel.comeBack();
    assert.equal(other.kind(), 'show');
  });

  it('is not undone by what was read before it was put off', async () => {
    const store = new MemoryRoomStore();
    const { viewModel, kind } = await browser(store).page(unconfirmed);
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<MemoryRoomStore['preferences']>>>();
    store.preferences = () => promise;
    const back = viewModel.comeBack();
    await settled();
    viewModel.putOff();
    resolve({ privateReceipts: false });
    await back;
    assert.equal(kind(), 'put-off');
  });

  it('leaves the other preferences of the account as they are', async () => {
    const { page, store } = browser();
    await store.savePreferences({ privateReceipts: true });
    (await page(unconfirmed)).viewModel.putOff();
    assert.deepEqual(await store.preferences(), { privateReceipts: true, putOff: { about: 'recover' } });
  });

  it('is confirming this browser only where it has not been confirmed', async () => {
    const { page } = browser();
    assert.equal((await page(unconfirmed)).viewModel.isUnconfirmed, true);
    assert.equal((await page(withoutRecovery)).viewModel.isUnconfirmed, true);
    assert.equal((await page({ ...unconfirmed, backup: 'locked' })).viewModel.isUnconfirmed, false);
    assert.equal((await page(unsaved)).viewModel.isUnconfirmed, false);
  });
});
