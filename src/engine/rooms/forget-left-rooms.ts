import type { EngineStore } from '../../protocol/engine-store.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { textsOf } from '../shape.ts';

export interface StoredRoomsCheck {
  readonly api: MatrixApi;
  readonly store: EngineStore;
  /** The sync asks for the room, and tells itself that it was left. */
  readonly isFollowed: (roomId: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * A room that was left elsewhere while no page showed it is opened by nobody any more: what is stored of it goes. Rejects
 * with what the request may.
 */
export async function forgetLeftRooms({ api, store, isFollowed, signal }: StoredRoomsCheck): Promise<void> {
  // Read before it is asked: what is stored later is of a room that was entered since.
  const stored = (await store.roomsToCheck()).filter((roomId) => !isFollowed(roomId));
  if (stored.length === 0) return;
  const { joined_rooms: list } = await api.patiently({ path: '/_matrix/client/v3/joined_rooms', signal });
  if (!Array.isArray(list)) return;
  const joined = new Set(textsOf(list));
  for (const roomId of stored) if (!joined.has(roomId) && !isFollowed(roomId)) await store.dropRoom(roomId, roomId);
  await store.roomsChecked();
}
