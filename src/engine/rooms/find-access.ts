import { WikiRoomError } from '../../protocol/error.ts';
import type { RoomAccess } from '../../protocol/room.ts';
import { cleanLine } from '../content/clean-text.ts';
import type { MatrixApi, MatrixRequest } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { isPassing } from '../sdk-error.ts';
import { formerMembership, roomSummary } from './room-summary.ts';
import type { FormerMembership, RoomSummary } from './room-summary.ts';

/** What a homeserver says of a room that neither it nor a server it was told of knows. */
const notThere: readonly (string | undefined)[] = ['M_NOT_FOUND', 'M_UNKNOWN', 'M_INVALID_PARAM'];

export interface AccessRequest {
  readonly api: MatrixApi;
  readonly roomId: string;
  /** Servers that know the room. */
  readonly via: readonly string[];
  readonly userId: string;
  /** The reader left, or was put out, while it was open: it is not entered again by itself. */
  readonly left: boolean;
  /** No room is entered by itself. */
  readonly asksToJoin?: boolean;
  readonly signal: AbortSignal;
}

export interface FoundAccess {
  /** `opening`: the reader is a member, the sync will bring the room. */
  readonly access: RoomAccess;
  readonly summary?: RoomSummary;
}

/**
 * How the reader stands to a room that the sync does not know. A room that anybody may enter is joined: the reader
 * opened its page; but never one they have left. Rejects where the homeserver cannot be asked.
 */
export async function findAccess(request: AccessRequest): Promise<FoundAccess> {
  const { api, roomId, via, userId, signal } = request;
  const summary = await roomSummary(api, roomId, signal, via);
  const unclear = summary?.membership === undefined || summary.membership === 'ban';
  const former = unclear && summary?.joinRule !== 'public' ? await formerOf(request) : undefined;
  const found = (access: RoomAccess): FoundAccess => ({ access, ...(summary === undefined ? {} : { summary }) });
  const membership = former?.membership ?? summary?.membership;
  switch (membership) {
    case 'join':
      return found({ kind: 'opening' });
    case 'invite':
      return found({ kind: 'invited' });
    case 'knock':
      return found({ kind: 'knocked' });
    case 'ban':
      return found(refused('banned', former?.reason));
  }
  // Homeservers say "leave" of those who were never there, too.
  const left = request.left || (membership === 'leave' && (former !== undefined || (await hasLeft(request))));
  const kickReason = former !== undefined && former.senderId !== userId ? former.reason : undefined;
  switch (summary?.joinRule) {
    case 'knock':
      return found({ kind: 'can-knock' });
    case 'invite':
    case 'private':
      return found(refused('not-invited', kickReason));
  }
  if (left || request.asksToJoin === true) return found({ kind: 'joinable' });
  return found(await tryToJoin(request, summary, former));
}

/** Who was in a room may still read how they went. */
async function hasLeft({ api, roomId, userId, signal }: AccessRequest): Promise<boolean> {
  const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/state/m.room.member/${userId}`;
  try {
    return (await api.patiently({ path, signal }))['membership'] === 'leave';
  } catch (error) {
    if (error instanceof WikiRoomError && ['M_FORBIDDEN', 'M_NOT_FOUND'].includes(error.detail ?? '')) return false;
    throw error;
  }
}

async function formerOf({ api, roomId, userId, signal }: AccessRequest): Promise<FormerMembership | undefined> {
  try {
    return await formerMembership(api, roomId, userId, signal);
  } catch (error) {
    if (error instanceof WikiRoomError && !isPassing(error) && error.code !== 'sign-in-required') return undefined;
    throw error;
  }
}

async function tryToJoin(
  { api, roomId, via, signal }: AccessRequest,
  summary: RoomSummary | undefined,
  former: FormerMembership | undefined,
): Promise<RoomAccess> {
  try {
    const path = matrixPath`/_matrix/client/v3/join/${roomId}`;
    await api.patiently({ path, query: viaQuery(via), body: {}, signal });
    return { kind: 'opening' };
  } catch (error) {
    if (!(error instanceof WikiRoomError) || isPassing(error) || error.code === 'sign-in-required') throw error;
    const rule = summary?.joinRule;
    if (isKeptOut(error) && rule === 'knock_restricted') return { kind: 'can-knock' };
    // Who may not enter where everybody may is kept out by something else, and no invitation helps.
    if (isKeptOut(error) && rule !== 'public') return refused('not-invited', former?.reason);
    if (summary === undefined && notThere.includes(error.detail)) return refused('room-not-found', undefined);
    return { kind: 'refused', error: error.toData() };
  }
}

/** By the rules of the room, or because the server that was asked cannot see or vouch that they are met. */
function isKeptOut({ code, detail = '' }: WikiRoomError): boolean {
  if (detail === 'M_CONSENT_NOT_GIVEN') return false;
  return code === 'not-allowed' || ['M_UNABLE_TO_AUTHORISE_JOIN', 'M_UNABLE_TO_GRANT_JOIN'].includes(detail);
}

/** `server_name`: the name of `via` before version 1.12 of the specification. */
export function viaQuery(via: readonly string[]): NonNullable<MatrixRequest['query']> {
  return { via, server_name: via };
}

export function refused(code: 'banned' | 'not-invited' | 'room-not-found', reason: string | undefined): RoomAccess {
  const shown = reason === undefined ? '' : cleanLine(reason, 300);
  const error = new WikiRoomError(code).toData();
  return { kind: 'refused', error, ...(shown === '' ? {} : { reason: shown }) };
}
