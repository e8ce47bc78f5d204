import type { Locator } from 'playwright-core';

/** What is returned resolves once the next scrolling around this place has come to its end, and that frame is painted. */
export async function afterScrolling(place: Locator): Promise<() => Promise<void>> {
  const ended = await place.evaluateHandle((element) => {
    const promise = new Promise<void>((resolve) => {
      const end = (): void => void requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      element.getRootNode().addEventListener('scrollend', end, { capture: true, once: true });
    });
    return { promise };
  });
  return () => ended.evaluate(({ promise }) => promise);
}
