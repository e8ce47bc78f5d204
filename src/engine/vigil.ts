/** Milliseconds between two ticks. */
const pace = 1_000;
/** Without a tick for longer than this the engine slept; one that gives no sign of life for longer is replaced. */
const longestGap = 4_000;

/**
 * Knows whether this engine may have been replaced while it slept. What it was about to do goes on before it hears that
 * its lock was taken from it.
 */
export class Vigil {
  readonly #isNewest: () => Promise<boolean>;
  #tickedAt = performance.now();
  /** How often it slept, and up to which sleep it has asked. */
  #sleeps = 0;
  #asked = 0;
  #asking = false;
  #replaced = false;

  /** `isNewest` rejects where it is not known. */
  constructor(isNewest: () => Promise<boolean>) {
    this.#isNewest = isNewest;
  }

  /** For as long as the worker lives. */
  start(): void {
    setInterval(() => this.#tick(), pace);
  }

  /** It was awake all the time, or has asked since: no other engine has started. */
  get isSure(): boolean {
    this.#tick();
    return this.#asked === this.#sleeps && !this.#replaced;
  }

  #tick(): void {
    const now = performance.now();
    if (now - this.#tickedAt > longestGap) this.#sleeps++;
    this.#tickedAt = now;
    if (this.#asked !== this.#sleeps && !this.#asking) void this.#ask();
  }

  /** Of a sleep while it asks the answer says nothing, and a storage that cannot be read gives none: the next tick asks again. */
  async #ask(): Promise<void> {
    this.#asking = true;
    const sleeps = this.#sleeps;
    try {
      if (!(await this.#isNewest())) this.#replaced = true;
      this.#asked = sleeps;
    } catch {
      // Not known, and not taken for an answer.
    } finally {
      this.#asking = false;
    }
  }
}
