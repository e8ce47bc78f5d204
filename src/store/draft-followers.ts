import type { StoredDraft } from '../protocol/room-store.ts';

type Listener = (draft: StoredDraft | undefined) => void;

/** Elements of one room on one page have one draft: what is written in one of them is told to the others. */
export class DraftFollowers {
  readonly #listeners = new Map<string, Set<Listener>>();

  follow(place: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(place) ?? new Set();
    this.#listeners.set(place, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Tells the one who writes, too: it finds nothing new in it. */
  tell(place: string, draft: StoredDraft | undefined): void {
    for (const listener of [...(this.#listeners.get(place) ?? [])]) listener(draft);
  }
}
