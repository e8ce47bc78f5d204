/** Waits that grow, in milliseconds; the last one stays. */
const steps = [5_000, 10_000, 20_000, 30_000];

/** How long until the next attempt: at least five seconds, spread, so that many readers do not come back at once. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const step = steps[Math.min(Math.max(failures, 1), steps.length) - 1] ?? 30_000;
  return Math.round(step * (1 + random() * 0.3));
}

/** How long until what was fine is tried again for the first time: soon, and spread, as all readers were cut off at once. */
export function firstBackOff(random: () => number = Math.random): number {
  return Math.round(1_000 * (1 + random()));
}

const longestWait = 5 * 60_000;

/** How long to wait after a rate limit: what the server asks for, where that is sane, capped and spread. */
export function rateLimitWait(retryAfterMs: number | undefined, random: () => number = Math.random): number {
  const asked = retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, longestWait) : 2_000;
  return Math.round(asked + 100 + random() * 400);
}
