import { WikiRoomError } from '../protocol/error.ts';
import { part } from '../protocol/part.ts';
import { parseRoomAddress, serverOfAlias } from '../protocol/room-address.ts';
import { baseUrl } from './base-url.ts';

export interface HomeserverSettings {
  readonly room: string;
  /** Base URL or server name. */
  readonly homeserver?: string | undefined;
}

/** A found base URL is used without asking again for this long. Milliseconds. */
const fresh = 24 * 60 * 60 * 1000;

/** Most pages name the base URL: who asks a server comes where a server is to be asked. */
const loadWellKnown = part(() => import('./well-known.ts'));

/**
 * Base URL of the homeserver, without a trailing slash: as configured; as the named server tells; or as the server of the
 * room's alias does. Rejects: wrong-settings (detail: the attribute), homeserver-error, homeserver-unreachable,
 * script-unreachable.
 */
export async function discoverHomeserver(settings: HomeserverSettings): Promise<string> {
  const configured = settings.homeserver?.trim() ?? '';
  if (configured.includes('://')) return baseUrl(configured) ?? fail('homeserver', 'not an https address');
  if (configured !== '') return discover(configured, 'homeserver');
  const server = serverOfAlias(parseRoomAddress(settings.room).room);
  return server === undefined ? fail('homeserver', 'a room id names no server') : discover(server, 'room');
}

async function discover(server: string, attribute: string): Promise<string> {
  const known = recall(server);
  if (known !== undefined && Math.abs(Date.now() - known.at) < fresh) return known.base;
  try {
    const { addressOf, askWellKnown } = await loadWellKnown();
    const base = await askWellKnown(addressOf(server) ?? fail(attribute, 'not a server name'));
    remember(server, base);
    return base;
  } catch (error) {
    if (known !== undefined) return known.base;
    throw WikiRoomError.from(error, 'script-unreachable');
  }
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
