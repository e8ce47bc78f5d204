import { WikiRoomError } from '../../protocol/error.ts';
import type { Fetch } from './matrix-api.ts';

/** An engine that gives no sign of life is replaced after more than this, in milliseconds. */
const longUnderWay = 5_000;

/**
 * As `fetch`, but what was long under way is answered to the newest engine alone. One that was frozen meanwhile and
 * replaced finds the answer waiting before it hears of that, and would take it into a crypto store that another engine
 * works on by now. Rejects `engine-lost`.
 */
export function newestFetch(fetch: Fetch, isNewest: () => Promise<boolean>): Fetch {
  return async (input, init) => {
    const asked = performance.now();
    const response = await fetch(input, init);
    if (performance.now() - asked < longUnderWay || (await isNewest())) return response;
    throw new WikiRoomError('engine-lost', 'a newer engine has taken over');
  };
}
