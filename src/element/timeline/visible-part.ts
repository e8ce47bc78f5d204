import type { Viewport } from '../../room/timeline/scroll-decisions.ts';
import { surroundings } from '../surroundings.ts';

/**
 * What can be seen of the scroller's view, from its upper edge: the window, or an element around it, may cut off the rest.
 * In a frame the page around it has said what is seen of the frame. Resolves when the next frame is drawn.
 */
export async function visiblePart(scroller: HTMLElement): Promise<Viewport> {
  const { boundingClientRect: own, intersectionRect: seen } = await look(scroller);
  const from = Math.max(seen.top, surroundings.sight?.top ?? seen.top);
  const to = Math.min(seen.bottom, surroundings.sight?.bottom ?? seen.bottom);
  // An edge that only touches what is seen is none of it.
  return { top: from - own.top, height: seen.width === 0 ? 0 : Math.max(0, to - from) };
}

function look(scroller: HTMLElement): Promise<IntersectionObserverEntry> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      if (entry !== undefined) resolve(entry);
    });
    observer.observe(scroller);
  });
}

/**
 * The reader is at this tab: only then is a message read that is on the screen. In a frame they may be on the page around
 * it, which says so.
 */
export function isAttentive(): boolean {
  return document.visibilityState === 'visible' && (document.hasFocus() || surroundings.sight?.focused === true);
}
