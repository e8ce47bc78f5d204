import type { Preferences } from '../protocol/room-store.ts';

/** What was refused may be granted once the reader is here often, as some browsers have it. Milliseconds. */
const pace = 28 * 24 * 60 * 60_000;

/** The account that it is asked for. */
export interface Asked {
  readonly preferences: () => Promise<Preferences>;
  readonly savePreferences: (changes: Partial<Preferences>) => Promise<void>;
}

/**
 * Gives what asks the browser to keep what is stored when space runs short: best when the person has just written something
 * that may be lost, and not often, since some browsers ask the person. `urgent`: whatever was asked before.
 */
export function persistenceOf({ preferences, savePreferences }: Asked): (urgent?: boolean) => Promise<void> {
  let lookedAt: number | undefined;
  return async (urgent = false) => {
    const { storage } = navigator as { storage?: StorageManager };
    if (!urgent && !isLongAgo(lookedAt)) return;
    lookedAt = Date.now();
    try {
      if ((await storage?.persisted()) !== false) return;
      if (!urgent && !isLongAgo((await preferences()).askedToKeepAt)) return;
      // Before it is asked: the page may be closed upon the question.
      await savePreferences({ askedToKeepAt: lookedAt });
      await storage?.persist();
    } catch {
      // It is kept as long as the browser likes, as before.
    }
  };
}

function isLongAgo(time = -Infinity): boolean {
  return Math.abs(Date.now() - time) > pace;
}
