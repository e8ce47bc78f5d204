/** Waits that grow, in milliseconds; the last one stays. */
const steps = [5_000, 10_000, 20_000, 30_000];

/** How long until the next attempt: at least five seconds, spread, so that many readers do not come back at once. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const step = steps[Math.min(Math.max(failures, 1), steps.length) - 1] ?? 30_000;
  return Math.round(step * (1 + random() * 0.3));
}

const longestWait = 5 * 60_000;

/** How long to wait after a rate limit: what the server asks for, where that is sane, capped and spread. */
export function rateLimitWait(retryAfterMs: number | undefined, random: () => number = Math.random): number {
  const asked = retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, longestWait) : 2_000;
  return Math.round(asked + 100 + random() * 400);
}

/** Calls at once, and then no more often than once in `ms`: the last of many calls is made up for. */
export function atMostEvery(ms: number, task: () => void): () => void {
  let resting = false;
  let wanted = false;
  const call = (): void => {
    if (resting) {
      wanted = true;
      return;
    }
    resting = true;
    setTimeout(() => {
      resting = false;
      if (wanted) call();
    }, ms);
    wanted = false;
    task();
  };
  return call;
}

/** Resolves after the time, or at once when the signal is aborted or `wake` resolves. */
export function pause(ms: number, signal?: AbortSignal, wake?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted === true) done();
    void wake?.then(done);
  });
}
