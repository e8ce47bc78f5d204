import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatDuration } from '../../../src/element/media/format-duration.ts';

it('formatDuration', () => {
  const told = [400, 5_000, 65_400, 600_000, 3_725_000].map(formatDuration);
  assert.deepEqual(told, ['0:00', '0:05', '1:05', '10:00', '1:02:05']);
});
