import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once the condition holds; fails where it does not within the time, in milliseconds. */
export async function until(holds: () => Promise<boolean>, within = 20_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'the condition did not come true');
    await delay(50);
  }
}
