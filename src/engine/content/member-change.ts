import type { Person, RoomChange } from '../../protocol/row.ts';
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
  if (now === 'join' && before === 'join') return profileChange(target, content, prevContent);
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

function profileChange(target: Person, content: unknown, prevContent: unknown): RoomChange | undefined {
  const from = own(prevContent, 'displayname');
  const to = own(content, 'displayname');
  if (from !== to) return { kind: 'profile-name', target, from: cleanName(from, target.id) };
  return own(prevContent, 'avatar_url') === own(content, 'avatar_url') ? undefined : { kind: 'profile-avatar', target };
}
