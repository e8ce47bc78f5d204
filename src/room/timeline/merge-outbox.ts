import { isHalted, outboxMedia } from '../../protocol/outbox.ts';
import type { MessageDraft, OutboxRecord, OutboxSnapshot, OutgoingFile } from '../../protocol/outbox.ts';
import type { Part } from '../../protocol/parts.ts';
import type { FileBody, MessageRow, Person, ReplyQuote, TextBody, TimelineRow } from '../../protocol/row.ts';
import type { Echo } from './timeline-item.ts';

export interface MergedRows {
  readonly rows: readonly TimelineRow[];
  /** By row id: what of a row is still on its way. */
  readonly echoes: ReadonlyMap<string, Echo>;
}

/** What only the engine knows of what is on its way. */
export type EchoDetails = Omit<OutboxSnapshot, 'records'>;

const noEchoes: ReadonlyMap<string, Echo> = new Map();

/**
 * The rows with what the reader wrote and the homeserver has not sent back yet: new messages at the end, in the order
 * of writing; edits in place. A record whose row is there already is left out.
 */
export function mergeOutbox(
  rows: readonly TimelineRow[],
  records: readonly OutboxRecord[],
  own: Person,
  told: EchoDetails = {},
): MergedRows {
  if (records.length === 0) return { rows, echoes: noEchoes };
  const arrived = new Set<string>();
  const indexes = new Map<string, number>();
  rows.forEach((row, index) => {
    const sentAs = row.txnId ?? row.sentAs;
    if (sentAs !== undefined) arrived.add(sentAs);
    indexes.set(row.id, index);
  });

  const merged = [...rows];
  const echoes = new Map<string, Echo>();
  for (const record of records.toSorted((a, b) => a.at - b.at)) {
    const { txnId, draft, state } = record;
    const body = told.bodies?.[txnId] ?? textBody(draft.text);
    if (arrived.has(txnId) || (state.kind === 'sent' && indexes.has(state.eventId))) continue;
    if (draft.edits === undefined) {
      merged.push(echoRow(record, body, own, (id) => rows[indexes.get(id) ?? -1]));
      echoes.set(txnId, echoOf(record, false, told));
      continue;
    }
    const index = indexes.get(draft.edits);
    const edited = index === undefined ? undefined : merged[index];
    if (index !== undefined && edited?.kind === 'message') {
      merged[index] = { ...edited, body, editable: draft.text, edited: true };
      echoes.set(edited.id, echoOf(record, true, told));
    } else if (isHalted(state.kind)) {
      // The message it would change is not loaded; the text must still be within reach.
      merged.push(echoRow(record, body, own, () => undefined));
      echoes.set(txnId, echoOf(record, false));
    }
  }
  return { rows: merged, echoes };
}

function echoOf({ txnId, state, draft }: OutboxRecord, edit: boolean, { upload, trouble }: EchoDetails = {}): Echo {
  const done = upload?.txnId === txnId && upload.total > 0 ? upload.done / upload.total : undefined;
  return {
    txnId,
    edit,
    state: state.kind,
    stuck: trouble !== undefined,
    ...(state.kind === 'failed' ? { error: state.error } : {}),
    ...(draft.file === undefined
      ? {}
      : { file: { captioned: draft.text !== '', ...(done === undefined ? {} : { done }) } }),
    ...(state.kind === 'asking' ? { question: state.question } : {}),
  };
}

function echoRow(
  { txnId, at, draft }: OutboxRecord,
  body: TextBody,
  own: Person,
  rowOf: (id: string) => TimelineRow | undefined,
): MessageRow {
  return {
    kind: 'message',
    id: txnId,
    txnId,
    ts: at,
    sender: own,
    own: true,
    body: draft.file === undefined ? body : fileBody(draft.file, body, txnId),
    edited: false,
    reactions: [],
    mentionsReader: false,
    ...relationOf(draft, rowOf),
  };
}

/** What it answers, and the thread that it stays in therefore. */
function relationOf(
  { replyTo, thread: root }: MessageDraft,
  rowOf: (id: string) => TimelineRow | undefined,
): Pick<MessageRow, 'replyTo' | 'thread'> {
  const quote = (id: string, row = rowOf(id)): ReplyQuote =>
    row === undefined ? { id, state: 'missing' } : quoteRow(row);
  const answered = replyTo === undefined ? undefined : rowOf(replyTo);
  const thread =
    (answered?.kind === 'message' ? answered.thread : undefined) ?? (root === undefined ? undefined : quote(root));
  return {
    ...(replyTo === undefined ? {} : { replyTo: quote(replyTo) }),
    ...(thread === undefined ? {} : { thread }),
  };
}

/** A row as a reply to it shows it. */
export function quoteRow(row: TimelineRow): ReplyQuote {
  switch (row.kind) {
    case 'message':
      return { id: row.id, state: 'shown', sender: row.sender, excerpt: row.body.plain.slice(0, 200) };
    case 'redacted':
    case 'undecryptable':
      return { id: row.id, state: row.kind, sender: row.sender };
    default:
      return { id: row.id, state: 'shown', sender: row.sender };
  }
}

/** The file as it waits in the outbox; the engine gives it out from there. */
function fileBody(file: OutgoingFile, caption: TextBody, txnId: string): FileBody {
  const { kind, name, mime, size, box } = file;
  return {
    kind,
    name,
    mime,
    size,
    source: { mxc: outboxMedia(txnId), size },
    ...(box === undefined ? {} : { box }),
    caption: caption.parts,
    plain: caption.plain || name,
  };
}

/** Until the engine has made parts of the Markdown: the lines as typed. */
function textBody(text: string): TextBody {
  const parts: Part[] = [];
  text.split('\n').forEach((line, index) => {
    if (index > 0) parts.push({ kind: 'break' });
    if (line !== '') parts.push({ kind: 'text', text: line });
  });
  return { kind: 'text', parts, plain: text.slice(0, 1000) };
}
