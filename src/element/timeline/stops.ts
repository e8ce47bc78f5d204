import { isArticle } from '../../room/timeline/timeline-item.ts';
import type { TimelineItem } from '../../room/timeline/timeline-item.ts';

/** Lines that the keys go to: messages, and what has a button. */
export function isStop(item: TimelineItem | undefined): item is TimelineItem {
  if (item?.kind === 'notices') return item.rows.length > 1;
  if (item?.kind === 'gap') return item.row.state === 'failed';
  return item !== undefined && isArticle(item);
}

/** What takes the focus in a line that is drawn: the message itself, or the button. */
export function stopOf(line: HTMLElement | null): HTMLElement | null {
  return line?.localName === 'article' ? line : (line?.querySelector('button') ?? null);
}
