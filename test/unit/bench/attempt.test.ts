import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt } from '../../../bench/measure/attempt.ts';

test('a row that could not be measured is named, and takes no other with it', async () => {
  const said: string[] = [];
  const ask = (rows: string, measure: () => Promise<object>): Promise<object> =>
    attempt({ name: 'hydrogen' }, rows, measure, (line) => void said.push(line));
  const values = {
    ...(await ask('cold-news', () => Promise.resolve({ 'cold-news': 900 }))),
    ...(await ask('warm-news', () => Promise.reject(new Error('Timeout 60000ms exceeded.\nCall log: …')))),
  };
  assert.deepEqual(values, { 'cold-news': 900 });
  assert.deepEqual(said, ['hydrogen: warm-news could not be measured: Timeout 60000ms exceeded.']);
});
