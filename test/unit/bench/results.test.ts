import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Results } from '../../../bench/results.ts';

test('values of several runs come together by row and contender', () => {
  const results = new Results();
  results.add('floor', { 'cold-news': 100 });
  results.add('floor', { 'cold-news': 120 });
  results.add('hydrogen', { 'cold-news': 900 });
  assert.deepEqual(results.summary('cold-news', 'floor')?.values, [100, 120]);
  assert.equal(results.summary('cold-news', 'hydrogen')?.median, 900);
  assert.equal(results.summary('warm-news', 'floor'), undefined);
});

test('a limit is met up to it, and a bound only below it', () => {
  const results = new Results();
  results.add('wiki-room', { 'scroll-nodes': 1500 });
  assert.equal(results.verdict('scroll-nodes', { atMost: 1500 })?.met, true);
  assert.equal(results.verdict('scroll-nodes', { below: 1500 })?.met, false);
});

test('a relative limit follows the other contender of the same run', () => {
  const results = new Results();
  results.add('wiki-room', { 'warm-news': 100 });
  results.add('hydrogen', { 'warm-news': 200 });
  assert.deepEqual(results.verdict('warm-news', { times: 0.4, of: 'hydrogen' }), { limit: 80, met: false });
});

test('there is no verdict without our value or the other one', () => {
  const results = new Results();
  assert.equal(results.verdict('warm-news', { atMost: 1 }), undefined);
  results.add('wiki-room', { 'warm-news': 100 });
  assert.equal(results.verdict('warm-news', { times: 1.5, of: 'floor' }), undefined);
});
