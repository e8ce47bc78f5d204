const shape =
  /^mxc:\/\/((?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?)(?::\d{1,5})?)\/([A-Za-z0-9_-]{1,255})$/;

/**
 * A content address by its grammar (Client-Server API, "Content repository", security considerations): anything else
 * could become another request than a download.
 */
export function parseMxc(text: unknown): { readonly server: string; readonly mediaId: string } | undefined {
  if (typeof text !== 'string' || text.length > 600) return undefined;
  const match = shape.exec(text);
  const [, server, mediaId] = match ?? [];
  if (server === undefined || mediaId === undefined || server.includes('..')) return undefined;
  return { server, mediaId };
}

/** The address itself, where it fits the grammar. */
export function mxcOrNone(text: unknown): string | undefined {
  return typeof text === 'string' && parseMxc(text) !== undefined ? text : undefined;
}
