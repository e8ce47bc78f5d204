import type { TimelineRow } from '../../protocol/row.ts';
import type { AnsweredRow, ComposerMode } from './composer-snapshot.ts';

/** A message that is answered, or what is left of it. */
export function isAnswered(row: TimelineRow | undefined): row is AnsweredRow {
  return row?.kind === 'message' || row?.kind === 'redacted';
}

export interface RowsById {
  row(id: string): TimelineRow | undefined;
}

/** `known`: the thread that it was in when more of it was left. */
export function replyTo(row: AnsweredRow, known?: string): ComposerMode {
  const thread = (row.kind === 'message' ? row.thread?.id : undefined) ?? known;
  return { kind: 'reply', row, ...(thread === undefined ? {} : { thread }) };
}

/** A reply beside the message as it is now; where that is not known, or cannot be read, as it was. */
export function asItIsNow(mode: ComposerMode, timeline: RowsById): ComposerMode {
  if (mode.kind !== 'reply') return mode;
  const row = timeline.row(mode.row.id);
  return isAnswered(row) && row !== mode.row ? replyTo(row, mode.thread) : mode;
}
