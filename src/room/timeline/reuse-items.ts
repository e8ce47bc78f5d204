import type { MessageItem, TimelineItem } from './timeline-item.ts';

/** `next` with every item that is drawn as before replaced by the object of before, so that only what changed is drawn. */
export function reuseItems(before: readonly TimelineItem[], next: readonly TimelineItem[]): readonly TimelineItem[] {
  const old = new Map(before.map((item) => [item.key, item]));
  let same = before.length === next.length;
  const result = next.map((item, index) => {
    const known = old.get(item.key);
    const kept = known !== undefined && isSameItem(known, item) ? known : item;
    if (same && kept !== before[index]) same = false;
    return kept;
  });
  return same ? before : result;
}

function isSameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a.kind === 'message' && b.kind === 'message') {
    return a.row === b.row && isSamePlace(a, b) && isSameEcho(a.echo, b.echo);
  }
  if ('row' in a && 'row' in b) return a.kind === b.kind && a.row === b.row;
  if ('rows' in a && 'rows' in b) {
    return a.kind === b.kind && flagOf(a) === flagOf(b) && isSameList(a.rows, b.rows);
  }
  // The time of a day line may be of another row of that day: it reads the same.
  return a.kind === b.kind && !('row' in a) && !('rows' in a);
}

function flagOf(item: Extract<TimelineItem, { rows: unknown }>): boolean {
  if (item.kind === 'unknown') return false;
  return item.kind === 'notices' ? item.open : item.head;
}

/** In its group, and in its thread. */
function isSamePlace(a: MessageItem, b: MessageItem): boolean {
  return a.head === b.head && a.beginsThread === b.beginsThread;
}

function isSameEcho(a: MessageItem['echo'], b: MessageItem['echo']): boolean {
  return a?.txnId === b?.txnId && a?.state === b?.state && a?.edit === b?.edit && a?.error?.code === b?.error?.code;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
