import type { ContenderName } from './contender.ts';

export type Unit = 'bytes' | 'ms' | 'count' | 'frames';

/** A limit for our element: a number, or a share of what another contender needs in the same run. */
export type Target =
  { readonly atMost: number } | { readonly below: number } | { readonly times: number; readonly of: ContenderName };

export interface Row {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly targets: readonly Target[];
}

const kilobyte = 1_000;
const megabyte = 1_000_000;
const nothingBlocked = [{ atMost: 0 }] as const;
const noLongTask = [{ atMost: 50 }] as const;

/** Everything that is measured, in the order of the table. What each one means in detail: docs/bench.md. */
export const rows = [
  row('bytes-sign-in', 'bytes before the sign-in button', 'bytes', [{ atMost: 60 * kilobyte }]),
  row('bytes-stored', 'bytes before a stored room is painted', 'bytes', [{ atMost: 60 * kilobyte }]),
  row('bytes-newest-news', 'bytes to the newest message, unencrypted', 'bytes', [{ atMost: 330 * kilobyte }]),
  row('bytes-newest-alpha', 'bytes to the newest message, encrypted', 'bytes', [{ atMost: 1_800 * kilobyte }]),
  row('bytes-all-news', 'bytes in all, unencrypted', 'bytes', []),
  row('bytes-all-alpha', 'bytes in all, encrypted', 'bytes', []),
  row('cold-news', 'newest message, cold, unencrypted', 'ms', [{ times: 0.5, of: 'hydrogen' }]),
  row('cold-alpha', 'newest message, cold, encrypted', 'ms', [{ times: 0.7, of: 'hydrogen' }]),
  row('warm-news', 'newest message, warm, unencrypted', 'ms', [
    { times: 1.5, of: 'floor' },
    { times: 0.4, of: 'hydrogen' },
  ]),
  row('warm-alpha', 'newest message, warm, encrypted', 'ms', [
    { times: 1.5, of: 'floor' },
    { times: 0.4, of: 'hydrogen' },
  ]),
  row('warm-unplugged-news', 'newest message, warm, homeserver away', 'ms', [{ times: 1.3, of: 'floor' }]),
  row('blocking-cold-news', 'blocking, cold, unencrypted', 'ms', nothingBlocked),
  row('blocking-cold-alpha', 'blocking, cold, encrypted', 'ms', nothingBlocked),
  row('blocking-warm-news', 'blocking, warm, unencrypted', 'ms', nothingBlocked),
  row('blocking-warm-alpha', 'blocking, warm, encrypted', 'ms', nothingBlocked),
  row('blocking-slowed-news', 'blocking, cold, 4× slowed, unencrypted', 'ms', nothingBlocked),
  row('blocking-slowed-alpha', 'blocking, cold, 4× slowed, encrypted', 'ms', nothingBlocked),
  row('longest-cold-news', 'longest task, cold, unencrypted', 'ms', noLongTask),
  row('longest-cold-alpha', 'longest task, cold, encrypted', 'ms', noLongTask),
  row('longest-warm-news', 'longest task, warm, unencrypted', 'ms', noLongTask),
  row('longest-warm-alpha', 'longest task, warm, encrypted', 'ms', noLongTask),
  row('longest-slowed-news', 'longest task, cold, 4× slowed, unencrypted', 'ms', noLongTask),
  row('longest-slowed-alpha', 'longest task, cold, 4× slowed, encrypted', 'ms', noLongTask),
  row('heap-news', 'JS heap of the page, unencrypted', 'bytes', []),
  row('heap-alpha', 'JS heap of the page, encrypted', 'bytes', []),
  row('memory-news', 'memory of the process, unencrypted', 'bytes', []),
  row('memory-alpha', 'memory of the process, encrypted', 'bytes', []),
  row('tabs-memory-3', 'private memory, three tabs', 'bytes', [{ atMost: 90 * megabyte }]),
  row('tabs-memory-10', 'private memory, ten tabs', 'bytes', []),
  row('tabs-growth', 'memory of ten tabs by that of three', 'count', [{ atMost: 1.8 }]),
  row('rooms-memory', 'private memory, each further room on a page', 'bytes', [{ atMost: 3 * megabyte }]),
  row('nodes-news', 'DOM nodes, unencrypted', 'count', []),
  row('nodes-alpha', 'DOM nodes, encrypted', 'count', []),
  row('scroll-time', 'scrolling back 2,000 messages', 'ms', [{ atMost: 15_000 }]),
  row('scroll-frames', 'frames over 50 ms while scrolling', 'count', [{ atMost: 0 }]),
  row('scroll-longest', 'longest frame while scrolling', 'ms', [{ atMost: 50 }]),
  row('scroll-nodes', 'DOM nodes after scrolling', 'count', [{ below: 1_500 }]),
  row('echo-frames', 'Enter to echo, frames', 'frames', [{ atMost: 1 }]),
  row('echo-time', 'Enter to echo, time', 'ms', []),
  row('full-start', 'fourth tab of 10,000 messages by one tab of 100', 'count', [{ atMost: 1 }]),
  row('wiki-loader', 'loader on every page of a wiki, not packed', 'bytes', [{ atMost: 3 * kilobyte }]),
  row('wiki-requests', 'requests of a wiki page where no room is seen', 'count', [{ atMost: 0 }]),
  row('wiki-workers', 'workers of a wiki page where no room is seen', 'count', [{ atMost: 0 }]),
  row('takeover', 'message on the other tab when the holder closes', 'ms', [{ atMost: 2_000 }]),
] as const satisfies readonly Row[];

export type RowId = (typeof rows)[number]['id'];

/** What one visit yields: a value for each row it can answer. */
export type Values = Partial<Record<RowId, number>>;

function row<Id extends string>(
  id: Id,
  label: string,
  unit: Unit,
  targets: readonly Target[],
): { readonly id: Id; readonly label: string; readonly unit: Unit; readonly targets: readonly Target[] } {
  return { id, label, unit, targets };
}
