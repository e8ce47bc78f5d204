import type { ElementSettings } from '../protocol/services.ts';

/** The settings that may stand once for a whole page, as `<meta name="wiki-room:…">`. */
const names = ['room', 'homeserver', 'issuer', 'client-id', 'callback'] as const;

/** Reads attributes, then the page's `<meta>` elements; an attribute wins. `undefined`: no room is named. */
export function readSettings(element: Element): ElementSettings | undefined {
  const found = new Map<string, string>();
  for (const name of names) {
    const value = element.getAttribute(name) ?? metaContent(element.ownerDocument, name);
    if (value !== undefined && value.trim() !== '') found.set(name, value.trim());
  }
  const room = found.get('room');
  if (room === undefined) return undefined;
  const homeserver = found.get('homeserver');
  const issuer = found.get('issuer');
  const clientId = found.get('client-id');
  const callback = found.get('callback');
  return {
    room,
    ...(homeserver === undefined ? {} : { homeserver }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(callback === undefined ? {} : { callback: new URL(callback, element.ownerDocument.baseURI).href }),
  };
}

function metaContent(document: Document, name: string): string | undefined {
  return document.querySelector(`meta[name="wiki-room:${name}"]`)?.getAttribute('content') ?? undefined;
}
