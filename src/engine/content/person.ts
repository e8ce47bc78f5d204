import type { Person } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { RoomContext } from './event-view.ts';
import { mxcOrNone } from './mxc.ts';
import { cleanName } from './names.ts';

/**
 * A person as shown in this room. `lastName` is taken where the room knows no name (any more).
 */
export function personOf(userId: string, room: RoomContext, lastName?: unknown): Person {
  const member = room.member(userId);
  const shownId = cleanLine(userId, 255) || '@';
  const name = cleanName(member?.name ?? lastName, shownId);
  const avatar = mxcOrNone(member?.avatar);
  const confusable = name !== shownId && (looksLikeId(name) || room.namesakes(userId).length > 0);
  return {
    id: userId,
    name,
    ...(confusable ? { disambiguation: shownId } : {}),
    ...(avatar === undefined ? {} : { avatar }),
  };
}

/** A name that reads as somebody's user id must not stand alone. */
function looksLikeId(name: string): boolean {
  return /@[^\s:]+:\S/u.test(name.normalize('NFKC'));
}
