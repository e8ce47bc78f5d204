import { countOf, fieldsOf, isFields, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** An event as the homeserver sent it, its envelope checked; source: Client-Server API, "Room event format". */
export interface RawEvent {
  readonly event_id: string;
  readonly room_id: string;
  readonly type: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly state_key?: string;
  readonly content: Record<string, unknown>;
  readonly unsigned: Fields;
  /** Of a redaction: below room version 11 it stands beside the content. */
  readonly redacts?: string;
}

const longestId = 1024;

/** The event where its envelope has the right shape; `undefined` otherwise. */
export function asRawEvent(value: unknown, roomId: string): RawEvent | undefined {
  const { event_id: id, sender, type, state_key: stateKey, redacts, content, origin_server_ts: ts } = fieldsOf(value);
  if (typeof id !== 'string' || !id.startsWith('$') || id.length > longestId) return undefined;
  if (typeof sender !== 'string' || !sender.startsWith('@') || sender.length > longestId) return undefined;
  if (typeof type !== 'string') return undefined;
  return {
    event_id: id,
    room_id: roomId,
    type,
    sender,
    origin_server_ts: countOf(ts) ?? 0,
    ...(typeof stateKey === 'string' ? { state_key: stateKey } : {}),
    content: isFields(content) ? { ...content } : {},
    unsigned: fieldsOf(fieldsOf(value)['unsigned']),
    ...(typeof redacts === 'string' ? { redacts } : {}),
  };
}

export function rawEventsOf(values: readonly unknown[], roomId: string): RawEvent[] {
  const events: RawEvent[] = [];
  for (const value of values) {
    const event = asRawEvent(value, roomId);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** State of a room one is not in: no ids, no times; source: Client-Server API, "Stripped state". */
export interface StrippedEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly sender: string;
  readonly content: Fields;
}

export function strippedEventsOf(values: readonly unknown[]): StrippedEvent[] {
  const events: StrippedEvent[] = [];
  for (const value of values) {
    const { type, state_key: stateKey, sender, content } = fieldsOf(value);
    const name = textOf(type);
    if (name === undefined || typeof stateKey !== 'string' || typeof sender !== 'string') continue;
    events.push({ type: name, stateKey, sender, content: fieldsOf(content) });
  }
  return events;
}
