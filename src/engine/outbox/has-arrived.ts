import { isHalted } from '../../protocol/outbox.ts';
import type { OutboxRecord } from '../../protocol/outbox.ts';
import type { OutboxRoom } from './outbox-room.ts';

/** Event ids of the rows that have come of what was not answered yet, by transaction id. */
export function arrivedRows(records: readonly OutboxRecord[], { timeline }: OutboxRoom): ReadonlyMap<string, string> {
  const sought = new Set(records.filter(({ state }) => state.kind !== 'sent').map(({ txnId }) => txnId));
  const found = new Map<string, string>();
  if (sought.size === 0) return found;
  for (const row of timeline.topic.rows) {
    const txnId = row.txnId ?? row.sentAs;
    if (txnId !== undefined && sought.has(txnId) && !found.has(txnId)) found.set(txnId, row.id);
  }
  return found;
}

/** Whether the rows show what was sent by now, or its event need not come any more. `expected`: sent while they were followed. */
export function hasArrived(record: OutboxRecord, { timeline }: OutboxRoom, expected: boolean): boolean {
  if (record.state.kind !== 'sent') return false;
  // What is known and not told yet would be neither an echo nor a row for a moment.
  if (!timeline.isTold) return false;
  return timeline.has(record.state.eventId) || isBehind(record, timeline, expected);
}

/** The record as it would be had its request been answered before its row came. */
export function asSent(record: OutboxRecord, rows: ReturnType<typeof arrivedRows>): OutboxRecord {
  const eventId = rows.get(record.txnId);
  return eventId === undefined ? record : { ...record, state: { kind: 'sent', eventId } };
}

/** Earlier changes of a message that lie there while a later one has arrived: they would hide it, and sent now undo it. */
export function overtaken(records: readonly OutboxRecord[], arrived: readonly OutboxRecord[]): readonly OutboxRecord[] {
  return records.filter(
    ({ draft: { edits }, state, at }) =>
      edits !== undefined &&
      isHalted(state.kind) &&
      arrived.some((later) => later.draft.edits === edits && later.at > at),
  );
}

/** What was sent lies before the rows that are loaded, or they show it already. */
function isBehind({ at, draft }: OutboxRecord, timeline: OutboxRoom['timeline'], expected: boolean): boolean {
  const { rows, live } = timeline.topic;
  if (!live) return false;
  if (draft.edits !== undefined) {
    if (!timeline.has(draft.edits)) return true;
    const edited = rows.find(({ id }) => id === draft.edits);
    if (edited?.kind === 'message' && edited.edited && edited.editable === draft.text) return true;
  }
  // What was written long before it could be sent is older than rows that came before it.
  if (expected) return false;
  const oldestTime = rows.find(({ ts }) => ts !== undefined)?.ts;
  return oldestTime !== undefined && oldestTime > at;
}
