import { logger as sharedLogger } from 'matrix-js-sdk/lib/logger.js';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';

const nothing = (): void => undefined;

/** The SDK writes ids, and in part contents, to the console; what matters comes as errors. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silentLogger,
};

// Parts of the SDK write to the logger that all its clients share, in part by the older name `log`.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to quiet it
Object.assign(sharedLogger, silentLogger, { log: nothing });
