import { type Logger, logger as sharedLogger } from 'matrix-js-sdk/lib/logger.js';

const nothing = (): void => undefined;

/** Keeps a client's chatter out of a test's output; its failures come out as rejected promises anyway. */
export const quietLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => quietLogger,
};

// Parts of the SDK write to the logger that all its clients share, in part by the older name `log`.
Object.assign(sharedLogger, quietLogger, { log: nothing });

/**
 * The SDK leaves a timer behind for every request (a minute and more) and never takes it back. They would keep a
 * program alive long after its last client has stopped, so timers that long do not count.
 */
const abandonedMs = 30_000;
const startTimer = globalThis.setTimeout;
globalThis.setTimeout = new Proxy(startTimer, {
  apply(target, self, args: Parameters<typeof startTimer>) {
    const timer = Reflect.apply(target, self, args) as NodeJS.Timeout;
    return (args[1] ?? 0) >= abandonedMs ? timer.unref() : timer;
  },
});
