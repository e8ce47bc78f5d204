import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatSummary } from '../../../bench/report/format.ts';
import { table } from '../../../bench/report/table.ts';
import { Results } from '../../../bench/results.ts';
import { summarize } from '../../../bench/statistics.ts';

test('a value is shown with the least and the most, in its unit', () => {
  assert.equal(formatSummary(summarize([1_630_000, 1_625_000, 1_640_000]), 'bytes'), '1,630 KB (1,625–1,640)');
  assert.equal(formatSummary(summarize([88.4]), 'ms'), '88 ms');
  assert.equal(formatSummary(undefined, 'ms'), '–');
});

test('a row has its ratios and how our element stands; rows without a value are left out', () => {
  const results = new Results();
  results.add('wiki-room', { 'warm-news': 120 });
  results.add('floor', { 'warm-news': 100 });
  results.add('hydrogen', { 'warm-news': 200 });
  const lines = table(results).split('\n');
  const row = lines.find((line) => line.startsWith('newest message, warm, unencrypted')) ?? '';
  assert.match(row, /1\.20 +0\.60 +≤ 1\.5 × floor ok, ≤ 0\.4 × hydrogen OVER$/);
  assert.equal(lines.filter((line) => line.startsWith('newest message')).length, 1);
});

test('the noise is half of the floor page’s spread', () => {
  const results = new Results();
  results.add('floor', { 'cold-news': 90 });
  results.add('floor', { 'cold-news': 110 });
  assert.match(table(results), /cold-news ±10 %/);
});
