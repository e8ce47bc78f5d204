import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { listOf } from '../shape.ts';
import { rawEventsOf } from '../sync/raw-event.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import { isForSdk, sdkEvent, stateOf } from './sdk-room.ts';

const type = 'm.room.member';

/**
 * Makes the members of the room those whom the homeserver names now. The SDK loads them once, and then never drops
 * one whom the sync has told of: who left unnoticed would go on being encrypted for.
 * Gives how they stand now, where nothing newer is known.
 */
export async function loadMembersAnew(room: Room, api: MatrixApi, signal: AbortSignal): Promise<readonly RawEvent[]> {
  const { roomId, myUserId } = room;
  const state = stateOf(room);
  const before = new Map<string, MatrixEvent>();
  for (const event of state.getStateEvents(type)) before.set(event.getStateKey() ?? '', event);
  const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/members`;
  const answer = await api.patiently({ path, query: { not_membership: 'leave' }, signal });
  const present = new Map<string, RawEvent>();
  for (const event of rawEventsOf(listOf(answer['chunk']), roomId)) {
    if (event.type === type && event.state_key !== undefined && isForSdk(event)) present.set(event.state_key, event);
  }
  // An answer without the reader is none: by it everyone else would have left.
  if (!present.has(myUserId)) throw new WikiRoomError('homeserver-error', 'an answer without the members');
  const left = [...before.keys()].filter((userId) => !present.has(userId));
  const all = [...present.values(), ...left.map((userId) => leaveOf(userId, roomId))];
  const news = all.filter((event) => {
    const userId = event.state_key ?? '';
    const known = before.get(userId);
    // What the sync told meanwhile may be newer than the answer.
    return (state.getStateEvents(type, userId) ?? undefined) === known && known?.getId() !== event.event_id;
  });
  if (news.length > 0) state.setStateEvents(news.map(sdkEvent));
  return all.filter((event) => state.getStateEvents(type, event.state_key ?? '')?.getId() === event.event_id);
}

function leaveOf(userId: string, roomId: string): RawEvent {
  return {
    event_id: '$',
    room_id: roomId,
    type,
    sender: userId,
    origin_server_ts: 0,
    state_key: userId,
    content: { membership: 'leave' },
    unsigned: {},
  };
}
