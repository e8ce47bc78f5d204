import type { MessageRow, UndecryptableRow } from '../../protocol/row.ts';
import type { TimelineItem } from '../../room/timeline/timeline-item.ts';

/** What cannot be read yet and is remembered, at most. */
const mostUnread = 100;

/** A row that may be told of, or anything else that has a place. */
interface Entry {
  readonly key: string;
  readonly row?: MessageRow | UndecryptableRow;
}

/**
 * Messages of others that came at the end since the last call: what a screen reader is told. History, edits and what
 * was there when the room was opened are none. What came and could not be read yet is told of once it can be.
 */
export class Arrivals {
  /** The first message that came at the end, of the last call; to be read or not. */
  first: MessageRow | UndecryptableRow | undefined;
  #lastKey: string | undefined;
  readonly #unread = new Set<string>();

  take(items: readonly TimelineItem[], live: boolean): readonly MessageRow[] {
    this.first = undefined;
    const before = this.#lastKey;
    const last = items.at(-1);
    this.#lastKey = live && last !== undefined ? entriesOf(last).at(-1)?.key : undefined;
    if (!live) return [];
    const decrypted = this.#decrypted(items);
    if (before === undefined || before === this.#lastKey) return decrypted;
    const arrived: MessageRow[] = [];
    for (const { row } of entriesAfter(before, items)) {
      if (row === undefined || row.own) continue;
      this.first ??= row;
      if (row.kind === 'message') arrived.push(row);
      else if (this.#unread.size < mostUnread) this.#unread.add(row.id);
    }
    return [...decrypted, ...arrived];
  }

  #decrypted(items: readonly TimelineItem[]): readonly MessageRow[] {
    if (this.#unread.size === 0) return [];
    return items.flatMap((item) => (item.kind === 'message' && this.#unread.delete(item.row.id) ? [item.row] : []));
  }
}

function entriesOf(item: TimelineItem): Entry[] {
  switch (item.kind) {
    case 'message':
      return [item.echo === undefined ? { key: item.key, row: item.row } : { key: item.key }];
    case 'undecryptable':
      return item.rows.map((row) => ({ key: row.txnId ?? row.id, row }));
    default:
      return [{ key: item.key }];
  }
}

/** In their order; none where nothing has that key. */
function entriesAfter(key: string, items: readonly TimelineItem[]): readonly Entry[] {
  const after: Entry[] = [];
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    for (const entry of item === undefined ? [] : entriesOf(item).reverse()) {
      if (entry.key === key) return after.reverse();
      after.push(entry);
    }
  }
  return [];
}
