const mark = 'wiki-room:persistence-asked';

/**
 * Asks the browser to keep what is stored when space runs short: once in a profile, since some browsers ask the person,
 * and best when the person has just written something that may be lost.
 */
export async function askPersistence(): Promise<void> {
  const { storage } = navigator as { storage?: StorageManager };
  if (storage === undefined || wasAsked()) return;
  try {
    localStorage.setItem(mark, '');
    if (!(await storage.persisted())) await storage.persist();
  } catch {
    // It is kept as long as the browser likes, as before.
  }
}

function wasAsked(): boolean {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    // Without a place for the mark the person would be asked with each message.
    return true;
  }
}
