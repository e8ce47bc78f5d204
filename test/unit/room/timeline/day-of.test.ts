import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOf } from '../../../../src/room/timeline/day-of.ts';

describe('dayOf', () => {
  it('changes at midnight of the reader', () => {
    const midnight = new Date(2026, 2, 29).getTime();
    assert.equal(dayOf(midnight) - dayOf(midnight - 1), 1);
    assert.equal(dayOf(midnight), dayOf(new Date(2026, 2, 29, 23, 59, 59).getTime()));
  });
});
