import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf } from '../../chaos/plan.ts';

describe('planOf', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(planOf(7, 300), planOf(7, 300));
    assert.notDeepEqual(planOf(7, 300), planOf(8, 300));
  });

  it('begins alike however long it is', () => {
    assert.deepEqual(planOf(7, 300).slice(0, 20), planOf(7, 5_000).slice(0, 20));
  });

  it('meets every fault in a long run', () => {
    const met = new Set(planOf(7, 5_000).map((step) => step.do));
    assert.equal(met.size, 15);
  });
});
