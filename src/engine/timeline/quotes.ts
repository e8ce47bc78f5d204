import type { KnownEvents } from './known-events.ts';
import type { TimelineEntry } from './timeline-entry.ts';

export interface QuotesOptions {
  /** Readers see this event: what one speaks of that is itself only quoted is not asked for, and so on without end. */
  readonly isShown: (eventId: string) => boolean;
  /** Asks for an event where it is not known; rejects with what may pass. */
  readonly fetch: (eventId: string) => Promise<TimelineEntry | undefined>;
  /** What is known of one has changed. */
  readonly changed: () => void;
}

/** So many are asked for at a time. */
const mostRequests = 3;

/** Fetches, one by one, the events that others speak of and that did not come with them: the last named first. */
export class Quotes {
  readonly #events: KnownEvents;
  readonly #options: QuotesOptions;
  #requests = 0;

  constructor(events: KnownEvents, options: QuotesOptions) {
    this.#events = events;
    this.#options = options;
  }

  fetch(): void {
    for (const id of this.#events.unknownQuoted(this.#options.isShown).reverse()) {
      if (this.#requests >= mostRequests) return;
      this.#requests++;
      this.#events.setQuoteState(id, 'loading');
      void this.#fetch(id).finally(() => {
        this.#requests--;
        this.#options.changed();
      });
    }
  }

  async #fetch(id: string): Promise<void> {
    try {
      if ((await this.#options.fetch(id)) === undefined) this.#events.setQuoteState(id, 'missing');
    } catch {
      this.#events.setQuoteState(id, 'unreached');
    }
  }
}
