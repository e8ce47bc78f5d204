import type { RoomSnapshot } from '../protocol/room.ts';

/** What a room is called before and after it is known: its name, else its alias without the server. */
export function roomNameFor(room: RoomSnapshot | undefined, address: string | undefined): string {
  if (room !== undefined && room.name !== '') return room.name;
  const alias = /#([^:/?#]+):/.exec(decoded(address ?? ''))?.[1];
  return alias ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
