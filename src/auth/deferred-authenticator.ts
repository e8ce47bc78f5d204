import type { Authenticator, Identity } from '../protocol/authenticator.ts';
import { WikiRoomError } from '../protocol/error.ts';
import { once } from '../protocol/once.ts';
import type { Credential } from '../protocol/session.ts';

/**
 * A sign-in ladder that is a chunk of its own, loaded when it is first asked: whoever has a session does without. Once it
 * is there, a click is answered within the click. Where it cannot be loaded, what asked for it rejects with
 * `script-unreachable`, and the next one tries again.
 */
export class DeferredAuthenticator implements Authenticator {
  readonly #there: () => Promise<Authenticator>;
  #loaded: Authenticator | undefined;

  constructor(load: () => Promise<Authenticator>) {
    this.#there = once(async () => {
      try {
        return (this.#loaded = await load());
      } catch (error) {
        throw WikiRoomError.from(error, 'script-unreachable');
      }
    });
  }

  async quietly(): Promise<Credential | undefined> {
    return (await this.#there()).quietly();
  }

  async returned(): Promise<Credential | undefined> {
    return (await this.#there()).returned();
  }

  /** What was not begun cannot be late. */
  async late(): Promise<Credential | undefined> {
    return this.#loaded?.late();
  }

  async withPopup(): Promise<Credential> {
    return (this.#loaded ?? (await this.#there())).withPopup();
  }

  async withRedirect(): Promise<never> {
    return (await this.#there()).withRedirect();
  }

  isReturned(credential: Credential): boolean {
    return this.#loaded?.isReturned(credential) === true;
  }

  /** Its credentials are its own: it is there. */
  refused(credential: Credential): void {
    this.#loaded?.refused(credential);
  }

  async current(): Promise<Identity | undefined> {
    return (await this.#there()).current();
  }

  async currentLate(): Promise<Identity | undefined> {
    return this.#loaded?.currentLate();
  }

  async logoutUrl(): Promise<string | undefined> {
    return (await this.#there()).logoutUrl();
  }
}
