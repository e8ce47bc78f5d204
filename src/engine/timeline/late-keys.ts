import { type KnownEvents, backupPatience } from './known-events.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** For how long an event has been unreadable: until the key backup had its time, its row says that the key may still come. */
export class LateKeys {
  readonly #events: KnownEvents;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(events: KnownEvents, changed: () => void) {
    this.#events = events;
    this.#changed = changed;
  }

  /** An event was decrypted, or could not be. */
  decrypted(entry: TimelineEntry): void {
    if (entry.readable) entry.unreadableSince = undefined;
    else if (entry.unreadableSince === undefined) {
      entry.unreadableSince = performance.now();
      this.#waitFor(entry.unreadableSince);
    }
    this.#events.touch(entry);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #waitFor(since: number): void {
    if (this.#stopped) return;
    const wait = since + backupPatience - performance.now();
    this.#timer ??= setTimeout(() => this.#giveUpBackup(), wait + 100);
  }

  /** Keys that have not come from the backup by now are not in it; what came later has its own time. */
  #giveUpBackup(): void {
    this.#timer = undefined;
    const now = performance.now();
    let next = Infinity;
    for (const entry of this.#events.unread()) {
      this.#events.touch(entry);
      const { unreadableSince: since = -Infinity } = entry;
      if (now - since < backupPatience) next = Math.min(next, since);
    }
    if (next < Infinity) this.#waitFor(next);
    this.#changed();
  }
}
