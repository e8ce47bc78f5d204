import type { StoredDraft } from '../protocol/draft.ts';

/** What was written here this lately is newer than what another tab has stored. Milliseconds. */
const justWritten = 3_000;

type Listener = (draft: StoredDraft | undefined) => void;

interface Place {
  readonly listeners: Set<Listener>;
  readonly read: () => Promise<StoredDraft | undefined>;
  /** How often something was told of it, and when something was written here; milliseconds. */
  told: number;
  writtenAt: number;
}

/**
 * A room has one draft: what is written in one element of a page is told to the others, and what was written or sent in
 * another tab to those that the reader comes back to.
 */
export class DraftFollowers {
  readonly #places = new Map<string, Place>();

  /** `read`: what is stored. */
  follow(name: string, listener: Listener, read: Place['read']): () => void {
    const place = this.#places.get(name) ?? { listeners: new Set(), read, told: 0, writtenAt: -Infinity };
    this.#places.set(name, place);
    place.listeners.add(listener);
    return () => {
      place.listeners.delete(listener);
      if (place.listeners.size === 0) this.#places.delete(name);
    };
  }

  /** Tells the one who writes, too: it finds nothing new in it. */
  tell(name: string, draft: StoredDraft | undefined): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    place.writtenAt = Date.now();
    this.#tell(place, draft);
  }

  #tell(place: Place, draft: StoredDraft | undefined): void {
    place.told++;
    for (const listener of [...place.listeners]) listener(draft);
  }

  /** The reader is back in this tab. */
  async readAgain(): Promise<void> {
    for (const place of [...this.#places.values()]) {
      const { told, writtenAt } = place;
      const rest = justWritten - Math.abs(Date.now() - writtenAt);
      if (rest <= 0) await this.#read(place);
      else setTimeout(() => place.told === told && void this.#read(place), rest);
    }
  }

  async #read(place: Place): Promise<void> {
    const { told } = place;
    const read = await place.read().then(
      (draft) => ({ draft }),
      () => undefined,
    );
    // What is written meanwhile is newer.
    if (read !== undefined && place.told === told) this.#tell(place, read.draft);
  }
}
