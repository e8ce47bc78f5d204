import { WikiRoomError } from '../../protocol/error.ts';
import type { StoredSession } from '../../protocol/session.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { countOf, fieldsOf, textOf } from '../shape.ts';

export interface TokenKeeperOptions {
  /** Without a token. */
  readonly api: MatrixApi;
  /** Nobody else renews these tokens by now. */
  readonly isNewest: () => Promise<boolean>;
  /** Durable when it resolves. */
  readonly save: (session: StoredSession) => Promise<void>;
  /** The session is over: `soft` keeps the device and everything stored. */
  readonly ended: (how: 'soft' | 'hard') => void;
  readonly locked: () => void;
}

/** Every request waits for the renewal: a longer rate limit fails them, and they are tried again. Milliseconds. */
const patience = 20_000;

/** And for a network that swallows it no longer than this. Milliseconds. */
const longestRenewal = 10_000;

/** Renew when less than this is left, in milliseconds. */
const margin = 10_000;

/**
 * The tokens of one session. The engine is the only one who renews them, and no two requests renew at once. New tokens
 * are stored before they are used. A failure of the network never ends a session.
 */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  #session: StoredSession;
  #renewing: Promise<string | undefined> | undefined;
  /** A refresh token that the homeserver takes no longer. */
  #refused: string | undefined;
  #over = false;

  constructor(session: StoredSession, options: TokenKeeperOptions) {
    this.#session = session;
    this.#options = options;
    this.#over = session.expired === true;
  }

  get session(): StoredSession {
    return this.#session;
  }

  /** The same device signed in again. */
  replace(session: StoredSession): void {
    this.#session = session;
    this.#over = false;
  }

  /** The session must be signed in to again: nothing is sent until then. */
  expire(session: StoredSession): void {
    this.#session = session;
    this.#over = true;
  }

  locked(): void {
    this.#options.locked();
  }

  /** A token to try. Rejects `sign-in-required` once the session is over. */
  async current(): Promise<string> {
    if (this.#over) throw new WikiRoomError('sign-in-required', 'the session is over');
    const { accessToken, refreshToken, expiresAt } = this.#session;
    if (refreshToken === undefined || expiresAt === undefined || Date.now() < expiresAt - margin) return accessToken;
    // Where that is refused, the answer to the request itself says what has become of the device.
    return (await this.#renewed().catch(() => undefined)) ?? accessToken;
  }

  /**
   * The homeserver refused `token`: gives another one, or `undefined` where the session is over.
   * Rejects where the homeserver cannot be asked.
   */
  async renew(token: string, soft: boolean): Promise<string | undefined> {
    if (this.#over) return undefined;
    if (token !== this.#session.accessToken) return this.#session.accessToken;
    return (await this.#renewed()) ?? this.#end(soft);
  }

  #renewed(): Promise<string | undefined> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** `undefined`: the homeserver refuses it. */
  async #renew(): Promise<string | undefined> {
    const { refreshToken } = this.#session;
    if (refreshToken === undefined || refreshToken === this.#refused) return undefined;
    // A second renewal with the same refresh token takes away what the first one gave, unless that has been used.
    if (!(await this.#options.isNewest())) throw new WikiRoomError('engine-lost', 'a newer engine renews the tokens');
    let answer;
    try {
      answer = await this.#ask(refreshToken);
    } catch (error) {
      if (!(error instanceof WikiRoomError) || !isRefusal(error)) throw error;
      this.#refused = refreshToken;
      return undefined;
    }
    const accessToken = textOf(answer['access_token']);
    if (accessToken === undefined) throw new WikiRoomError('homeserver-error', 'an answer without a token');
    const { expiresAt: _former, ...kept } = this.#session;
    const session = { ...kept, ...tokensOf(answer, accessToken, refreshToken) };
    await this.#options.save(session);
    this.#session = session;
    return accessToken;
  }

  /** The answer may be lost after the tokens were changed; the old one is taken until the new ones are used. */
  async #ask(refreshToken: string): Promise<Readonly<Record<string, unknown>>> {
    const body = { refresh_token: refreshToken };
    const request = { path: '/_matrix/client/v3/refresh', body, timeout: longestRenewal };
    try {
      return await this.#options.api.patiently(request, patience);
    } catch (error) {
      if (error instanceof WikiRoomError && isRefusal(error)) throw error;
      return this.#options.api.patiently(request, patience);
    }
  }

  #end(soft: boolean): undefined {
    if (!this.#over) this.#options.ended(soft ? 'soft' : 'hard');
    this.#over = true;
    return undefined;
  }
}

/** Also of a homeserver that renews none at all, any more. */
function isRefusal(error: WikiRoomError): boolean {
  return ['sign-in-required', 'not-allowed'].includes(error.code) || error.detail === 'M_UNRECOGNIZED';
}

/** The token fields of an answer to `/login` or `/refresh`. */
export function tokensOf(
  answer: unknown,
  accessToken: string,
  formerRefreshToken?: string,
): Pick<StoredSession, 'accessToken' | 'refreshToken' | 'expiresAt'> {
  const { refresh_token: fresh, expires_in_ms: lifetime } = fieldsOf(answer);
  const refreshToken = textOf(fresh) ?? formerRefreshToken;
  const expiresInMs = countOf(lifetime);
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresInMs === undefined ? {} : { expiresAt: Date.now() + expiresInMs }),
  };
}
