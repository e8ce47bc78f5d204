/**
 * One page of all holds the lock and with it the engine. The others wait in the lock's queue; one that found the holder
 * dead takes the lock away from it.
 */
export class Election {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #hold: (signal: AbortSignal, stolen: boolean) => Promise<void>;
  /** Ends the request that waits or holds at present. */
  #current: AbortController | undefined;

  /** `hold` runs while this page is the holder, until it is done or the signal (lock lost, or released) is raised. */
  constructor(locks: LockManager, name: string, hold: (signal: AbortSignal, stolen: boolean) => Promise<void>) {
    this.#locks = locks;
    this.#name = name;
    this.#hold = hold;
  }

  get waitingOrHolding(): boolean {
    return this.#current !== undefined;
  }

  queue(): void {
    if (this.#current === undefined) this.#request(false);
  }

  steal(): void {
    this.release();
    this.#request(true);
  }

  /** Leaves the queue, or gives the lock to the next in it. */
  release(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.abort();
  }

  #request(steal: boolean): void {
    const request = new AbortController();
    const { signal } = request;
    this.#current = request;
    const options: LockOptions = steal ? { steal } : { signal };
    this.#locks
      .request(this.#name, options, () => (signal.aborted ? undefined : this.#hold(signal, steal)))
      .then(
        () => this.#ended(request),
        () => {
          // Stolen from us, or left by ourselves.
          const stolen = this.#current === request;
          this.#ended(request);
          if (stolen) this.queue();
        },
      );
  }

  #ended(request: AbortController): void {
    if (this.#current === request) this.#current = undefined;
    request.abort();
  }
}
