import type { MessageRow, ReplyQuote, TimelineRow } from '../../protocol/row.ts';

/** Rows with what was `shown` of the messages they speak of, where the engine has not found those yet; it asks for them. */
export function keepQuotes(
  rows: readonly TimelineRow[],
  shown: readonly TimelineRow[],
  withdrawn: ReadonlySet<string>,
): readonly TimelineRow[] {
  if (!rows.some(isLoading)) return rows;
  const before = new Map(shown.map((row) => [row.id, row]));
  return rows.map((row) => {
    const known = isLoading(row) ? before.get(row.id) : undefined;
    if (row.kind !== 'message' || known?.kind !== 'message') return row;
    const keep = (name: 'replyTo' | 'thread'): Partial<MessageRow> => {
      const { [name]: asked } = row;
      const { [name]: quote } = known;
      const isKept = isOf(asked, 'loading') && isOf(quote, 'shown') && quote.id === asked.id;
      return isKept && !withdrawn.has(quote.id) ? { [name]: quote } : {};
    };
    return { ...row, ...keep('replyTo'), ...keep('thread') };
  });
}

function isLoading(row: TimelineRow): boolean {
  return row.kind === 'message' && (isOf(row.replyTo, 'loading') || isOf(row.thread, 'loading'));
}

function isOf(quote: ReplyQuote | undefined, state: ReplyQuote['state']): quote is ReplyQuote {
  return quote?.state === state;
}
