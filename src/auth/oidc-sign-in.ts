import { OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import type { SigninResponse } from 'oidc-client-ts';
import { WikiRoomError } from '../protocol/error.ts';
import { noteAnswer, policyRefusal } from '../protocol/policy-refusals.ts';
import type { Credential } from '../protocol/session.ts';
import { baseUrl } from './base-url.ts';
import type { SignInVisit, SignInWay } from './sign-in-way.ts';
import { visitStorage } from './visit-storage.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly callback: string;
  /** How many log-outs of that issuer were noted here. */
  readonly countLogOuts: (issuer: string) => number;
}

export type JwtCredential = Extract<Credential, { kind: 'jwt' }>;

/**
 * Authorization code with PKCE (S256) at the identity provider; the credential is its access token. The library is
 * loaded when it is first needed. What belongs to a visit lies in {@link visitStorage} until it comes back; tokens never do.
 */
export class OidcSignIn implements SignInWay {
  readonly #settings: OidcSettings;
  #client: Promise<OidcClient> | undefined;

  constructor(settings: OidcSettings) {
    this.#settings = settings;
  }

  async begin(mode?: 'silent'): Promise<SignInVisit> {
    const client = await this.#checkedClient();
    const nonce = crypto.randomUUID();
    const { issuer = '' } = await client.metadataService.getMetadata();
    const state: VisitState = { logOuts: this.#settings.countLogOuts(issuer) };
    const request = await client
      .createSigninRequest({ nonce, state, ...(mode === 'silent' ? { prompt: 'none' } : {}) })
      .catch(refuse);
    return { url: request.url, state: request.state.id };
  }

  async finish(response: string, state: string): Promise<JwtCredential> {
    const client = await this.#checkedClient();
    const params = new URL(response).searchParams;
    if (params.get('state') !== state) throw failed('wrong-state');
    const metadata = await client.metadataService.getMetadata();
    const named = metadata as { authorization_response_iss_parameter_supported?: unknown };
    const iss = params.get('iss');
    // RFC 9207: an answer of another provider must not reach this one's token endpoint.
    if (iss === null ? named.authorization_response_iss_parameter_supported === true : iss !== metadata.issuer) {
      throw failed('wrong-issuer');
    }
    const { access_token, profile, userState } = await client.processSigninResponse(response).catch(refuse);
    this.#checkClaims(profile, metadata.issuer);
    const [token, subject, sid]: readonly unknown[] = [access_token, profile.sub, profile['sid']];
    if (!isText(token) || !isText(subject)) throw failed('wrong-answer');
    const { logOuts } = (userState ?? {}) as Partial<VisitState>;
    // OpenID Connect Front-Channel Logout 1.0, section 3.
    if (!isText(sid) || typeof logOuts !== 'number') return { kind: 'jwt', token, subject };
    return { kind: 'jwt', token, subject, session: { issuer: profile.iss, sid, at: logOuts } };
  }

  /** Address of the provider's log-out, which comes back to the callback; `undefined` where it has none. */
  async logoutUrl(): Promise<string | undefined> {
    const client = await this.#checkedClient();
    const endpoint = baseUrl(await client.metadataService.getEndSessionEndpoint());
    if (endpoint === undefined) return undefined;
    const url = new URL(endpoint);
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('post_logout_redirect_uri', this.#settings.callback);
    return url.href;
  }

  /** OpenID Connect Core, 3.1.3.7; its times are not checked: a reader's clock may be wrong, and the code is fresh. */
  #checkClaims(profile: SigninResponse['profile'], issuer: string | undefined): void {
    const aud: unknown = profile.aud;
    const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    if (profile.iss !== issuer || !audience.includes(this.#settings.clientId)) throw failed('wrong-id-token');
  }

  #checkedClient(): Promise<OidcClient> {
    this.#client ??= this.#createClient().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #createClient(): Promise<OidcClient> {
    const { issuer, clientId, callback } = this.#settings;
    const client = new OidcClient({
      authority: issuer,
      client_id: clientId,
      redirect_uri: callback,
      scope: 'openid',
      stateStore: new WebStorageStateStore({ prefix: 'wiki-room:oidc:', store: visitStorage() }),
      requestTimeoutInSeconds: 10,
      staleStateAgeInSeconds: 15 * 60,
    });
    const metadata = await client.metadataService.getMetadata().catch(async () => {
      throw (await policyRefusal(issuer, undefined)) ?? failed('issuer-unreachable');
    });
    noteAnswer(issuer);
    if (withoutSlash(metadata.issuer) !== withoutSlash(issuer)) throw failed('wrong-issuer');
    const endpoints = [metadata.authorization_endpoint, metadata.token_endpoint];
    if (endpoints.some((endpoint) => baseUrl(endpoint) === undefined)) throw failed('insecure-issuer');
    return client;
  }
}

/** What is kept of a visit until it comes back, beside what the library keeps. */
interface VisitState {
  /** How many log-outs were noted of the provider as it began. */
  readonly logOuts: number;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function withoutSlash(url: unknown): string | undefined {
  return typeof url === 'string' ? url.replace(/\/+$/, '') : undefined;
}

/** The error keeps no cause: the library's carries the request with its code. */
function refuse(error: unknown): never {
  const code = (error as { error?: unknown } | null)?.error;
  if (code === 'access_denied') throw new WikiRoomError('sign-in-cancelled', 'refused at the identity provider');
  if (typeof code === 'string') throw failed(code);
  throw failed(error instanceof Error && error.name === 'ErrorTimeout' ? 'timeout' : 'wrong-answer');
}

function failed(detail: string): WikiRoomError {
  return new WikiRoomError('sign-in-failed', 'the identity provider gave no valid answer', { detail });
}
