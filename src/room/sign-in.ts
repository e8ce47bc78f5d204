import { backOff, rateLimitWait } from '../protocol/back-off.ts';
import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { SignInLadder } from './sign-in-ladder.ts';

export interface SignInOptions {
  readonly services: RoomServices;
  /** Not told of one that is tried again by itself. */
  readonly begins: () => void;
  readonly done: (account: AccountMarker) => Promise<void>;
  /** Without an error it needs a click. */
  readonly notDone: (error?: ErrorData) => void;
  readonly ended: () => void;
  /** Nobody has signed in meanwhile. */
  readonly stillNeeded: () => boolean;
}

/** One sign-in at a time. What could not be done because somebody could not be reached is tried again quietly. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #ladder: SignInLadder;
  #running: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #byItself = false;
  /** Counts them: of one that another took the place of nothing more is told. */
  #attempt = 0;
  /** The attempt that ended without an answer, which may still come; nothing else has been tried since. */
  #waiting: number | undefined;
  #failures = 0;
  #stopped = false;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#ladder = new SignInLadder(options.services);
  }

  /** Resolves when it has come to its end, whatever that is. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** A session is stored, and nobody knows whether it is the reader's. */
  doubt(account: AccountMarker): void {
    this.#ladder.unproven = account;
  }

  quietly(): Promise<void> {
    return this.#quietly(false);
  }

  /** At once, for a window opens in a click only: before one that is being tried by itself. */
  async withClick(): Promise<void> {
    if (this.#running !== undefined && !this.#byItself) return;
    await this.#by(() => this.#ladder.withClick());
  }

  /** Nothing is tried by itself any more: the reader signed out, or somebody is signed in. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#waiting = undefined;
    if (!this.#byItself) return;
    this.#attempt++;
    this.#running = undefined;
    this.#byItself = false;
  }

  stop(): void {
    this.#stopped = true;
    this.cancel();
  }

  async #quietly(byItself: boolean): Promise<void> {
    await this.#by((isWanted) => this.#ladder.quietly(isWanted), byItself);
    if (!this.#stopped && this.#running === undefined && this.#options.stillNeeded()) void this.#takeLate();
  }

  /** The identity provider was slow, and the button is there: its answer is taken unless something else happened. */
  async #takeLate(): Promise<void> {
    const attempt = this.#attempt;
    this.#waiting = attempt;
    const credential = await this.#options.services.authenticator.late().catch(() => undefined);
    if (credential === undefined || this.#waiting !== attempt || !this.#options.stillNeeded()) return;
    await this.#by((isWanted) => this.#ladder.take(credential, isWanted), true);
  }

  /** `false` from the way: it needs a click. */
  async #by(way: (isWanted: () => boolean) => Promise<boolean>, byItself = false): Promise<void> {
    const { services, begins, done, notDone, ended } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const attempt = ++this.#attempt;
    const isWanted = (): boolean => attempt === this.#attempt;
    this.#running = promise;
    this.#byItself = byItself;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    if (!byItself) begins();
    try {
      const isDone = await way(isWanted);
      if (isDone) services.store.tellSignIn();
      if (!isWanted() || this.#stopped) return;
      this.#failures = 0;
      const account = isDone ? await services.store.account() : undefined;
      if (account !== undefined) await done(account);
      // The reason stays on screen where a click is needed after all.
      else if (!byItself || isDone) notDone();
    } catch (thrown) {
      if (!isWanted()) return;
      const error = WikiRoomError.from(thrown, 'sign-in-failed');
      notDone(error.toData());
      if (mayPass(error)) this.#tryAgain(error);
    } finally {
      resolve();
      if (isWanted()) {
        this.#running = undefined;
        this.#byItself = false;
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
        if (this.#running === undefined && this.#options.stillNeeded()) void this.#quietly(true);
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
