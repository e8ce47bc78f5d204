import { backOff, rateLimitWait } from '../protocol/back-off.ts';
import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import type { ProviderSession } from '../protocol/session.ts';
import { SignInLadder } from './sign-in-ladder.ts';

export interface SignInOptions {
  readonly services: RoomServices;
  /** Not told of one that is tried again by itself. */
  readonly begins: () => void;
  /** `session`: by which one at the identity provider, where it is known. */
  readonly done: (account: AccountMarker, session: ProviderSession | undefined) => Promise<void>;
  /** Without an error it needs a click. */
  readonly notDone: (error?: ErrorData) => void;
  readonly ended: () => void;
  /** Nobody has signed in meanwhile. */
  readonly stillNeeded: () => boolean;
  /** Nothing is lost by leaving the page; after a click that was told why no window opens, it may be left all the same. */
  readonly mayLeave: () => boolean;
}

/** One sign-in at a time. What could not be done because somebody could not be reached is tried again quietly. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #ladder: SignInLadder;
  #running: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How what runs was begun: by a click, first of all, or again by itself. */
  #how: 'click' | 'first' | 'again' = 'first';
  /** Counts them: of one that another took the place of nothing more is told. */
  #attempt = 0;
  /** The attempt that ended without an answer, which may still come; nothing else has been tried since. */
  #waiting: number | undefined;
  #failures = 0;
  /** The last click was told that no window opens. */
  #toldBlocked = false;
  #stopped = false;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#ladder = new SignInLadder(options.services);
  }

  /** Resolves when it has come to its end, whatever that is. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** What runs was begun by a click. */
  get clicked(): boolean {
    return this.#how === 'click';
  }

  /** A session is stored, and nobody knows whether it is the reader's; `undefined`: that is known now. */
  doubt(account: AccountMarker | undefined): void {
    this.#ladder.unproven = account;
  }

  quietly(): Promise<void> {
    return this.#quietly('first');
  }

  /** Only what a redirect has brought back: it was begun by a click. */
  async returned(): Promise<void> {
    try {
      const credential = await this.#options.services.authenticator.returned();
      if (credential === undefined || this.#running !== undefined || this.#stopped) return;
      await this.#by((isWanted) => this.#ladder.take(credential, isWanted), 'first');
    } catch (error) {
      this.#options.notDone(WikiRoomError.from(error, 'sign-in-failed').toData());
    }
  }

  /** At once, for a window opens in a click only: in the place of what was tried again, or of a window that is out of sight. */
  async withClick(): Promise<void> {
    if (this.#running !== undefined && this.#how === 'first') return;
    const told = this.#toldBlocked;
    this.#toldBlocked = false;
    const mayLeave = (): boolean => told || this.#options.mayLeave();
    await this.#by((isWanted) => this.#ladder.withClick(isWanted, mayLeave), 'click');
  }

  /** Somebody is signed in: nothing is tried by itself any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#waiting = undefined;
    if (this.#how === 'again') this.#drop();
  }

  /** Nobody is to be signed in: the reader signed out, here (`all`) or elsewhere, where a click may be about to sign in again. */
  abandon(all: boolean): void {
    this.cancel();
    if (this.#running === undefined || (this.#how === 'click' && !all)) return;
    this.#drop();
    this.#options.ended();
  }

  stop(): void {
    this.#stopped = true;
    this.cancel();
  }

  #drop(): void {
    if (this.#running !== undefined) this.#attempt++;
    this.#running = undefined;
    this.#how = 'first';
  }

  async #quietly(how: 'first' | 'again'): Promise<void> {
    await this.#by((isWanted) => this.#ladder.quietly(isWanted), how);
    if (!this.#stopped && this.#running === undefined && this.#options.stillNeeded()) void this.#takeLate();
  }

  /** The identity provider was slow, and the button is there: its answer is taken unless something else happened. */
  async #takeLate(): Promise<void> {
    const attempt = this.#attempt;
    this.#waiting = attempt;
    const credential = await this.#options.services.authenticator.late().catch(() => undefined);
    if (credential === undefined || this.#waiting !== attempt || !this.#options.stillNeeded()) return;
    await this.#by((isWanted) => this.#ladder.take(credential, isWanted), 'again');
  }

  /** `false` from the way: it needs a click. */
  async #by(way: (isWanted: () => boolean) => Promise<boolean>, how: 'click' | 'first' | 'again'): Promise<void> {
    const { services, begins, done, notDone, ended } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const byItself = how === 'again';
    const attempt = ++this.#attempt;
    const isWanted = (): boolean => attempt === this.#attempt;
    this.#running = promise;
    this.#how = how;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    if (!byItself) begins();
    try {
      const isDone = await way(isWanted);
      try {
        if (!isWanted() || this.#stopped) return;
        this.#failures = 0;
        const account = isDone ? await services.store.account() : undefined;
        if (account !== undefined) await done(account, this.#ladder.session);
        // The reason stays on screen where a click is needed after all.
        else if (!byItself || isDone) notDone();
      } finally {
        // Other pages look whose it is: that is noted by now.
        if (isDone) services.store.tellSignIn();
      }
    } catch (thrown) {
      if (!isWanted()) return;
      const error = WikiRoomError.from(thrown, 'sign-in-failed');
      this.#toldBlocked = error.code === 'popup-blocked';
      notDone(error.toData());
      if (mayPass(error)) this.#tryAgain(error);
    } finally {
      resolve();
      if (isWanted()) {
        this.#running = undefined;
        this.#how = 'first';
        if (!byItself) ended();
      }
    }
  }

  #tryAgain({ code, retryAfterMs }: WikiRoomError): void {
    if (this.#stopped) return;
    // Whoever is told the same time by the homeserver does not come back with all the others.
    const asked = code === 'rate-limited' ? rateLimitWait(retryAfterMs) : 0;
    this.#timer = setTimeout(
      () => {
        if (this.#running === undefined && this.#options.stillNeeded()) void this.#quietly('again');
      },
      asked + backOff(++this.#failures),
    );
  }
}

function mayPass({ code, detail }: WikiRoomError): boolean {
  return (
    ['homeserver-unreachable', 'homeserver-error', 'rate-limited', 'script-unreachable'].includes(code) ||
    detail === 'issuer-unreachable'
  );
}
