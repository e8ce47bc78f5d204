import type { Person, RoomChange } from '../../protocol/row.ts';
import { textOf } from '../shape.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { cleanName } from './names.ts';
import { own } from './own.ts';
import { personOf } from './person.ts';

type MemberChange = Exclude<Extract<RoomChange, { target: Person }>['kind'], 'profile-name' | 'profile-avatar'>;

const maxReason = 200;

/** What an `m.room.member` event changed; `undefined` where it changed nothing, or has not the shape of one. */
export function memberChange(event: EventView, room: RoomContext): RoomChange | undefined {
  const { content, prevContent, stateKey, senderId } = event;
  if (stateKey === undefined) return undefined;
  const before = own(prevContent, 'membership');
  const now = own(content, 'membership');
  const target = personOf(stateKey, room, own(content, 'displayname') ?? own(prevContent, 'displayname'));
  if (now === 'join' && before === 'join') return profileChange(target, event, room);
  const kind = membershipChange(before, now, senderId === stateKey);
  const reason = cleanLine(own(content, 'reason'), maxReason);
  return kind === undefined ? undefined : { kind, target, ...(reason === '' ? {} : { reason }) };
}

function membershipChange(before: unknown, now: unknown, bySelf: boolean): MemberChange | undefined {
  switch (now) {
    case 'join':
      return 'joined';
    case 'invite':
      return 'invited';
    case 'knock':
      return 'knocked';
    case 'ban':
      return 'banned';
    case 'leave':
      if (bySelf) return before === 'invite' ? 'declined' : 'left';
      return before === 'ban' ? 'unbanned' : 'kicked';
    default:
      return undefined;
  }
}

/** They are named as they called themselves then; with their id where that is not how they are called now. */
function profileChange(target: Person, event: EventView, room: RoomContext): RoomChange | undefined {
  const [from, to] = [event.prevContent, event.content].map((content) => textOf(own(content, 'displayname')));
  if (from !== to) {
    const called = personOf(target.id, { ...room, member: (id) => ({ ...room.member(id), name: to }) });
    const shownId = cleanLine(target.id, 255);
    const since = called.name === target.name || called.name === shownId ? {} : { disambiguation: shownId };
    return { kind: 'profile-name', target: { ...called, ...since }, from: cleanName(from, target.id) };
  }
  const [before, now] = [event.prevContent, event.content].map((content) => textOf(own(content, 'avatar_url')));
  return before === now ? undefined : { kind: 'profile-avatar', target };
}
