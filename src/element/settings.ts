import type { ElementSettings } from '../protocol/services.ts';

/** What an element says for itself; empty or absent: the page's `<meta name="wiki-room:…">` in its head says it. An empty `user` is nobody. */
export interface OwnSettings {
  readonly room: string | undefined;
  readonly homeserver: string | undefined;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly callback: string | undefined;
  readonly user: string | undefined;
}

/** The element's settings over those of the page. `undefined`: no room is named. */
export function readSettings(own: OwnSettings, document: Document): ElementSettings | undefined {
  const read = (value: string | undefined, name: string): string | undefined => {
    const found = (value?.trim() ?? '') === '' ? metaContent(document, name) : value;
    return found === undefined || found.trim() === '' ? undefined : found.trim();
  };
  const room = read(own.room, 'room');
  if (room === undefined) return undefined;
  const homeserver = read(own.homeserver, 'homeserver');
  const issuer = read(own.issuer, 'issuer');
  const clientId = read(own.clientId, 'client-id');
  const callback = read(own.callback, 'callback');
  // Said to be nobody is not the same as not said.
  const user = (own.user ?? metaContent(document, 'user'))?.trim();
  return {
    room,
    ...(homeserver === undefined ? {} : { homeserver }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(callback === undefined ? {} : { callback: absolute(callback, document) }),
    ...(user === undefined ? {} : { user }),
  };
}

/** Absolute address of the frame that the room is to be shown in; `undefined`: in the page itself. */
export function readFrame(own: { readonly frame: string | undefined }, document: Document): string | undefined {
  const frame = ((own.frame?.trim() ?? '') === '' ? metaContent(document, 'frame') : own.frame)?.trim() ?? '';
  return frame === '' ? undefined : absolute(frame, document);
}

/** How the element is shown, and what of it is left away. */
export interface ElementLook {
  /** `auto`, `light`, `dark`; anything else is `auto`. */
  readonly theme: string;
  readonly readOnly: boolean;
  readonly withoutHeader: boolean;
  readonly withoutComposer: boolean;
}

/** The element's look over that of the page; a part that either of them leaves away is left away. */
export function readLook(
  own: Omit<ElementLook, 'theme'> & { readonly theme: string | undefined },
  document: Document,
): ElementLook {
  const flag = (name: string): boolean => (metaContent(document, name) ?? 'false') !== 'false';
  return {
    theme: (own.theme?.trim() ?? '') === '' ? (metaContent(document, 'theme') ?? 'auto') : (own.theme ?? 'auto'),
    readOnly: own.readOnly || flag('read-only'),
    withoutHeader: own.withoutHeader || flag('without-header'),
    withoutComposer: own.withoutComposer || flag('without-composer'),
  };
}

/** As it stands where it is no address at all: the sign-in says so in words. */
function absolute(address: string, document: Document): string {
  return URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).href : address;
}

/** What stands in the body may be by somebody who edits the page, and not by who administers the site. */
export function metaContent(document: Document, name: string): string | undefined {
  return document.head.querySelector(`meta[name="wiki-room:${name}"]`)?.getAttribute('content') ?? undefined;
}
