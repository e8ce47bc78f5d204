/** A `matrix.to` address of a room, as its reader gives it away. Source: Matrix appendices, "matrix.to navigation". */
export function linkToRoom(room: string, userId: string): string {
  return `https://matrix.to/#/${encodeURIComponent(room)}${via(room, userId)}`;
}

/** The same of an event in it. */
export function linkToEvent(room: string, eventId: string, userId: string): string {
  return `https://matrix.to/#/${encodeURIComponent(room)}/${encodeURIComponent(eventId)}${via(room, userId)}`;
}

/** An id says nothing of where the room is; an alias does. */
function via(room: string, userId: string): string {
  return room.startsWith('#') ? '' : `?via=${encodeURIComponent(userId.replace(/^[^:]*:/, ''))}`;
}
