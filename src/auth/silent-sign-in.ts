import type { JwtCredential } from './oidc-sign-in.ts';

/** A visit that takes longer is not waited for, and no other one is begun for a while. Milliseconds. */
const timeout = 4_000;
const rest = 60_000;
/** It may still come until then. Milliseconds. */
const end = 30_000;

/** Visits the provider once, without showing anything; `undefined` where it wants a click, or once the signal aborts. */
type Visit = (signal: AbortSignal) => Promise<JwtCredential | undefined>;

/** The silent step of the ladder: one visit at a time, however many ask, and for a while none after one that hung. */
export class SilentSignIn {
  readonly #visit: Visit;
  #asked: Promise<JwtCredential | undefined> | undefined;
  #late: Promise<JwtCredential | undefined> | undefined;
  #running: AbortController | undefined;
  #hungAt = -Infinity;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** Never waits longer than a few seconds. Rejects as the visit does. */
  ask(): Promise<JwtCredential | undefined> {
    this.#asked ??= this.#ask().finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  /**
   * What {@link ask} did not wait for, to all who wait when it comes. It is kept for nobody: later it would sign in who
   * has left meanwhile.
   */
  late(): Promise<JwtCredential | undefined> {
    return this.#late ?? Promise.resolve(undefined);
  }

  /** Whoever is signed in at the provider is not to be signed in here any more. */
  forget(): void {
    this.#running?.abort();
    this.#late = undefined;
  }

  async #ask(): Promise<JwtCredential | undefined> {
    if (performance.now() - this.#hungAt < rest) return undefined;
    const visit = this.#run();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        this.#hungAt = performance.now();
        this.#offer(visit.catch(() => undefined));
        resolve(undefined);
      }, timeout);
    });
    return Promise.race([visit, tooLong]).finally(() => clearTimeout(timer));
  }

  #offer(late: Promise<JwtCredential | undefined>): void {
    this.#late = late;
    void late.then((found) => {
      if (this.#late !== late) return;
      this.#late = undefined;
      // Slow, and it answers.
      if (found !== undefined) this.#hungAt = -Infinity;
    });
  }

  async #run(): Promise<JwtCredential | undefined> {
    const running = new AbortController();
    this.#running = running;
    const timer = setTimeout(() => running.abort(), end);
    try {
      const credential = await this.#visit(running.signal);
      return running.signal.aborted ? undefined : credential;
    } finally {
      clearTimeout(timer);
    }
  }
}
