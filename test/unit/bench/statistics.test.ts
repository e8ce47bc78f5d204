import assert from 'node:assert/strict';
import { test } from 'node:test';

import { median, spread, summarize } from '../../../bench/statistics.ts';

test('the median of an odd number of values is the middle one, whatever their order', () => {
  assert.equal(median([9, 1, 5]), 5);
});

test('the median of an even number of values lies between the two in the middle', () => {
  assert.equal(median([1, 2, 10, 4]), 3);
});

test('no value has no median', () => {
  assert.ok(Number.isNaN(median([])));
});

test('a summary holds the least, the most and all values', () => {
  assert.deepEqual(summarize([3, 1, 2]), { median: 2, min: 1, max: 3, values: [3, 1, 2] });
});

test('the spread is a share of the median, and nothing where the median is', () => {
  assert.equal(spread(summarize([90, 100, 120])), 0.3);
  assert.equal(spread(summarize([0, 0, 5])), 0);
});
