import type { RedactedRow, TimelineRow } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { isShownAsMessage } from './message-body.ts';
import { messageRow } from './message-row.ts';
import { canBeTold, noticeRow } from './notice-row.ts';
import { personOf } from './person.ts';
import { rowBase } from './row-base.ts';
import { unknownRow } from './unknown-row.ts';

const maxReason = 200;

/** An event as a row. Never throws: one that cannot be read becomes an `unknown` row with `broken`. */
export function rowFromEvent(event: EventView, room: RoomContext): TimelineRow {
  try {
    return readableRow(event, room);
  } catch {
    return brokenRow(event, room);
  }
}

function readableRow(event: EventView, room: RoomContext): TimelineRow {
  if (event.redaction !== undefined) {
    return canBeTold(event)
      ? redactedRow(event, event.redaction, room)
      : unknownRow(event, rowBase(event, room), false);
  }
  if (event.undecryptable !== undefined || event.type === 'm.room.encrypted') {
    return { ...rowBase(event, room), kind: 'undecryptable', cause: event.undecryptable ?? 'waiting' };
  }
  const row = noticeRow(event, room) ?? messageRow(event, room);
  return row ?? unknownRow(event, rowBase(event, room), isShownAsMessage(event));
}

function redactedRow(
  event: EventView,
  { senderId, reason }: NonNullable<EventView['redaction']>,
  room: RoomContext,
): RedactedRow {
  const why = cleanLine(reason, maxReason);
  return {
    ...rowBase(event, room),
    kind: 'redacted',
    ...(senderId === undefined ? {} : { by: personOf(senderId, room) }),
    ...(why === '' ? {} : { reason: why }),
  };
}

/** Nothing of the event is looked at but what the homeserver itself vouches for. */
function brokenRow({ id, type, senderId }: EventView, room: RoomContext): TimelineRow {
  return {
    id,
    sender: { id: senderId, name: cleanLine(senderId, 255) || '@' },
    own: senderId === room.ownUserId,
    kind: 'unknown',
    type: cleanLine(type, 100),
    broken: true,
  };
}
