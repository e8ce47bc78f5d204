import { WikiRoomError } from '../protocol/error.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { recordsOf } from '../protocol/session.ts';
import type { Credential, ProviderSession } from '../protocol/session.ts';

/** From a person's sign-in at the identity provider to a Matrix session. */
export class SignInLadder {
  readonly #services: RoomServices;
  /** Whose session is stored where nobody knows whether that is the reader. */
  unproven: AccountMarker | undefined;
  /** The one at the identity provider by which somebody was signed in last. */
  session: ProviderSession | undefined;

  constructor(services: RoomServices) {
    this.#services = services;
  }

  /** True: signed in. False: a click is needed, or it is not wanted any more. Rejects where a redirect was of no use. */
  async quietly(isWanted: () => boolean): Promise<boolean> {
    return this.take(await this.#services.authenticator.quietly(), isWanted);
  }

  /** The same with what has been answered already. */
  async take(credential: Credential | undefined, isWanted: () => boolean): Promise<boolean> {
    if (credential === undefined || !isWanted() || this.#isOver(credential)) return false;
    try {
      await this.#signIn(credential);
      return true;
    } catch (error) {
      // The next rung may be another way of signing in; but who comes back from a redirect has clicked, and is told why.
      const isTold = this.#services.authenticator.isReturned(credential);
      if (!isTold && WikiRoomError.from(error).code === 'sign-in-failed') return false;
      throw error;
    }
  }

  /**
   * Call it in a click. Where a popup is blocked, the page is left if it may be, and `quietly` goes on when it comes back.
   */
  async withClick(isWanted: () => boolean, mayLeave: () => boolean): Promise<boolean> {
    const { authenticator } = this.#services;
    try {
      const credential = await authenticator.withPopup();
      if (!isWanted() || this.#isOver(credential)) return false;
      await this.#signIn(credential);
      return true;
    } catch (error) {
      if (WikiRoomError.from(error).code !== 'popup-blocked' || !isWanted() || !mayLeave()) throw error;
      return authenticator.withRedirect();
    }
  }

  /** They have logged out at the identity provider meanwhile. */
  #isOver(credential: Credential): boolean {
    const session = sessionOf(credential);
    return session !== undefined && this.#services.store.logOuts.includes(session);
  }

  async #signIn(credential: Credential): Promise<void> {
    const { authenticator, link } = this.#services;
    const { unproven } = this;
    const subject = credential.kind === 'jwt' ? credential.subject : undefined;
    try {
      // Where it cannot tell one person from another, the engine would stay with the session it has.
      if (unproven !== undefined && (subject === undefined || subject !== unproven.subject)) {
        await link.call('sign-out', { records: recordsOf(unproven) });
      }
      this.unproven = undefined;
      await link.call('sign-in', { credential });
      this.session = sessionOf(credential);
    } catch (error) {
      if (WikiRoomError.from(error).code === 'sign-in-failed') authenticator.refused(credential);
      throw error;
    }
  }
}

function sessionOf(credential: Credential): ProviderSession | undefined {
  return credential.kind === 'jwt' ? credential.session : undefined;
}
