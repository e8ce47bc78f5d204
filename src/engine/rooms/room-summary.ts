import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { countOf, entriesOf, fieldsOf, listOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** What can be told of a room one is not in. */
export interface RoomSummary {
  readonly membership: string | undefined;
  readonly joinRule: string | undefined;
  readonly name: string | undefined;
  readonly topic: string | undefined;
  readonly avatar: string | undefined;
  readonly alias: string | undefined;
  readonly memberCount: number;
  readonly encrypted: boolean;
}

/** `undefined` where the homeserver does not tell, or does not know how to. Source: MSC3266, in the specification since 1.15. */
export async function roomSummary(
  api: MatrixApi,
  room: string,
  signal: AbortSignal,
  via: readonly string[] = [],
): Promise<RoomSummary | undefined> {
  const paths = [
    matrixPath`/_matrix/client/v1/room_summary/${room}`,
    matrixPath`/_matrix/client/unstable/im.nheko.summary/summary/${room}`,
  ];
  for (const path of paths) {
    try {
      return summaryOf(await api.patiently({ path, query: { via }, signal }));
    } catch (error) {
      if (!(error instanceof WikiRoomError)) throw error;
      if (error.detail === 'M_UNRECOGNIZED' || error.detail === 'HTTP 404') continue;
      if (['M_NOT_FOUND', 'M_FORBIDDEN', 'M_UNKNOWN'].includes(error.detail ?? '')) return undefined;
      throw error;
    }
  }
  return undefined;
}

function summaryOf(answer: Fields): RoomSummary {
  return {
    membership: textOf(answer['membership']),
    joinRule: textOf(answer['join_rule']),
    name: textOf(answer['name']),
    topic: textOf(answer['topic']),
    avatar: textOf(answer['avatar_url']),
    alias: textOf(answer['canonical_alias']),
    memberCount: countOf(answer['num_joined_members']) ?? 0,
    encrypted: textOf(answer['encryption'] ?? answer['im.nheko.summary.encryption']) !== undefined,
  };
}

/** How the reader stood to a room when they were last in it, or were kept out of it. */
export interface FormerMembership {
  readonly membership: string;
  readonly senderId: string;
  readonly reason: string | undefined;
}

/** Asks for the one room alone, also where it was left: the only way to learn of a ban and its reason. */
export async function formerMembership(
  api: MatrixApi,
  roomId: string,
  userId: string,
  signal: AbortSignal,
): Promise<FormerMembership | undefined> {
  const none = { not_types: ['*'] };
  const filter = {
    presence: none,
    account_data: none,
    room: { rooms: [roomId], include_leave: true, ephemeral: none, account_data: none, timeline: { limit: 5 } },
  };
  const answer = await api.patiently({
    path: '/_matrix/client/v3/sync',
    query: { filter: JSON.stringify(filter), timeout: '0' },
    signal,
    timeout: 60_000,
  });
  for (const [, rooms] of entriesOf(answer['rooms'])) {
    const room = new Map(entriesOf(rooms)).get(roomId);
    if (room === undefined) continue;
    const found = eventsOf(fieldsOf(room)).filter(
      ({ type, state_key: key }) => type === 'm.room.member' && key === userId,
    );
    const newest = found.at(-1);
    const { membership, reason } = fieldsOf(newest?.['content']);
    const kind = textOf(membership);
    if (kind !== undefined) {
      return { membership: kind, senderId: textOf(newest?.['sender']) ?? userId, reason: textOf(reason) };
    }
  }
  return undefined;
}

function eventsOf(room: Fields): Fields[] {
  return ['invite_state', 'knock_state', 'state', 'timeline'].flatMap((part) =>
    listOf(fieldsOf(room[part])['events']).map(fieldsOf),
  );
}
