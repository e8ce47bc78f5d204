import type { TimelineRow } from '../../protocol/row.ts';

/**
 * The newest row at or before an event that `isMarked`: that may have no row of its own, as a reaction. A row that `counts` is
 * one too. `ids`: the events that are known, newest first, the rows among them.
 */
export function rowUpTo(
  rows: readonly TimelineRow[],
  ids: Iterable<string>,
  isMarked: (eventId: string) => boolean,
  counts: (row: TimelineRow) => boolean = () => false,
): string | undefined {
  let index = rows.length - 1;
  let found = false;
  for (const id of ids) {
    while (rows[index]?.kind === 'gap') index--;
    const row = rows[index];
    if (row === undefined) return undefined;
    found ||= isMarked(id);
    if (row.id !== id) continue;
    if (found || counts(row)) return id;
    index--;
  }
  return undefined;
}
