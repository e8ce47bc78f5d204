import type { Authenticator, Identity } from '../protocol/authenticator.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { Credential } from '../protocol/session.ts';
import { OidcSignIn } from './oidc-sign-in.ts';
import type { JwtCredential } from './oidc-sign-in.ts';
import { Popup } from './popup.ts';
import { leaveTo, rememberPageForLogout, restoreScroll, takeReturned } from './redirect-visit.ts';
import { signInFlows } from './sign-in-flows.ts';
import type { SignInFlows } from './sign-in-flows.ts';
import type { SignInWay } from './sign-in-way.ts';
import { visitInFrame } from './silent-frame.ts';
import { SilentSignIn } from './silent-sign-in.ts';
import { SsoSignIn } from './sso-sign-in.ts';

export interface AuthenticatorOptions {
  /** Base URL. */
  readonly homeserver: string;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  /** Absolute address of callback.html; must be of the page's origin. */
  readonly callback: string;
  /** How many log-outs at that issuer were noted in this browser. */
  readonly countLogOuts: (issuer: string) => number;
}

/** A page that is still here after that is not being left. Milliseconds. */
const longestLeaving = 15_000;

/** The sign-in ladder for one homeserver and identity provider. Nothing is loaded or asked before it is used. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return new SignInLadder(options);
}

class SignInLadder implements Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #sso: SsoSignIn;
  readonly #oidc: OidcSignIn | undefined;
  readonly #silent = new SilentSignIn((signal) => this.#visitSilently(signal));
  /** The settings: a redirect of others is theirs. */
  readonly #owner: string;
  #flows: Promise<SignInFlows> | undefined;
  #quiet: Promise<Credential | undefined> | undefined;
  #jwtRefused = false;
  #returned: Credential | undefined;
  #popup: Popup | undefined;

  constructor(options: AuthenticatorOptions) {
    const { homeserver, issuer = '', clientId = '', callback, countLogOuts } = options;
    this.#options = options;
    this.#sso = new SsoSignIn(homeserver, callback);
    const named = issuer !== '' && clientId !== '';
    this.#oidc = named ? new OidcSignIn({ issuer, clientId, callback, countLogOuts }) : undefined;
    this.#owner = JSON.stringify([homeserver, issuer, clientId, callback]);
  }

  quietly(): Promise<Credential | undefined> {
    this.#quiet ??= this.#returnedOrSilent().finally(() => (this.#quiet = undefined));
    return this.#quiet;
  }

  async returned(): Promise<Credential | undefined> {
    const returned = takeReturned(this.#owner);
    if (returned === undefined) return undefined;
    restoreScroll(returned.visit.scrollTop);
    const way = returned.visit.way === 'oidc' ? (this.#oidc ?? this.#sso) : this.#sso;
    this.#returned = await way.finish(returned.response, returned.visit.state);
    return this.#returned;
  }

  async late(): Promise<Credential | undefined> {
    const credential = await this.#silent.late();
    if (credential === undefined || this.#jwtRefused) return undefined;
    return (await this.#knownFlows()).jwt ? credential : undefined;
  }

  async withPopup(): Promise<Credential> {
    this.#popup?.close();
    this.#silent.forget();
    this.#checkCallback();
    const popup = new Popup();
    this.#popup = popup;
    try {
      const { way } = await this.#way();
      const visit = await way.begin();
      return await way.finish(await popup.visit(visit, this.#options.callback), visit.state);
    } catch (error) {
      throw WikiRoomError.from(error, 'sign-in-failed');
    } finally {
      popup.close();
    }
  }

  async withRedirect(): Promise<never> {
    this.#checkCallback();
    // A log-in page refuses to be shown in a frame, and a frame may not lead the page around it away.
    if (window.parent !== window) throw new WikiRoomError('popup-blocked', 'a frame cannot leave for the sign-in');
    const { way, name } = await this.#way();
    const visit = await way.begin();
    return new Promise<never>((_resolve, reject) => {
      const stay = (): void => {
        window.removeEventListener('pageshow', listener);
        clearTimeout(timer);
        reject(new WikiRoomError('sign-in-cancelled', 'the sign-in page was left'));
      };
      // Back from the sign-in page by the browser's button.
      const listener = ({ persisted }: PageTransitionEvent): void => {
        if (persisted) stay();
      };
      // The page may ask whether to leave it, and be told not to.
      const timer = setTimeout(stay, longestLeaving);
      window.addEventListener('pageshow', listener);
      leaveTo(visit, this.#owner, name);
    });
  }

  isReturned(credential: Credential): boolean {
    return credential === this.#returned;
  }

  refused(credential: Credential): void {
    if (credential.kind === 'jwt') this.#jwtRefused = true;
  }

  current(): Promise<Identity | undefined> {
    return this.#silent.ask().catch(() => undefined);
  }

  currentLate(): Promise<Identity | undefined> {
    return this.#silent.late();
  }

  async logoutUrl(): Promise<string | undefined> {
    this.#silent.forget();
    const url = await this.#oidc?.logoutUrl().catch(() => undefined);
    if (url !== undefined) rememberPageForLogout();
    return url;
  }

  async #returnedOrSilent(): Promise<Credential | undefined> {
    const returned = await this.returned();
    if (returned !== undefined) return returned;
    if (this.#oidc === undefined || this.#jwtRefused) return undefined;
    // Both at once: the answers do not depend on each other, and the reader waits.
    const flows = this.#knownFlows();
    flows.catch(() => undefined);
    const credential = await this.#silent.ask();
    if (credential === undefined) return undefined;
    return (await flows).jwt ? credential : undefined;
  }

  async #visitSilently(signal: AbortSignal): Promise<JwtCredential | undefined> {
    if (this.#oidc === undefined || !this.#callbackFits()) return undefined;
    try {
      const visit = await this.#oidc.begin('silent');
      const response = await visitInFrame(visit, this.#options.callback, signal);
      return response === undefined ? undefined : await this.#oidc.finish(response, visit.state);
    } catch (error) {
      return unlessUnreachable(error);
    }
  }

  async #way(): Promise<{ way: SignInWay; name: 'oidc' | 'sso' }> {
    const flows = await this.#knownFlows();
    const jwt = flows.jwt && !(this.#jwtRefused && flows.sso);
    if (jwt && this.#oidc !== undefined) return { way: this.#oidc, name: 'oidc' };
    if (flows.sso) return { way: this.#sso, name: 'sso' };
    throw new WikiRoomError('sign-in-failed', 'the homeserver offers no way of signing in that is known here', {
      detail: flows.jwt ? 'no-issuer' : 'no-flow',
    });
  }

  #knownFlows(): Promise<SignInFlows> {
    this.#flows ??= signInFlows(this.#options.homeserver).catch((error: unknown) => {
      this.#flows = undefined;
      throw error;
    });
    return this.#flows;
  }

  #callbackFits(): boolean {
    const { callback } = this.#options;
    return URL.canParse(callback) && new URL(callback).origin === location.origin;
  }

  #checkCallback(): void {
    if (this.#callbackFits()) return;
    throw new WikiRoomError('wrong-settings', "the callback is not of the page's origin", { detail: 'callback' });
  }
}

/** Whatever else is in the way, there is still the button, which names it. */
function unlessUnreachable(error: unknown): undefined {
  if (error instanceof WikiRoomError && error.detail === 'issuer-unreachable') throw error;
}
