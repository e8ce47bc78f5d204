/**
 * Holds a lock that says "this page lives": it falls when the page goes, however it goes. Resolves once it is held;
 * `false` where locks are not allowed (an opaque origin).
 */
export function holdPresence(locks: LockManager, name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const held = (): Promise<void> =>
      new Promise((release) => {
        resolve(true);
        if (signal.aborted) release();
        signal.addEventListener('abort', () => release());
      });
    // `request` itself may throw, or give a rejected promise.
    Promise.resolve()
      .then(() => locks.request(name, held))
      .catch(() => resolve(false));
  });
}
