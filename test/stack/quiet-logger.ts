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
