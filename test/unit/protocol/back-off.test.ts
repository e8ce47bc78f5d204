import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backOff, firstBackOff, rateLimitWait } from '../../../src/protocol/back-off.ts';

const least = (): number => 0;
const most = (): number => 0.999;

describe('waits before another attempt', () => {
  it('are spread, so that many readers do not come back at once', () => {
    assert.deepEqual([firstBackOff(least), firstBackOff(most)], [1_000, 1_999]);
    assert.deepEqual([backOff(1, least), backOff(1, most)], [5_000, 6_499]);
    assert.deepEqual([rateLimitWait(3_000, least), rateLimitWait(3_000, most)], [3_100, 3_500]);
  });

  it('grow, up to half a minute', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 100].map((failures) => backOff(failures, least)),
      [5_000, 5_000, 10_000, 20_000, 30_000, 30_000, 30_000],
    );
  });
});
