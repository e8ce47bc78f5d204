import type { TimelineRow } from './row.ts';

/** Replace `remove` rows from index `at` on by `insert`. Applied in order. */
export interface RowPatch {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly TimelineRow[];
}

/**
 * The least run of changes that turns `before` into `after`, where unchanged rows are the same object.
 * A prepend, an append and a changed row each give one small patch.
 */
export function diffRows(before: readonly TimelineRow[], after: readonly TimelineRow[]): RowPatch[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > start && afterEnd > start && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd--;
    afterEnd--;
  }
  if (beforeEnd === start && afterEnd === start) return [];
  if (beforeEnd - start === afterEnd - start) return replacements(before, after, start, afterEnd);
  return [{ at: start, remove: beforeEnd - start, insert: after.slice(start, afterEnd) }];
}

/** Rows of equal number: only the ones that differ are sent, as runs. */
function replacements(
  before: readonly TimelineRow[],
  after: readonly TimelineRow[],
  start: number,
  end: number,
): RowPatch[] {
  const patches: RowPatch[] = [];
  for (let i = start; i < end; i++) {
    if (before[i] === after[i]) continue;
    let runEnd = i + 1;
    while (runEnd < end && before[runEnd] !== after[runEnd]) runEnd++;
    patches.push({ at: i, remove: runEnd - i, insert: after.slice(i, runEnd) });
    i = runEnd;
  }
  return patches;
}

/** A new array with the patches applied; `undefined` where one does not fit (the receiver asks for a reset). */
export function applyPatches(rows: readonly TimelineRow[], patches: readonly RowPatch[]): TimelineRow[] | undefined {
  const result = [...rows];
  for (const { at, remove, insert } of patches) {
    if (at < 0 || remove < 0 || at + remove > result.length) return undefined;
    result.splice(at, remove, ...insert);
  }
  return result;
}
