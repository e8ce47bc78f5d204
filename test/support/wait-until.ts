import { waitUntil as waitUntilWithin } from '@open-wc/testing';

type WaitUntil = typeof waitUntilWithin;

/** As that of the test helpers, with more patience: a machine may be busy with something else for a second. */
export const waitUntil: WaitUntil = (holds, message, options) =>
  waitUntilWithin(holds, message, { timeout: 10_000, ...options });
