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
  #asking: Promise<void> | undefined;
  #replaced = false;

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
    return this.#asking === undefined && !this.#replaced;
  }

  #tick(): void {
    const now = performance.now();
    const slept = now - this.#tickedAt > longestGap;
    this.#tickedAt = now;
    if (!slept) return;
    this.#asking ??= this.#isNewest()
      .then((newest) => {
        this.#replaced ||= !newest;
      })
      .finally(() => {
        this.#asking = undefined;
      });
  }
}
