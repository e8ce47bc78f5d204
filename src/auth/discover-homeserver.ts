import { WikiRoomError } from '../protocol/error.ts';
import { parseRoomAddress, serverOfAlias } from '../protocol/room-address.ts';
import { getJson } from './get-json.ts';
import { isLocalName } from './local-name.ts';

export interface HomeserverSettings {
  readonly room: string;
  /** Base URL or server name. */
  readonly homeserver?: string | undefined;
}

/** A found base URL is used without asking again for this long. Milliseconds. */
const fresh = 24 * 60 * 60 * 1000;

/**
 * Base URL of the homeserver, without a trailing slash: as configured; by `/.well-known/matrix/client` of the server
 * that is named (Client-Server API, "Well-known URI"); or of the server of the room's alias. Only the named server's own
 * answer, over TLS, may point to another host. Rejects: wrong-settings (detail: the attribute), homeserver-unreachable.
 */
export async function discoverHomeserver(settings: HomeserverSettings): Promise<string> {
  const configured = settings.homeserver?.trim() ?? '';
  if (configured.includes('://')) return baseUrl(configured) ?? fail('homeserver', 'not an https address');
  if (configured !== '') return discover(configured, 'homeserver');
  const server = serverOfAlias(parseRoomAddress(settings.room).room);
  return server === undefined ? fail('homeserver', 'a room id names no server') : discover(server, 'room');
}

/** Checked, without a trailing slash; `undefined` where no token may be sent to it. */
export function baseUrl(text: unknown): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalName(url.hostname));
  if (!safe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

async function discover(server: string, attribute: string): Promise<string> {
  const own = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(server) ? ownAddress(server) : undefined;
  if (own === undefined) return fail(attribute, 'not a server name');
  const known = recall(server);
  if (known !== undefined && Date.now() - known.at < fresh) return known.base;
  try {
    const base = await ask(own);
    remember(server, base);
    return base;
  } catch (error) {
    if (known !== undefined) return known.base;
    throw error;
  }
}

function ownAddress(server: string): string | undefined {
  return baseUrl(`https://${server}`) && baseUrl(`${isLocalName(hostOf(server)) ? 'http' : 'https'}://${server}`);
}

function hostOf(server: string): string {
  return new URL(`https://${server}`).hostname;
}

async function ask(own: string): Promise<string> {
  const { status, body } = await getJson(`${own}/.well-known/matrix/client`).catch(async (error: unknown) => {
    // Many servers give a 404 that script may not read; then the server itself tells whether it is the homeserver.
    const versions = await getJson(`${own}/_matrix/client/versions`);
    if (Array.isArray(versions.body?.['versions'])) return { status: 404, body: undefined };
    throw error;
  });
  if (status === 404) return own;
  // A proxy answers for it, or a network that wants to be paid first.
  if (status !== 200) throw new WikiRoomError('homeserver-error', 'no .well-known', { detail: `HTTP ${status}` });
  const homeserver = body?.['m.homeserver'] as { base_url?: unknown } | null | undefined;
  return baseUrl(homeserver?.base_url) ?? fail('homeserver', 'its .well-known names no homeserver');
}

function fail(attribute: string, message: string): never {
  throw new WikiRoomError('wrong-settings', message, { detail: attribute });
}

interface Found {
  readonly base: string;
  readonly at: number;
}

const place = (server: string): string => `wiki-room:homeserver:${server}`;

function recall(server: string): Found | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(place(server)) ?? 'null') as { base?: unknown; at?: unknown } | null;
    const base = baseUrl(found?.base);
    return base !== undefined && typeof found?.at === 'number' ? { base, at: found.at } : undefined;
  } catch {
    return undefined;
  }
}

function remember(server: string, base: string): void {
  try {
    localStorage.setItem(place(server), JSON.stringify({ base, at: Date.now() } satisfies Found));
  } catch {
    // No storage: it is asked again next time.
  }
}
