/** What lies in a draft and is being stored as a message, by whichever window of this browser. */
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
