import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CryptoSnapshot } from '../../../src/protocol/room.ts';
import { ScriptedServices } from '../../support/scripted-services.ts';
import { settled, started } from './started.ts';

const unsaved = { state: 'ready', saved: false } as const;
const saved = { state: 'ready', saved: true } as const;

/** What a sign-out asks on the last of several pages, on each of which the keys stood so. */
async function asksAfter(...states: readonly CryptoSnapshot[]): Promise<boolean> {
  const services = new ScriptedServices();
  let asks = false;
  for (const [index, state] of states.entries()) {
    const page = Object.assign(new ScriptedServices(), { records: services.records }).open([]);
    page.link.publish('crypto', '', state);
    const { viewModel, snapshot } = await started(page);
    await settled();
    if (index < states.length - 1) viewModel.dispose();
    else await viewModel.requestSignOut();
    asks = snapshot().losses?.keys === true;
    assert.equal(page.account === undefined, index === states.length - 1 && !asks);
  }
  return asks;
}

describe('a sign-out asks first', () => {
  for (const state of [
    unsaved,
    { state: 'needs-recovery', backup: 'gone' },
    { state: 'needs-recovery', backup: 'locked' },
    { state: 'failed', error: { code: 'no-recovery', message: 'none' } },
  ] as const) {
    it(`where nothing else opens the keys: ${JSON.stringify(state)}`, async () => {
      assert.equal(await asksAfter(state), true);
    });
  }

  for (const state of [
    { state: 'off' },
    { state: 'starting' },
    { state: 'needs-recovery' },
    { state: 'restoring', done: 0, total: 1 },
    { state: 'failed', error: { code: 'crypto-failed', message: 'no' } },
  ] as const) {
    it(`as far as an earlier page knew: ${JSON.stringify(state)}`, async () => {
      assert.equal(await asksAfter(unsaved, state), true);
      assert.equal(await asksAfter(unsaved, saved, state), false);
      assert.equal(await asksAfter(state), false);
    });
  }

  it('no more once a recovery key is kept', async () => {
    assert.equal(await asksAfter(unsaved, saved), false);
  });
});
