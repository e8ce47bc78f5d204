import type { MessageRow, RedactedRow, TimelineRow, UndecryptableRow } from '../../protocol/row.ts';
import { dayOf } from './day-of.ts';
import type { MergedRows } from './merge-outbox.ts';
import type { TimelineItem } from './timeline-item.ts';
import { isUnseen } from './unseen.ts';

export interface BuildOptions {
  /** Event id of the last row the reader had read when the room was opened. */
  readonly readUpTo?: string | undefined;
  /** Event ids in folded runs that the reader opened. */
  readonly opened: ReadonlySet<string>;
}

/** A group ends when its sender pauses this long. */
const groupPause = 5 * 60_000;

/**
 * Rows as lines to draw: day lines, the line where reading stopped, groups of one sender, folded runs. A row whose key
 * was met before is left out: two items never share one.
 */
export function buildItems({ rows, echoes }: MergedRows, { readUpTo, opened }: BuildOptions): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  const keys = new Set<string>();
  const firstUnread = firstUnreadIndex(rows, readUpTo);
  let day = -Infinity;
  /** The row a next one may be grouped with. */
  let groupRow: TimelineRow | undefined;

  rows.forEach((row, index) => {
    const key = row.txnId ?? row.id;
    if (keys.has(key)) return;
    keys.add(key);

    const rowDay = row.ts === undefined ? day : dayOf(row.ts);
    // A clock that runs behind does not bring back a day that is over, nor does one that runs ahead end this one.
    if (row.ts !== undefined && rowDay > day && hasBegun(rowDay, rows, index)) {
      items.push({ kind: 'day', key: `day ${rowDay}`, ts: row.ts });
      day = rowDay;
      groupRow = undefined;
    }
    if (index === firstUnread) {
      items.push({ kind: 'new', key: 'new' });
      groupRow = undefined;
    }

    const head = !continuesGroup(groupRow, row);
    const thread = threadOf(row);
    const beginsThread = thread !== undefined && thread !== threadOf(groupRow);
    groupRow = row;
    const last = items.at(-1);
    switch (row.kind) {
      case 'message': {
        const echo = echoes.get(row.id);
        items.push({
          kind: 'message',
          key,
          row,
          head,
          ...(beginsThread ? { beginsThread } : {}),
          ...(echo === undefined ? {} : { echo }),
        });
        break;
      }
      case 'redacted':
        if (last?.kind === 'redacted' && !head) join(last, row);
        else items.push({ kind: 'redacted', key, rows: [row], head });
        break;
      case 'undecryptable':
        if (last?.kind === 'undecryptable' && last.rows[0].cause === row.cause) join(last, row);
        else items.push({ kind: 'undecryptable', key, rows: [row], head });
        break;
      case 'notice': {
        const open = opened.has(row.id);
        if (last?.kind === 'notices') {
          join(last, row);
          if (open) items[items.length - 1] = { ...last, open };
        } else items.push({ kind: 'notices', key: row.id, rows: [row], open });
        break;
      }
      case 'unknown':
        if (last?.kind === 'unknown' && last.rows[0].broken === row.broken) join(last, row);
        else items.push({ kind: 'unknown', key, rows: [row] });
        break;
      case 'gap':
        items.push({ kind: 'gap', key, row });
    }
  });
  return items;
}

/** Most of the next rows are of that day, too, or of a later one. */
function hasBegun(day: number, rows: readonly TimelineRow[], index: number): boolean {
  let votes = 0;
  for (const { ts } of rows.slice(index, index + 6)) if (ts !== undefined) votes += dayOf(ts) < day ? -1 : 1;
  return votes > 0;
}

/** A run may have thousands of rows: it is not copied for each of them. */
function join<Row>(run: { readonly rows: readonly [Row, ...Row[]] }, row: Row): void {
  (run.rows as [Row, ...Row[]]).push(row);
}

function continuesGroup(before: TimelineRow | undefined, row: TimelineRow): boolean {
  if (before === undefined || !hasHead(before) || !hasHead(row)) return false;
  if (before.sender.id !== row.sender.id || before.sender.name !== row.sender.name) return false;
  if (row.kind === 'message' && row.replyTo !== undefined) return false;
  if (threadOf(before) !== threadOf(row)) return false;
  // A run of unreadable messages is a line without a sender.
  if (before.kind === 'undecryptable') return false;
  if (before.ts === undefined || row.ts === undefined) return true;
  return Math.abs(row.ts - before.ts) <= groupPause;
}

function threadOf(row: TimelineRow | undefined): string | undefined {
  return row?.kind === 'message' ? row.thread?.id : undefined;
}

function hasHead(row: TimelineRow): row is MessageRow | RedactedRow | UndecryptableRow {
  return row.kind === 'message' || row.kind === 'redacted' || row.kind === 'undecryptable';
}

/** The first row after the one read last that counts as unread; -1 where there is none, or where reading stopped is unknown. */
export function firstUnreadIndex(rows: readonly TimelineRow[], readUpTo: string | undefined): number {
  if (readUpTo === undefined) return -1;
  const read = rows.findLastIndex((row) => row.id === readUpTo);
  if (read === -1) return -1;
  return rows.findIndex((row, index) => index > read && isUnseen(row));
}
