import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorData } from '../../protocol/error.ts';
import type { EngineLink } from '../../protocol/engine-link.ts';

/** A search that takes longer is told, milliseconds. */
const seekingAfter = 400;
/** How long it stays said that an event cannot be had, where there is nothing to be done about it; milliseconds. */
const missingShown = 8_000;

export interface EventSearchOptions {
  readonly link: EngineLink;
  /** The room's address. */
  readonly room: string;
  /** Whether a row of that id is there. */
  readonly isKnown: (eventId: string) => boolean;
  readonly changed: () => void;
}

/** An event that cannot be had. */
export interface MissingEvent {
  readonly id: string;
  /** Why: `room-not-found`, or what kept it from being looked for. */
  readonly error: ErrorData;
  /** The link that led to it: it may be opened elsewhere. */
  readonly href?: string;
}

/** Looks for events further back, and tells how that stands. What was asked for last is what is wanted. */
export class EventSearch {
  readonly #options: EventSearchOptions;
  #count = 0;
  #seeking: string | undefined;
  #missing: MissingEvent | undefined;
  #missingTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: EventSearchOptions) {
    this.#options = options;
  }

  /** It takes a moment. */
  get seeking(): boolean {
    return this.#seeking !== undefined;
  }

  /** For a while after an event could not be had; with a link, until {@link leaveMissing}. Each time is a new object. */
  get missing(): MissingEvent | undefined {
    return this.#missing;
  }

  leaveMissing(): void {
    this.#setMissing(undefined);
  }

  /** What was asked for so far is not wanted any more. */
  cancel(): void {
    this.#count++;
    this.#setSeeking(undefined);
  }

  /** Whether a search is still wanted that begins now. */
  begin(): () => boolean {
    this.cancel();
    const count = this.#count;
    return () => count === this.#count && !this.#disposed;
  }

  /**
   * The id of the row that shows the event, once it is there. Rejects with `room-not-found`, detail `event`, and as requests
   * do; that is told only where it is wanted still. `href`: the link that names it.
   */
  async find(eventId: string, isWanted: () => boolean, href?: string): Promise<string> {
    const { link, room, isKnown } = this.#options;
    this.leaveMissing();
    if (isKnown(eventId)) return eventId;
    const timer = setTimeout(() => isWanted() && this.#setSeeking(eventId), seekingAfter);
    try {
      return (await link.call('find-event', { room, eventId })).eventId;
    } catch (error) {
      const data = WikiRoomError.from(error).toData();
      if (isWanted()) this.#setMissing({ id: eventId, error: data, ...(href === undefined ? {} : { href }) });
      throw error;
    } finally {
      clearTimeout(timer);
      if (this.#seeking === eventId) this.#setSeeking(undefined);
    }
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#missingTimer);
  }

  #setSeeking(eventId: string | undefined): void {
    if (eventId === this.#seeking) return;
    this.#seeking = eventId;
    if (!this.#disposed) this.#options.changed();
  }

  #setMissing(missing: MissingEvent | undefined): void {
    clearTimeout(this.#missingTimer);
    if (this.#disposed || missing === this.#missing) return;
    this.#missing = missing;
    const goes = missing !== undefined && missing.href === undefined;
    if (goes) this.#missingTimer = setTimeout(() => this.leaveMissing(), missingShown);
    this.#options.changed();
  }
}
