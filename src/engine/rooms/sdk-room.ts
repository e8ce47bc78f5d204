import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { PendingEventOrdering } from 'matrix-js-sdk/lib/client.js';
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import { EventTimeline } from 'matrix-js-sdk/lib/models/event-timeline.js';
import { RoomMemberEvent } from 'matrix-js-sdk/lib/models/room-member.js';
import { RoomStateEvent } from 'matrix-js-sdk/lib/models/room-state.js';
import type { RoomState } from 'matrix-js-sdk/lib/models/room-state.js';
import { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { RawEvent } from '../sync/raw-event.ts';

/**
 * The room as the SDK's encryption needs it: its members, and who may read. The client passes on what changes, for
 * the crypto machine listens there.
 */
export function createSdkRoom(client: MatrixClient, roomId: string): Room {
  const room = new Room(roomId, client, client.getSafeUserId(), {
    lazyLoadMembers: true,
    pendingEventOrdering: PendingEventOrdering.Detached,
  });
  client.reEmitter.reEmit(room, [RoomStateEvent.Events, RoomStateEvent.Members, RoomStateEvent.NewMember]);
  room.on(RoomStateEvent.NewMember, (_event, _state, member) => {
    client.reEmitter.reEmit(member, [RoomMemberEvent.Membership]);
  });
  client.store.storeRoom(room);
  return room;
}

/** The SDK keeps members in a plain object, where a key like `__proto__` finds something that is no member. */
export function isForSdk({ type, state_key: key }: RawEvent): boolean {
  return type !== 'm.room.member' || key?.startsWith('@') === true;
}

export function sdkEvent(raw: RawEvent): MatrixEvent {
  return new MatrixEvent({ ...raw, unsigned: {} });
}

export function stateOf(room: Room): RoomState {
  const state = room.getLiveTimeline().getState(EventTimeline.FORWARDS);
  if (state === undefined) throw new Error('a room without state');
  return state;
}
