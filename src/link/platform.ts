/**
 * What the page's side of the link takes from the browser, taken when the script loads: a page may replace it later.
 * Tests give their own.
 */
export interface Platform {
  readonly locks: LockManager | undefined;
  readonly BroadcastChannel: typeof BroadcastChannel | undefined;
  readonly Worker: typeof Worker;
  readonly document: Document | undefined;
  /** The page's global object, for `pagehide`, `pageshow`. */
  readonly events: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  /** `null` where the page's origin is opaque. */
  readonly origin: string;
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): number;
  clearTimeout(timer: number | undefined): void;
}

const { setTimeout: startTimer, clearTimeout: stopTimer, performance: clock } = globalThis;

/** The browser of this page. */
export function browserPlatform(): Platform {
  return {
    // Both are missing outside secure contexts and in old browsers.
    locks: navigator.locks,
    BroadcastChannel: taken.BroadcastChannel,
    Worker: taken.Worker,
    document,
    events: window,
    origin: globalThis.origin,
    now: () => clock.now(),
    setTimeout: (callback, milliseconds) => startTimer(callback, milliseconds) as unknown as number,
    clearTimeout: (timer) => stopTimer(timer),
  };
}

const taken = {
  BroadcastChannel: globalThis.BroadcastChannel as typeof BroadcastChannel | undefined,
  Worker: globalThis.Worker,
};
