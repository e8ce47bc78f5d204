import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeightIndex } from '../../../../src/room/timeline/height-index.ts';

function index(keys: readonly string[], estimate = 10): HeightIndex {
  const heights = new HeightIndex();
  heights.setKeys(keys, () => estimate);
  return heights;
}

describe('HeightIndex', () => {
  it('adds up estimates, and what was measured instead of them', () => {
    const heights = index(['a', 'b', 'c']);
    assert.equal(heights.total, 30);
    assert.equal(heights.measure(1, 25), true);
    assert.equal(heights.measure(1, 25), false);
    assert.deepEqual([heights.top(1), heights.bottom(1), heights.total], [10, 35, 45]);
  });

  it('keeps what was measured when lines come and go', () => {
    const heights = index(['a', 'b']);
    heights.measure(0, 40);
    heights.setKeys(['older', 'a', 'b'], () => 10);
    assert.deepEqual([heights.top(1), heights.bottom(1)], [10, 50]);
    assert.equal(heights.indexOf('b'), 2);
    assert.equal(heights.indexOf('gone'), -1);
  });

  it('finds the line at a distance, also beyond the ends', () => {
    const heights = index(['a', 'b', 'c']);
    assert.deepEqual(
      [-5, 0, 9.9, 10, 29, 500].map((offset) => heights.at(offset)),
      [0, 0, 0, 1, 2, 2],
    );
    assert.equal(index([]).at(0), 0);
    assert.equal(index([]).total, 0);
  });

  it('forgets lines that are long gone', () => {
    const heights = index([]);
    for (let round = 0; round < 40; round++) {
      const keys = Array.from({ length: 100 }, (_, i) => `${round} ${i}`);
      heights.setKeys(keys, () => 10);
      keys.forEach((_, i) => heights.measure(i, 20));
    }
    heights.setKeys(['0 0'], () => 10);
    assert.equal(heights.total, 10);
  });
});
