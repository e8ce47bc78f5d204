import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOf, planOf } from '../../chaos/plan.ts';
import { seeds } from '../../chaos/seeds.ts';

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

  it('meets every fault, of every kind, in the everyday run too', () => {
    const everyday = seeds[0]!;
    const kinds = (seed: number, sends: number): string[] => [...new Set(planOf(seed, sends).map(nameOf))].toSorted();
    assert.deepEqual(kinds(everyday.seed, everyday.sends), kinds(7, 20_000));
  });
});
