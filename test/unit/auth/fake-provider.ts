import { createHash } from 'node:crypto';

export const issuer = 'https://sso.example.org/realms/acme';
export const callback = 'https://wiki.example.org/wiki-room/callback.html';

/** What a dishonest or broken provider does differently. */
export interface Lies {
  readonly metadata?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  /** The token endpoint's error code. */
  readonly tokenError?: string;
}

/** An identity provider and `sessionStorage` in memory; `fetch` reaches nothing else. */
export class FakeProvider {
  readonly lies: Lies;
  readonly storage = new Map<string, string>();
  #challenge = '';
  #nonce: string | null = null;
  codesTaken = 0;

  constructor(lies: Lies = {}) {
    this.lies = lies;
    const { storage } = this;
    Object.assign(globalThis, {
      fetch: (url: string, init?: RequestInit) => Promise.resolve(this.#answer(url, init)),
      sessionStorage: {
        get length() {
          return storage.size;
        },
        key: (index: number) => [...storage.keys()][index] ?? null,
        getItem: (key: string) => storage.get(key) ?? null,
        setItem: (key: string, value: string) => void storage.set(key, value),
        removeItem: (key: string) => void storage.delete(key),
      },
    });
  }

  /** What the authorization endpoint sends the browser back with. */
  authorize(url: string, params: Record<string, string> = {}): string {
    const asked = new URL(url).searchParams;
    this.#challenge = asked.get('code_challenge') ?? '';
    this.#nonce = asked.get('nonce');
    const back = new URL(asked.get('redirect_uri') ?? '');
    const all = { state: asked.get('state') ?? '', code: 'CODE', ...params };
    for (const [name, value] of Object.entries(all)) back.searchParams.set(name, value);
    return back.href;
  }

  #answer(url: string, init?: RequestInit): Response {
    if (url === `${issuer}/.well-known/openid-configuration`) {
      return Response.json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/logout`,
        ...this.lies.metadata,
      });
    }
    if (url === `${issuer}/token`) return this.#token(new URLSearchParams(init?.body as URLSearchParams));
    return new Response('not found', { status: 404 });
  }

  #token(form: URLSearchParams): Response {
    this.codesTaken++;
    if (this.lies.tokenError !== undefined) return Response.json({ error: this.lies.tokenError }, { status: 400 });
    const digest = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (digest !== this.#challenge) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    const claims = {
      iss: issuer,
      aud: 'wiki-room',
      sub: 'subject-1',
      exp: 1,
      iat: 1,
      nonce: this.#nonce ?? undefined,
      ...this.lies.claims,
    };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return Response.json({
      access_token: 'ACCESS-TOKEN',
      token_type: 'Bearer',
      scope: 'openid',
      id_token: `${part({ alg: 'none' })}.${part(claims)}.x`,
    });
  }
}
