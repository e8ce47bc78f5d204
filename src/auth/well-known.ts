import { WikiRoomError } from '../protocol/error.ts';
import { baseUrl } from './base-url.ts';
import { getJson } from './get-json.ts';
import { isLocalName } from './local-name.ts';

/** Where a named server is asked, without a trailing slash; `undefined` where it is no server name. */
export function addressOf(server: string): string | undefined {
  if (!/^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i.test(server)) return undefined;
  const address = `https://${server}`;
  if (baseUrl(address) === undefined) return undefined;
  return baseUrl(isLocalName(new URL(address).hostname) ? `http://${server}` : address);
}

/**
 * The base URL that a server names (Client-Server API, "Well-known URI"), or itself where it names none. Only its own
 * answer, over TLS, may point to another host. Rejects: wrong-settings, homeserver-error, homeserver-unreachable.
 */
export async function askWellKnown(own: string): Promise<string> {
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
  const base = baseUrl(homeserver?.base_url);
  if (base !== undefined) return base;
  throw new WikiRoomError('wrong-settings', 'its .well-known names no homeserver', { detail: 'homeserver' });
}
