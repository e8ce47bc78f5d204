import type { NoticeRow, RoomChange } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { memberChange } from './member-change.ts';
import { own } from './own.ts';
import { rowBase } from './row-base.ts';

type Change = (event: EventView, room: RoomContext) => RoomChange | undefined;

const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['m.room.member', memberChange],
  ['m.room.create', () => ({ kind: 'created' })],
  ['m.room.encryption', () => ({ kind: 'encrypted' })],
  ['m.room.avatar', () => ({ kind: 'avatar' })],
  ['m.room.history_visibility', () => ({ kind: 'history' })],
  ['m.room.join_rules', () => ({ kind: 'rules' })],
  ['m.room.power_levels', () => ({ kind: 'powers' })],
  ['m.room.pinned_events', () => ({ kind: 'pins' })],
  ['m.room.tombstone', () => ({ kind: 'upgraded' })],
  ['m.room.name', ({ content }) => ({ kind: 'renamed', text: cleanLine(own(content, 'name'), 200) })],
  ['m.room.topic', ({ content }) => ({ kind: 'topic', text: cleanLine(own(content, 'topic'), 500) })],
]);

/** Somebody calls. Sources: Client-Server API, "Voice over IP"; MSC4075. */
const calls: ReadonlySet<string> = new Set([
  ...['m.call.invite', 'm.call.notify', 'org.matrix.msc4075.call.notify'],
  ...['m.rtc.notification', 'org.matrix.msc4075.rtc.notification'],
]);

/** A change of the room's state, or a call, as a row; `undefined` where it is of no known kind. */
export function noticeRow(event: EventView, room: RoomContext): NoticeRow | undefined {
  const change = event.stateKey === undefined ? callOf(event) : changes.get(event.type)?.(event, room);
  return change === undefined ? undefined : { ...rowBase(event, room), kind: 'notice', change };
}

/** No change of the room's state, or one that there are words for. */
export function canBeTold({ type, stateKey }: EventView): boolean {
  return stateKey === undefined || changes.has(type);
}

function callOf({ type }: EventView): RoomChange | undefined {
  return calls.has(type) ? { kind: 'called' } : undefined;
}
