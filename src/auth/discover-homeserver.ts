import { WikiRoomError } from '../protocol/error.ts';
import { part } from '../protocol/part.ts';
import { baseUrl } from './base-url.ts';

export interface HomeserverSettings {
  readonly room: string;
  /** Base URL or server name. */
  readonly homeserver?: string | undefined;
}

/** Most pages name the base URL: how a server is asked for its own comes where one is to be asked. */
const loadWellKnown = part(() => import('./well-known.ts'));

/**
 * Base URL of the homeserver, without a trailing slash: as configured; as the named server tells; or as the server of the
 * room's alias does. Rejects: wrong-settings (detail: the attribute), homeserver-error, homeserver-unreachable,
 * script-unreachable.
 */
export async function discoverHomeserver({ room, homeserver = '' }: HomeserverSettings): Promise<string> {
  const configured = homeserver.trim();
  if (configured.includes('://')) {
    const base = baseUrl(configured);
    if (base !== undefined) return base;
    throw new WikiRoomError('wrong-settings', 'not an https address', { detail: 'homeserver' });
  }
  try {
    const { homeserverOf, homeserverOfRoom } = await loadWellKnown();
    return await (configured === '' ? homeserverOfRoom(room) : homeserverOf(configured, 'homeserver'));
  } catch (error) {
    throw WikiRoomError.from(error, 'script-unreachable');
  }
}
