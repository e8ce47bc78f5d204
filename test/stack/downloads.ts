import pRetry from 'p-retry';

import { StackProblem } from './problem.ts';
import { type Progress, silent } from './progress.ts';

/**
 * Tries a download four times within two minutes: a registry that fails for a moment must not cost a run of an hour. One that fails for good
 * becomes one sentence; the tool's own words stay as the cause.
 */
export async function download(
  what: string,
  attempt: () => Promise<void>,
  progress: Progress = silent,
  firstPauseMs = 5_000,
): Promise<void> {
  await pRetry(attempt, {
    retries: 3,
    minTimeout: firstPauseMs,
    factor: 4,
    onFailedAttempt: ({ retriesLeft, retryDelay }) => {
      if (retriesLeft > 0)
        progress(`${what}: the download failed, trying again in ${String(Math.ceil(retryDelay / 1000))} s …`);
    },
  }).catch(downloadFailed(what));
}

/** Turns a failed download into one sentence. */
export function downloadFailed(what: string): (error: unknown) => never {
  return (error) => {
    throw new StackProblem(
      `${what} could not be downloaded: check the connection to the package registries and try again.`,
      {
        cause: error,
      },
    );
  };
}
