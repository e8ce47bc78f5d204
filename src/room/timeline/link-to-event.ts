/** A `matrix.to` address of an event. Source: Matrix appendices, "matrix.to navigation". */
export function linkToEvent(room: string, eventId: string, userId: string): string {
  // An id says nothing of where it is; an alias does.
  const server = room.startsWith('#') ? undefined : userId.replace(/^[^:]*:/, '');
  const via = server === undefined ? '' : `?via=${encodeURIComponent(server)}`;
  return `https://matrix.to/#/${encodeURIComponent(room)}/${encodeURIComponent(eventId)}${via}`;
}
