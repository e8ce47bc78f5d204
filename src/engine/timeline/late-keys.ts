import { type KnownEvents, backupPatience } from './known-events.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/**
 * How long after an event was found unreadable its key is looked for again, in milliseconds: another device may bring it to
 * the backup only then, and nobody tells of that.
 */
const moments = [backupPatience, 60_000, 5 * 60_000, 15 * 60_000];

export interface LateKeysOptions {
  readonly changed: () => void;
  /** Tries to read events, and asks the backup for their keys. */
  readonly tryAgain: (entries: readonly TimelineEntry[]) => void;
}

/** For how long an event has been unreadable: until the key backup had its time, its row says that the key may still come. */
export class LateKeys {
  readonly #events: KnownEvents;
  readonly #options: LateKeysOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer is up. */
  #next = Infinity;
  #looked = -Infinity;
  #stopped = false;

  constructor(events: KnownEvents, options: LateKeysOptions) {
    this.#events = events;
    this.#options = options;
  }

  /** An event was decrypted, or could not be. */
  decrypted(entry: TimelineEntry): void {
    if (entry.readable) entry.unreadableSince = undefined;
    else if (entry.unreadableSince === undefined) {
      entry.unreadableSince = performance.now();
      this.#waitUntil(entry.unreadableSince + backupPatience);
    }
    this.#events.touch(entry);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #waitUntil(moment: number): void {
    if (this.#stopped || moment >= this.#next) return;
    this.#next = moment;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), moment - performance.now() + 100);
  }

  /** Keys that have not come from the backup by now are not in it; what came later has its own time. */
  #look(): void {
    const now = performance.now();
    const looked = this.#looked;
    this.#looked = now;
    this.#next = Infinity;
    const due: TimelineEntry[] = [];
    let next = Infinity;
    for (const entry of this.#events.unread()) {
      const { unreadableSince: since } = entry;
      if (since === undefined) continue;
      if (momentAfter(looked, since) <= now) due.push(entry);
      next = Math.min(next, momentAfter(now, since));
    }
    this.#waitUntil(next);
    for (const entry of due) this.#events.touch(entry);
    this.#options.changed();
    // Where encryption has not started, all is read when it has.
    const tried = due.filter(({ event }) => event.isDecryptionFailure());
    if (tried.length > 0) this.#options.tryAgain(tried);
  }
}

function momentAfter(time: number, since: number): number {
  return moments.map((moment) => since + moment).find((moment) => moment > time) ?? Infinity;
}
