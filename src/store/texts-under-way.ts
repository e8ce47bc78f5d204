/** What lies in a draft and is being typed or stored as a message, by whichever window of this browser. */
const nameOf = (txnId: string): string => `wiki-room:storing:${txnId}`;

/** Where there are no locks, no window knows of another. */
const locks = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/** Until `stored` settles, or this window ends, others leave the text to it. */
export function holdText(txnId: string, stored: Promise<unknown>): void {
  const held = stored.catch(() => undefined);
  void locks()
    ?.request(nameOf(txnId), () => held)
    .catch(() => undefined);
}

/** What was typed this lately may be sent any moment. Milliseconds. */
const justTyped = 3_000;

/** What is being typed in one room: others leave it to this window for a moment after each letter. */
export class TypedText {
  #txnId: string | undefined;
  #letGo: () => void = () => undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  get txnId(): string | undefined {
    return this.#txnId;
  }

  /** `txnId`: under which it will be sent; `undefined`: there is nothing. */
  typed(txnId: string | undefined): void {
    clearTimeout(this.#rest);
    if (txnId !== this.#txnId) this.letGo();
    if (txnId === undefined) return;
    this.#rest = setTimeout(() => this.letGo(), justTyped);
    if (txnId === this.#txnId) return;
    this.#txnId = txnId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#letGo = resolve;
    holdText(txnId, promise);
  }

  letGo(): void {
    clearTimeout(this.#rest);
    this.#letGo();
    this.#txnId = undefined;
  }
}

/** Resolves once no window holds one of these texts. True: that had to be waited for. */
export async function textsAreFree(txnIds: readonly string[]): Promise<boolean> {
  let waited = false;
  for (const txnId of txnIds) {
    const isFree = (lock: Lock | null): boolean => lock !== null;
    const free = await locks()
      ?.request(nameOf(txnId), { ifAvailable: true }, isFree)
      .catch(() => true);
    if (free !== false) continue;
    waited = true;
    await locks()
      ?.request(nameOf(txnId), () => undefined)
      .catch(() => undefined);
  }
  return waited;
}
