import assert from 'node:assert/strict';
import { it } from 'node:test';
import { worstMinutes } from '../../chaos/storms.ts';

it('finds the minute with most failures, and the busiest', () => {
  const request = (second: number, status: number) => ({
    method: 'GET',
    path: '/',
    agent: '',
    at: second * 1000,
    status,
    fault: undefined,
  });
  const log = [
    request(0, 0),
    ...[100, 110, 120, 159].map((second) => request(second, 502)),
    request(160, 502),
    ...[300, 301, 302, 303, 304, 305].map((second) => request(second, 200)),
  ];
  const { failed, all } = worstMinutes(log);
  assert.deepEqual(failed, { from: 100_000, failed: 4, all: 4 });
  assert.deepEqual(all, { from: 300_000, failed: 0, all: 6 });
});
