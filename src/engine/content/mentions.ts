import type { RoomContext } from './event-view.ts';
import { own } from './own.ts';

/** `m.mentions` of an event. Source: Client-Server API, "User and room mentions". */
export interface Mentions {
  readonly userIds: ReadonlySet<string>;
  /** The whole room, by a sender who may. */
  readonly everyone: boolean;
}

const maxMentions = 100;

export function mentionsOf(content: unknown, senderId: string, room: RoomContext): Mentions {
  const mentions = own(content, 'm.mentions');
  const ids = own(mentions, 'user_ids');
  const userIds = (Array.isArray(ids) ? ids.slice(0, maxMentions) : []).filter((id) => typeof id === 'string');
  return {
    userIds: new Set(userIds),
    everyone: own(mentions, 'room') === true && room.mayNotifyRoom(senderId),
  };
}
