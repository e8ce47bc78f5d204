import type { EngineLink } from '../../protocol/engine-link.ts';

const waits = new WeakMap<EngineLink, Promise<void>>();

/** Resolves when the connection is back after it was lost; one subscription for all who wait. */
export function connectionBack(link: EngineLink): Promise<void> {
  const known = waits.get(link);
  if (known !== undefined) return known;
  const { promise, resolve } = Promise.withResolvers<void>();
  let lost = false;
  const unfollow = link.subscribe('connection', '', ({ state }) => {
    if (state === 'live' && lost) resolve();
    lost ||= state !== 'live';
  });
  const back = promise.then(() => {
    unfollow();
    waits.delete(link);
  });
  waits.set(link, back);
  return back;
}
