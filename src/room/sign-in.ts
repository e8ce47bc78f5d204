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

/** Waits before it is tried again, in milliseconds; the last one stays. Each is spread: a wiki has many readers. */
const waits = [5_000, 10_000, 20_000, 30_000, 60_000];

/** One sign-in at a time. What could not be done because somebody could not be reached is tried again quietly. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #ladder: SignInLadder;
  #running: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #byItself = false;
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
    return this.#by(() => this.#ladder.quietly());
  }

  /** Waits for one that is being tried by itself, and goes before any other. */
  async withClick(): Promise<void> {
    if (this.#byItself) {
      await this.#running;
      if (!this.#options.stillNeeded()) return;
    }
    if (this.#running !== undefined) return;
    await this.#by(() => this.#ladder.withClick());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** `false` from the way: it needs a click. */
  async #by(way: () => Promise<boolean>, byItself = false): Promise<void> {
    const { services, begins, done, notDone, ended } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = promise;
    this.#byItself = byItself;
    clearTimeout(this.#timer);
    if (!byItself) begins();
    try {
      const isDone = await way();
      if (isDone) services.store.tellSignIn();
      this.#failures = 0;
      if (this.#stopped) return;
      const account = isDone ? await services.store.account() : undefined;
      if (account === undefined) return notDone();
      await done(account);
    } catch (thrown) {
      const error = WikiRoomError.from(thrown, 'sign-in-failed');
      notDone(error.toData());
      if (mayPass(error)) this.#tryAgain();
    } finally {
      this.#running = undefined;
      this.#byItself = false;
      resolve();
      ended();
    }
  }

  #tryAgain(): void {
    if (this.#stopped) return;
    const wait = waits[Math.min(this.#failures++, waits.length - 1)] ?? 60_000;
    this.#timer = setTimeout(
      () => {
        if (this.#running !== undefined || !this.#options.stillNeeded()) return;
        void this.#by(() => this.#ladder.quietly(), true);
      },
      wait * (1 + Math.random() * 0.3),
    );
  }
}

function mayPass({ code, detail }: WikiRoomError): boolean {
  return (
    ['homeserver-unreachable', 'homeserver-error', 'rate-limited', 'script-unreachable'].includes(code) ||
    detail === 'issuer-unreachable'
  );
}
