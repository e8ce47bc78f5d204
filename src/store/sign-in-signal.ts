/** It is set and removed at once: the other pages of the origin hear of it, and nothing is kept. */
const key = 'wiki-room:signed-in';

/** Tells the other pages of this origin that somebody has signed in. */
export function tellSignIn(): void {
  try {
    localStorage.setItem(key, '1');
    localStorage.removeItem(key);
  } catch {
    // Where nothing can be stored, nothing is shared with another page.
  }
}

/** Hears it from another page, also from one that is in another window at the side of this one. */
export function followSignIn(listener: () => void): () => void {
  const hear = (event: Event): void => {
    const { key: changed, newValue } = event as StorageEvent;
    if (changed === key && newValue !== null) listener();
  };
  globalThis.addEventListener('storage', hear);
  return () => globalThis.removeEventListener('storage', hear);
}
