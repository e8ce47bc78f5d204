/** Names of the locks and the channel; all tabs of an origin that speak with one homeserver meet at them. */
export interface LinkNames {
  /** The channel between the pages and the engine. */
  readonly channel: string;
  /** Held by the page whose worker the engine is. */
  readonly holder: string;
  /** Held by the worker itself while it uses the stores. */
  readonly engine: string;
  /** Held by a page as long as it lives. */
  page(id: string): string;
}

export function linkNames(homeserver: string): LinkNames {
  const base = `wiki-room:${homeserver}`;
  return {
    channel: base,
    holder: `${base}:holder`,
    engine: `${base}:engine`,
    page: (id) => `${base}:page:${id}`,
  };
}
