import type { HeightIndex } from './height-index.ts';
import { isArticle, newestEventId } from './timeline-item.ts';
import type { TimelineItem } from './timeline-item.ts';

/** What is seen of the list: CSS pixels from its top. */
export interface Viewport {
  readonly top: number;
  readonly height: number;
}

/** Indexes of the lines that are in the document: `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** So near to the end, in pixels, that new messages are followed: a turn of the wheel must lead away from it. */
export const liveEdge = 4;

/** At the newest message. `distance`: pixels left to scroll. */
export function isAtLiveEdge(distance: number): boolean {
  return distance <= liveEdge;
}

/** The lines in view, and as many around them as `margin` pixels hold. */
export function rangeFor(heights: HeightIndex, viewport: Viewport, margin: number): Range {
  if (heights.count === 0) return { start: 0, end: 0 };
  return {
    start: heights.at(viewport.top - margin),
    end: heights.at(viewport.top + viewport.height + margin) + 1,
  };
}

/** Whether the lines in the document still fill the view, with half the margin to spare at either side. */
export function coversView(heights: HeightIndex, range: Range, viewport: Viewport, margin: number): boolean {
  const { start, end } = range;
  const above = start === 0 || heights.top(start) <= viewport.top - margin / 2;
  const below = end >= heights.count || heights.top(end) >= viewport.top + viewport.height + margin / 2;
  return above && below;
}

/** A line that must not move: its edge stays `fromTop` pixels below the upper edge of the view. */
export interface Anchor {
  readonly key: string;
  readonly edge: 'top' | 'bottom';
  readonly fromTop: number;
}

/**
 * The line that must not move while others change: the first message in view, by its lower edge, for its upper part may
 * lose a name or gain a picture. Day lines and folded runs only where there is no message: they come and go.
 */
export function anchorOf(items: readonly TimelineItem[], heights: HeightIndex, viewport: Viewport): Anchor | undefined {
  if (heights.count === 0) return undefined;
  const first = heights.at(viewport.top);
  let found = first;
  for (let i = first; i < items.length && heights.top(i) < viewport.top + viewport.height; i++) {
    const item = items[i];
    // A sliver at the upper edge is no hold.
    if (item !== undefined && isArticle(item) && heights.bottom(i) > viewport.top + 1) {
      found = i;
      break;
    }
  }
  const item = items[found];
  return item === undefined
    ? undefined
    : { key: item.key, edge: 'bottom', fromTop: heights.bottom(found) - viewport.top };
}

/** Where the view must begin for the anchor to stay; `undefined` where its line is gone. */
export function topFor({ key, edge, fromTop }: Anchor, heights: HeightIndex): number | undefined {
  const index = heights.indexOf(key);
  if (index === -1) return undefined;
  return (edge === 'top' ? heights.top(index) : heights.bottom(index)) - fromTop;
}

/** Older rows are asked for this many heights of the view before their place comes into view. */
const screensAhead = 8;

export function shouldLoadOlder(
  older: 'more' | 'none' | 'loading' | 'failed',
  viewport: Viewport,
  hasRows: boolean,
): boolean {
  // After a failure only a click tries again; a view without height is not seen.
  return older === 'more' && viewport.height > 0 && hasRows && viewport.top < viewport.height * screensAhead;
}

/** The day that the line at the top of the view is of; `undefined` while the line that says so is itself in view. */
export function dayAtTop(items: readonly TimelineItem[], heights: HeightIndex, viewport: Viewport): number | undefined {
  const first = heights.at(viewport.top);
  for (let i = first; i >= 0; i--) {
    const item = items[i];
    if (item?.kind === 'day') return i === first ? undefined : item.ts;
  }
  return undefined;
}

/** The newest event whose line is wholly, or to the lower edge of the view, within what the reader can see. */
export function newestSeen(
  items: readonly TimelineItem[],
  heights: HeightIndex,
  visible: Viewport,
): string | undefined {
  if (visible.height <= 0) return undefined;
  const bottom = visible.top + visible.height;
  for (let i = heights.at(bottom); i >= 0 && heights.bottom(i) > visible.top; i--) {
    const item = items[i];
    if (item === undefined || heights.bottom(i) > bottom + 2) continue;
    const id = newestEventId(item);
    if (id !== undefined) return id;
  }
  return undefined;
}
