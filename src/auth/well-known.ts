import { WikiRoomError } from '../protocol/error.ts';
import { parseRoomAddress, serverOfAlias } from '../protocol/room-address.ts';
import { baseUrl } from './base-url.ts';
import { getJson } from './get-json.ts';
import { isLocalName } from './local-name.ts';

/** A found base URL is used without asking again for this long. Milliseconds. */
const fresh = 24 * 60 * 60 * 1000;

/** The base URL that the server of the room's alias names. */
export async function homeserverOfRoom(room: string): Promise<string> {
  const server = serverOfAlias(parseRoomAddress(room).room);
  return server === undefined ? fail('homeserver', 'a room id names no server') : homeserverOf(server, 'room');
}

/** The base URL that a server names; `attribute` is where it was named itself. */
export async function homeserverOf(server: string, attribute: string): Promise<string> {
  const own = addressOf(server) ?? fail(attribute, 'not a server name');
  const known = recall(server);
  if (known !== undefined && Math.abs(Date.now() - known.at) < fresh) return known.base;
  try {
    const base = await ask(own);
    remember(server, base);
    return base;
  } catch (error) {
    if (known !== undefined) return known.base;
    throw error;
  }
}

/** Where it is asked, without a trailing slash; `undefined` where it is no server name. */
function addressOf(server: string): string | undefined {
  if (!/^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(server)) return undefined;
  const address = `https://${server}`;
  if (baseUrl(address) === undefined) return undefined;
  return baseUrl(isLocalName(new URL(address).hostname) ? `http://${server}` : address);
}

/**
 * The base URL that a server names (Client-Server API, "Well-known URI"), or itself where it names none. Only its own
 * answer, over TLS, may point to another host. Rejects: wrong-settings, homeserver-error, homeserver-unreachable.
 */
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
