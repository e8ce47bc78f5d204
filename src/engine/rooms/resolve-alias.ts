import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { listOf, textOf } from '../shape.ts';

export interface ResolvedAlias {
  readonly roomId: string;
  /** Servers that know the room. */
  readonly servers: readonly string[];
}

/** `null`: there is no such alias. Client-server API, `GET /directory/room/{roomAlias}`. */
export async function resolveAlias(api: MatrixApi, alias: string, signal: AbortSignal): Promise<ResolvedAlias | null> {
  try {
    const answer = await api.patiently({ path: matrixPath`/_matrix/client/v3/directory/room/${alias}`, signal });
    const roomId = textOf(answer['room_id']);
    const servers = listOf(answer['servers']).flatMap((server) => textOf(server) ?? []);
    return roomId === undefined ? null : { roomId, servers };
  } catch (error) {
    if (error instanceof WikiRoomError && ['M_NOT_FOUND', 'M_INVALID_PARAM'].includes(error.detail ?? '')) return null;
    throw error;
  }
}
