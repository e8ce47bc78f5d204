import { WikiRoomError } from '../protocol/error.ts';
import type { Credential } from '../protocol/session.ts';
import type { SignInVisit, SignInWay } from './sign-in-way.ts';

/** `m.login.sso` (Client-Server API, "Client login via SSO"): the homeserver sends its own login token to the callback. */
export class SsoSignIn implements SignInWay {
  readonly #homeserver: string;
  readonly #callback: string;

  constructor(homeserver: string, callback: string) {
    this.#homeserver = homeserver;
    this.#callback = callback;
  }

  begin(): Promise<SignInVisit> {
    const state = crypto.randomUUID();
    const back = new URL(this.#callback);
    back.searchParams.set('state', state);
    const url = new URL(`${this.#homeserver}/_matrix/client/v3/login/sso/redirect`);
    url.searchParams.set('redirectUrl', back.href);
    return Promise.resolve({ url: url.href, state });
  }

  finish(response: string, state: string): Promise<Credential> {
    const params = new URL(response).searchParams;
    const token = params.get('loginToken');
    // A login token that somebody else sent here would sign the reader in to their account.
    if (params.get('state') !== state || token === null) {
      return Promise.reject(
        new WikiRoomError('sign-in-failed', 'the homeserver gave no valid answer', {
          detail: token === null ? 'no-token' : 'wrong-state',
        }),
      );
    }
    return Promise.resolve({ kind: 'login-token', token });
  }
}
