import type { MessageRow } from '../../protocol/row.ts';
import type { TimelineItem } from '../../room/timeline/timeline-item.ts';

/**
 * Messages of others that came at the end since the last call: what a screen reader is told. History, edits and what
 * was there when the room was opened are none.
 */
export class Arrivals {
  #lastKey: string | undefined;

  take(items: readonly TimelineItem[], live: boolean): readonly MessageRow[] {
    const before = this.#lastKey;
    this.#lastKey = live ? items.at(-1)?.key : undefined;
    if (!live || before === undefined || before === this.#lastKey) return [];
    const index = items.findLastIndex(({ key }) => key === before);
    if (index === -1) return [];
    return items
      .slice(index + 1)
      .flatMap((item) => (item.kind === 'message' && !item.row.own && item.echo === undefined ? [item.row] : []));
  }
}
