import { WikiRoomError } from './error.ts';

/** A room as it is named in an attribute: by alias or by id, perhaps with an event to open at. */
export interface RoomAddress {
  /** `#alias:server` or `!id` (opaque; a version 12 id has no server). The key of topics and commands. */
  readonly room: string;
  readonly via: readonly string[];
  readonly eventId?: string;
}

const maxLength = 1024;

/**
 * Reads `#alias:server`, `!id`, a `matrix:` URI (Appendices, "matrix: URI scheme") or a `matrix.to` link.
 * Throws `wrong-settings` (detail `room`).
 */
export function parseRoomAddress(text: string): RoomAddress {
  const value = text.trim();
  if (value.length === 0 || value.length > maxLength) throw malformed();
  if (value.startsWith('#') || value.startsWith('!')) return checked(value, [], undefined);
  if (/^matrix:/i.test(value)) return fromMatrixUri(value);
  const link = /^https:\/\/matrix\.to\/#\/(.+)$/i.exec(value);
  if (link?.[1] !== undefined) return fromMatrixTo(link[1]);
  throw malformed();
}

/** The same; `undefined` for what names no room. */
export function asRoomAddress(text: string): RoomAddress | undefined {
  try {
    return parseRoomAddress(text);
  } catch {
    return undefined;
  }
}

function fromMatrixUri(value: string): RoomAddress {
  const match = /^matrix:(?:\/\/[^/?#]*\/)?(r|roomid)\/([^/?#]+)(?:\/(?:e|event)\/([^/?#]+))?(?:\?([^#]*))?/i.exec(
    value,
  );
  const [, type, id, event, query] = match ?? [];
  if (type === undefined || id === undefined) throw malformed();
  const sigil = type.toLowerCase() === 'r' ? '#' : '!';
  return checked(sigil + decode(id), viaOf(query), event === undefined ? undefined : `$${decode(event)}`);
}

function fromMatrixTo(fragment: string): RoomAddress {
  const [path = '', query] = fragment.split('?', 2);
  const [room = '', event] = path.split('/', 2);
  const eventId = event === undefined || event === '' ? undefined : decode(event);
  return checked(decode(room), viaOf(query), eventId);
}

function checked(room: string, via: readonly string[], eventId: string | undefined): RoomAddress {
  const shape = room.startsWith('#') ? /^#[^:\s\p{Cc}]+:[^\s\p{Cc}]+$/u : /^![^\s\p{Cc}]+$/u;
  if (!shape.test(room)) throw malformed();
  if (eventId !== undefined && !/^\$[^\s\p{Cc}]+$/u.test(eventId)) throw malformed();
  return { room, via, ...(eventId === undefined ? {} : { eventId }) };
}

function viaOf(query: string | undefined): string[] {
  return new URLSearchParams(query ?? '')
    .getAll('via')
    .filter((server) => /^[\w.:[\]-]{1,255}$/.test(server))
    .slice(0, 5);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed();
  }
}

/** The server an alias lives on; `undefined` for ids. */
export function serverOfAlias(room: string): string | undefined {
  return room.startsWith('#') ? room.slice(room.indexOf(':') + 1) : undefined;
}

function malformed(): WikiRoomError {
  return new WikiRoomError('wrong-settings', 'not a room address', { detail: 'room' });
}
