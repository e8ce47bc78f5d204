import { fullName } from '../../protocol/full-name.ts';
import type { PillPart } from '../../protocol/parts.ts';
import { cleanLine } from './clean-text.ts';
import type { RoomContext } from './event-view.ts';
import { personOf } from './person.ts';

/** A mention of a person: named as this room knows them, never in the sender's words. */
export function userPill(userId: string, room: RoomContext): PillPart {
  return {
    kind: 'pill',
    target: 'user',
    id: userId,
    label: fullName(personOf(userId, room)),
    self: userId === room.ownUserId,
  };
}

/** A link to a room, by its alias or id. */
export function roomPill(id: string): PillPart {
  return { kind: 'pill', target: 'room', id, label: cleanLine(id, 255), self: false };
}

/** `@room`, where `m.mentions` means it. */
export const everyonePill: PillPart = { kind: 'pill', target: 'everyone', id: '@room', label: '@room', self: false };
