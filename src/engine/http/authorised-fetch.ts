import type { TokenKeeper } from '../session/token-keeper.ts';
import { fieldsOf } from '../shape.ts';
import type { Fetch } from './matrix-api.ts';

/**
 * Puts the newest access token into every request to the homeserver, and renews it where the homeserver refuses it,
 * whatever this computer's clock says. The token goes to no other host, and into the header only. The SDK uses it too
 * and so never holds a token.
 */
export function authorisedFetch(homeserver: string, tokens: TokenKeeper, fetch: Fetch): Fetch {
  return async (input, init = {}) => {
    if (!new URL(input).href.startsWith(`${homeserver}/`)) throw new TypeError('a request to a foreign host');
    const attempt = async (token: string): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${token}`);
      // Of what is sent nothing goes to another host; a file may lie at one, and is fetched there without the token.
      const redirect = init.redirect ?? (init.body === undefined || init.body === null ? 'follow' : 'error');
      return fetch(input, { ...init, headers, redirect });
    };
    const token = await tokens.current();
    const response = await attempt(token);
    if (response.status !== 401 && response.status !== 403) return response;
    const refusal = fieldsOf(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    if (refusal['errcode'] === 'M_USER_LOCKED') tokens.locked();
    if (refusal['errcode'] !== 'M_UNKNOWN_TOKEN') return response;
    const renewed = await tokens.renew(token, refusal['soft_logout'] === true);
    return renewed === undefined ? response : attempt(renewed);
  };
}
