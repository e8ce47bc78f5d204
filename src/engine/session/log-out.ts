import { WikiRoomError } from '../../protocol/error.ts';
import type { StoredSession } from '../../protocol/session.ts';
import { MatrixApi } from '../http/matrix-api.ts';
import type { Fetch } from '../http/matrix-api.ts';
import { textOf } from '../shape.ts';

/**
 * Tells the homeserver that the device is gone (Client-Server API, `POST /logout`). Of no use are a renewal that is stored, or
 * news of the session's end: it has been wiped by then. Rejects as a request does.
 */
export async function logOut(fetch: Fetch, session: StoredSession): Promise<void> {
  const { homeserver, accessToken, refreshToken } = session;
  try {
    await logOutWith(fetch, homeserver, accessToken);
  } catch (error) {
    if (refreshToken === undefined || WikiRoomError.from(error).code !== 'sign-in-required') throw error;
    // The token has run out. Without another one the device would stay in the account, and go on getting keys.
    const body = { refresh_token: refreshToken };
    const answer = await new MatrixApi(homeserver, fetch).request({ path: '/_matrix/client/v3/refresh', body });
    const fresh = textOf(answer['access_token']);
    if (fresh !== undefined) await logOutWith(fetch, homeserver, fresh);
  }
}

async function logOutWith(fetch: Fetch, homeserver: string, token: string): Promise<void> {
  const authorised: Fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('Authorization', `Bearer ${token}`);
    // The page may be closed a moment after the click.
    return fetch(input, { ...init, headers, keepalive: true });
  };
  await new MatrixApi(homeserver, authorised).request({ path: '/_matrix/client/v3/logout', body: {} });
}
