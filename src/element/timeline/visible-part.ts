import type { Viewport } from '../../room/timeline/scroll-decisions.ts';
import { surroundings } from '../surroundings.ts';

/** What of the scroller's view is also within the window: the page may have scrolled it, or its frame, half away. */
export function visiblePart(scroller: HTMLElement, viewport: Viewport): Viewport {
  const { top, bottom } = scroller.getBoundingClientRect();
  const window = surroundings.sight ?? { top: 0, bottom: innerHeight };
  const from = Math.max(top, window.top);
  const to = Math.min(bottom, window.bottom);
  return { top: viewport.top + (from - top), height: Math.max(0, to - from) };
}

/** The reader is at this tab: only then is a message read that is on the screen. */
export function isAttentive(): boolean {
  const focused = surroundings.sight?.focused ?? document.hasFocus();
  return document.visibilityState === 'visible' && focused;
}
