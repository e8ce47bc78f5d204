import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readOptions } from '../../../bench/options.ts';

function options(...args: string[]): Exclude<ReturnType<typeof readOptions>, 'help'> {
  const read = readOptions(args);
  assert.notEqual(read, 'help');
  return read as Exclude<typeof read, 'help'>;
}

test('five runs of ten seconds are the default, and one of three is quick', () => {
  assert.deepEqual([options().runs, options().watchMs], [5, 10_000]);
  assert.deepEqual([options('--quick').runs, options('--quick').watchMs], [1, 3_000]);
  assert.equal(options('--quick', '--runs', '2').runs, 2);
});

test('rows are chosen by name or by the beginning of a group', () => {
  assert.deepEqual([...options('--only', 'warm-news').only], ['warm-news']);
  assert.deepEqual([...options('--only', 'echo,cold').only], ['echo-frames', 'echo-time', 'cold-news', 'cold-alpha']);
});

test('what is not there is said', () => {
  assert.throws(() => options('--only', 'speed'), /There is no row "speed"/);
  assert.throws(() => options('--contenders', 'cinny'), /There is no contender "cinny"/);
  assert.throws(() => options('--runs', '0'), /whole number/);
});
