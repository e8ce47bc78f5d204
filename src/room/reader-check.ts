import type { AccountMarker, RoomServices } from '../protocol/services.ts';

/** Whether what is stored in this browser belongs to whoever reads the page now. */
export class ReaderCheck {
  readonly #services: RoomServices;
  readonly #user: string | undefined;

  /** `user`: whom the page names as its reader; empty: nobody is signed in to it; `undefined`: it does not say. */
  constructor(services: RoomServices, user: string | undefined) {
    this.#services = services;
    this.#user = user;
  }

  /** Nothing speaks against it: the page does not say, or names whom it named when the account was theirs for certain. */
  async isKnown(account: AccountMarker): Promise<boolean> {
    if (this.#user === undefined) return true;
    // Several people may be nobody to the page: the identity provider says which, where the account can be told by it.
    if (this.#user === '' && account.subject !== undefined) return false;
    const preferences = await this.#services.store
      .room(account)
      .preferences()
      .catch(() => undefined);
    return preferences?.reader === this.#user;
  }

  /** The account is the reader's for certain. */
  async remember(account: AccountMarker): Promise<void> {
    // A guest who signed in by an account that nobody can tell is asked once, and not on every page.
    if (this.#user === undefined || (this.#user === '' && account.subject !== undefined)) return;
    await this.#services.store
      .room(account)
      .savePreferences({ reader: this.#user })
      .catch(() => undefined);
  }

  /** Who is signed in at the identity provider, measured by the account. */
  async ask({ subject }: AccountMarker): Promise<'same' | 'another' | 'unknown'> {
    if (subject === undefined) return 'unknown';
    const current = await this.#services.authenticator.currentSubject().catch(() => undefined);
    if (current === undefined) return 'unknown';
    return current === subject ? 'same' : 'another';
  }

  /** False: another tab has changed the account meanwhile. */
  async isStored({ deviceId, subject }: AccountMarker): Promise<boolean> {
    const current = await this.#services.store.account().catch(() => undefined);
    return current?.deviceId === deviceId && current.subject === subject;
  }
}
