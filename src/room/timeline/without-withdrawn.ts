import type { ReplyQuote, TimelineRow } from '../../protocol/row.ts';

/** Rows that the engine has not come to, without what it knows was taken back: neither in their place nor in quotes. */
export function withoutWithdrawn(rows: readonly TimelineRow[], withdrawn: ReadonlySet<string>): readonly TimelineRow[] {
  if (withdrawn.size === 0) return rows;
  const isQuoted = (quote: ReplyQuote | undefined): quote is ReplyQuote =>
    quote !== undefined && withdrawn.has(quote.id);
  return rows.flatMap((row): TimelineRow[] => {
    const { kind, id, sender, own, ts } = row;
    if (kind === 'redacted') return [row];
    if (withdrawn.has(id)) {
      const isArticle = kind === 'message' || kind === 'undecryptable';
      return isArticle ? [{ kind: 'redacted', id, sender, own, ...(ts !== undefined && { ts }) }] : [];
    }
    if (kind !== 'message') return [row];
    const { replyTo, thread } = row;
    if (!isQuoted(replyTo) && !isQuoted(thread)) return [row];
    return [
      {
        ...row,
        ...(isQuoted(replyTo) && { replyTo: deleted(replyTo) }),
        ...(isQuoted(thread) && { thread: deleted(thread) }),
      },
    ];
  });
}

function deleted({ excerpt: _gone, ...quote }: ReplyQuote): ReplyQuote {
  return { ...quote, state: 'redacted' };
}
