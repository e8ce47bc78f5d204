import type { Viewport } from '../../room/timeline/scroll-decisions.ts';

/** What of the scroller's view is also within the window: the page may have scrolled it half away. */
export function visiblePart(scroller: HTMLElement, viewport: Viewport): Viewport {
  const { top, bottom } = scroller.getBoundingClientRect();
  const from = Math.max(top, 0);
  const to = Math.min(bottom, window.innerHeight);
  return { top: viewport.top + (from - top), height: Math.max(0, to - from) };
}

/** The reader is at this tab: only then is a message read that is on the screen. */
export function isAttentive(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
