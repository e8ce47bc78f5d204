import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { listOf, textOf } from '../shape.ts';
import { asRawEvent, rawEventsOf } from '../sync/raw-event.ts';
import type { RawEvent } from '../sync/raw-event.ts';

/** Events before a place in the history. */
export interface MessagePage {
  /** Newest first. */
  readonly events: readonly RawEvent[];
  /** Members who sent them, where they were not told of before. */
  readonly members: readonly RawEvent[];
  /** From where to go on; `undefined`: this was the beginning. */
  readonly before: string | undefined;
}

/** Source: Client-Server API, `GET /rooms/{roomId}/messages`. Without `from`: from the newest event on. */
export async function pageOfMessages(
  api: MatrixApi,
  roomId: string,
  from: string | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<MessagePage> {
  const answer = await api.patiently({
    path: matrixPath`/_matrix/client/v3/rooms/${roomId}/messages`,
    query: { dir: 'b', limit: String(limit), from, filter: '{"lazy_load_members":true}' },
    signal,
  });
  const before = textOf(answer['end']);
  return {
    events: rawEventsOf(listOf(answer['chunk']), roomId),
    members: rawEventsOf(listOf(answer['state']), roomId),
    // A page that leads to itself would be read for ever.
    before: before === from ? undefined : before,
  };
}

/** One event by its id; `undefined` where its shape is wrong. */
export async function singleEvent(
  api: MatrixApi,
  roomId: string,
  eventId: string,
  signal: AbortSignal,
): Promise<RawEvent | undefined> {
  const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/event/${eventId}`;
  const event = asRawEvent(await api.patiently({ path, signal }), roomId);
  return event?.event_id === eventId ? event : undefined;
}
