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
