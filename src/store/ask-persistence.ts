/**
 * Asks the browser to keep what is stored when space runs short: once for an account, since some browsers ask the person,
 * and best when the person has just written something that may be lost. `isFirst` notes that it is asked.
 */
export async function askPersistence(isFirst: () => Promise<boolean>): Promise<void> {
  const { storage } = navigator as { storage?: StorageManager };
  try {
    if ((await storage?.persisted()) === false && (await isFirst())) await storage?.persist();
  } catch {
    // It is kept as long as the browser likes, as before.
  }
}
