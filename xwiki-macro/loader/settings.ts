/** What the administrator has set, as the wiki writes it into the head of every page. Addresses may be relative. */
export interface WikiSettings {
  readonly homeserver: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly callback?: string;
  /** Address of `frame.html` on an origin of its own: where the keys live, if not in the page. */
  readonly frame?: string;
  /** Address of the element's script. */
  readonly script: string;
  /** The room of the page's space. */
  readonly room?: string;
  /** Version of the pages that the wiki holds. */
  readonly version?: string;
}

/**
 * Only from a script in the head: an editor can put an element of that id into a page, but neither a script nor
 * anything into the head. `undefined` where there are none, or no homeserver is named: then nothing starts, for a
 * homeserver found by the room's name would be one that an editor chose.
 */
export function readSettings(page: Document): WikiSettings | undefined {
  const found = writtenSettings(page);
  return found.homeserver && found.script ? (found as WikiSettings) : undefined;
}

/** What the wiki wrote, whole or not. */
export function writtenSettings(page: Document): Partial<WikiSettings> {
  try {
    // Where there is no script, this fails, too.
    const { textContent } = page.head.querySelector('script#wiki-room-settings') as Element;
    return (JSON.parse(textContent) as WikiSettings | null) ?? {};
  } catch {
    return {};
  }
}
