import type { TimelineRow } from '../../protocol/row.ts';

/** Whether a row comes after another, where both are known; everything is newer than nothing. */
export function isNewer(rows: readonly TimelineRow[], eventId: string, than: string | undefined): boolean {
  if (than === undefined) return true;
  for (let i = rows.length - 1; i >= 0; i--) {
    if (rows[i]?.id === than) return false;
    if (rows[i]?.id === eventId) return true;
  }
  return false;
}
