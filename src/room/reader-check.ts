import type { Identity } from '../protocol/authenticator.ts';
import type { Preferences } from '../protocol/room-store.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { recordsOf } from '../protocol/session.ts';
import type { ProviderSession } from '../protocol/session.ts';

/** Whether what is stored in this browser belongs to whoever reads the page now. */
export class ReaderCheck {
  readonly #services: RoomServices;
  readonly #user: string | undefined;
  /** The session that was told or read last, and of which account; one that could not be stored counts beside what is. */
  #last: { readonly records: string; readonly session: ProviderSession; isStored: boolean } | undefined;

  /** `user`: whom the page names as its reader; empty: nobody is signed in to it; `undefined`: it does not say. */
  constructor(services: RoomServices, user: string | undefined) {
    this.#services = services;
    this.#user = user;
  }

  /** Whoever signed in by it has logged out at the identity provider: nothing of the account may be shown or stay. */
  async hasLoggedOut(account: AccountMarker): Promise<boolean> {
    const { logOuts } = this.#services.store;
    // Nearly always: what is stored is read once more only where there is a reason.
    if (!logOuts.any()) return false;
    const stored = await this.#preferences(account);
    const last = this.#last?.records === recordsOf(account) ? this.#last : undefined;
    const told = stored === undefined || last?.isStored === false ? last?.session : undefined;
    return [stored?.session, told].some((session) => session !== undefined && logOuts.includes(session));
  }

  /** That of whoever was seen last; without reading anything. `undefined`: it is not known here. */
  get hasLastLoggedOut(): boolean | undefined {
    return this.#last && this.#services.store.logOuts.includes(this.#last.session);
  }

  /** What is stored of the account names that session. */
  learn(account: AccountMarker, session: ProviderSession | undefined): void {
    const records = recordsOf(account);
    if (session === undefined || (this.#last?.records === records && !this.#last.isStored)) return;
    this.#last = { records, session, isStored: true };
  }

  /** Nothing speaks against it: the page does not say, or names whom it named when the account was theirs for certain. */
  async isKnown(account: AccountMarker): Promise<boolean> {
    if (this.#user === undefined) return true;
    // Several people may be nobody to the page: the identity provider says which, where the account can be told by it.
    if (this.#user === '' && account.subject !== undefined) return false;
    return (await this.#preferences(account))?.reader === this.#user;
  }

  /** The account is the reader's for certain, by that session at the identity provider. */
  async remember(account: AccountMarker, session: ProviderSession | undefined): Promise<void> {
    const { store } = this.#services;
    if (session !== undefined) store.logOuts.expectFrom(session.issuer);
    // A guest who signed in by an account that nobody can tell is asked once, and not on every page.
    const named = this.#user !== undefined && (this.#user !== '' || account.subject === undefined);
    const last = session && { records: recordsOf(account), session, isStored: false };
    this.#last = last ?? this.#last;
    const changes = {
      ...(named ? { reader: this.#user } : {}),
      ...(session === undefined ? {} : { session }),
    };
    const before = await this.#preferences(account);
    // Every page asks and is told the same.
    const isKnown = JSON.stringify({ ...before, ...changes }) === JSON.stringify(before ?? {});
    try {
      if (!isKnown) await store.room(account).savePreferences(changes);
      if (last !== undefined) last.isStored = true;
    } catch {
      // It is known to this page.
    }
  }

  /** Who is signed in at the identity provider, measured by the account. */
  ask(account: AccountMarker): Promise<ReaderAnswer> {
    return this.#measure(account, () => this.#services.authenticator.current());
  }

  /** As {@link ask}, which the provider was too slow for; `unknown` where no answer is on its way. */
  askLate(account: AccountMarker): Promise<ReaderAnswer> {
    return this.#measure(account, () => this.#services.authenticator.currentLate());
  }

  async #measure({ subject }: AccountMarker, ask: () => Promise<Identity | undefined>): Promise<ReaderAnswer> {
    if (subject === undefined) return { who: 'unknown' };
    const current = await ask().catch(() => undefined);
    if (current === undefined) return { who: 'unknown' };
    // Where they have logged out since they were asked for, the account is nobody's who reads here now.
    const same = current.subject === subject && !this.#isOver(current);
    return { who: same ? 'same' : 'another', session: current.session };
  }

  /** False: another tab has changed the account meanwhile. */
  async isStored({ deviceId, subject }: AccountMarker): Promise<boolean> {
    const current = await this.#services.store.account().catch(() => undefined);
    return current?.deviceId === deviceId && current.subject === subject;
  }

  #isOver({ session }: Identity): boolean {
    return session !== undefined && this.#services.store.logOuts.includes(session);
  }

  #preferences(account: AccountMarker): Promise<Preferences | undefined> {
    return this.#services.store
      .room(account)
      .preferences()
      .catch(() => undefined);
  }
}

export interface ReaderAnswer {
  readonly who: 'same' | 'another' | 'unknown';
  readonly session?: ProviderSession | undefined;
}
