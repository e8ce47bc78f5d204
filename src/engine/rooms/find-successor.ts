import type { Successor } from '../../protocol/room.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { fieldsOf } from '../shape.ts';
import { roomSummary } from './room-summary.ts';

/**
 * The room that a tombstone names, and whether it names this one as the room before it. That can be read only in a room
 * one is in or may look into: otherwise it stays unproven.
 */
export async function findSuccessor(
  api: MatrixApi,
  roomId: string,
  replacement: string,
  signal: AbortSignal,
): Promise<Successor> {
  const createPath = matrixPath`/_matrix/client/v3/rooms/${replacement}/state/m.room.create/`;
  const [create, summary] = await Promise.all([
    api.patiently({ path: createPath, signal }).catch(() => undefined),
    roomSummary(api, replacement, signal).catch(() => undefined),
  ]);
  const proven = fieldsOf(create?.['predecessor'])['room_id'] === roomId && replacement !== roomId;
  return { roomId: replacement, address: summary?.alias ?? replacement, proven };
}
