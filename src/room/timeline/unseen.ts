import type { TimelineRow } from '../../protocol/row.ts';

/** Messages of others below the point the reader has seen. */
export interface Unseen {
  readonly messages: number;
  readonly mentions: number;
}

export const nothingUnseen: Unseen = { messages: 0, mentions: 0 };

/** Counted after the row `seen`; `undefined` where that row is not among the rows. */
export function countUnseen(rows: readonly TimelineRow[], seen: string | undefined): Unseen | undefined {
  if (seen === undefined) return undefined;
  let messages = 0;
  let mentions = 0;
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i];
    if (row === undefined) continue;
    if (row.id === seen) return { messages, mentions };
    if (!isUnseen(row)) continue;
    messages++;
    if (row.kind === 'message' && row.mentionsReader) mentions++;
  }
  return undefined;
}

/** Whether it counts, where the reader has not seen it. */
export function isUnseen({ own, kind }: TimelineRow): boolean {
  return !own && (kind === 'message' || kind === 'undecryptable');
}
