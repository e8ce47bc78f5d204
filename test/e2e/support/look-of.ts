import type { Locator } from 'playwright-core';

interface Look {
  /** Parts that stick out of the element to the sides. */
  readonly overflowing: readonly string[];
  /** Controls that a finger can miss: below 44 px in a direction. */
  readonly small: readonly string[];
  /** What moves, or takes longer than a frame to change. */
  readonly moving: readonly string[];
}

/** What is drawn of the element, through its shadow roots. What scrolls by itself, as code does, may be wider. */
export function lookOf(element: Locator): Promise<Look> {
  return element.evaluate((host) => {
    const name = (part: Element): string =>
      `${part.localName}.${part.className} "${part.textContent.trim().slice(0, 30)}"`;
    const found = { overflowing: [] as string[], small: [] as string[], moving: [] as string[] };
    const bounds = host.getBoundingClientRect();
    const look = (part: Element, clipped: boolean): void => {
      const place = part.getBoundingClientRect();
      const style = getComputedStyle(part);
      for (const animation of part.getAnimations()) {
        const { duration } = animation.effect?.getComputedTiming() ?? {};
        if (typeof duration === 'number' && duration > 17) found.moving.push(`${name(part)} ${String(duration)} ms`);
      }
      if (place.width <= 1 || place.height <= 1 || style.visibility === 'hidden') return;
      if (!clipped && (place.left < bounds.left - 1 || place.right > bounds.right + 1))
        found.overflowing.push(name(part));
      if (part.matches('button, summary, select') && Math.min(place.width, place.height) < 43.5) {
        found.small.push(`${name(part)} ${String(place.width)} × ${String(place.height)}`);
      }
      const clips =
        clipped || style.overflowX === 'auto' || style.overflowX === 'scroll' || style.overflowX === 'hidden';
      for (const child of [...(part.shadowRoot?.children ?? []), ...part.children]) {
        look(child, part === host ? false : clips && !part.matches('.scroller'));
      }
    };
    look(host, false);
    return found;
  });
}
