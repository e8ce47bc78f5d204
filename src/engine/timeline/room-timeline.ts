import { WikiRoomError } from '../../protocol/error.ts';
import type { TimelineEnds } from '../../protocol/room.ts';
import type { GapRow } from '../../protocol/row.ts';
import { pause } from '../pacing.ts';
import { errorOfSdk, isPassing } from '../sdk-error.ts';
import type { Fields } from '../shape.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import type { RoomUpdate } from '../sync/sync-update.ts';
import { HistoryRows } from './history-rows.ts';
import { KnownEvents } from './known-events.ts';
import { LateKeys } from './late-keys.ts';
import type { MessagePage } from './page-of-messages.ts';
import { PagesAhead } from './pages-ahead.ts';
import { Quotes } from './quotes.ts';
import { RowBuilder } from './row-builder.ts';
import type { RowFromEvent, RowPeople } from './row-builder.ts';
import { rowUpTo } from './row-up-to.ts';
import { Segments } from './segments.ts';
import { TimelineEntry } from './timeline-entry.ts';
import { TimelineTopic } from './timeline-topic.ts';

export interface RoomTimelineOptions {
  readonly people: RowPeople;
  readonly rowFromEvent: RowFromEvent;
  /** Tries to read encrypted events; never rejects. */
  readonly decrypt: (entries: readonly TimelineEntry[]) => Promise<void>;
  readonly page: (from: string | undefined, limit: number) => Promise<MessagePage>;
  readonly single: (eventId: string) => Promise<RawEvent | undefined>;
  readonly membersSeen: (members: readonly RawEvent[]) => void;
  /** The room is encrypted now. */
  readonly isEncrypted: () => boolean;
  /** The rows changed. */
  readonly changed: () => void;
}

/** Rows are made anew no more often than this, in milliseconds; what comes after a rest is told at once. */
const rebuildPace = 20;
const pageSize = 100;
/** Pages without any row in one step: whoever still wants older ones then asks again. */
const mostRowlessPages = 10;
/** Pages without any event that is new, and without an end, before the homeserver is taken to lead in a circle. */
const mostEmptyPages = 10;
/** Between two such steps that nobody asked for, in milliseconds. */
const stepPause = 300;
/** A hole larger than this is not filled: what lies before it is forgotten, and can be read anew. */
const largestGap = 2_000;
/** How far back an event is looked for, in pages that grow up to the largest that homeservers give. */
const farthestFind = 10_000;
const largestPage = 1_000;

/** The history of one room as rows: newest events from the sync, older ones as they are asked for. */
export class RoomTimeline {
  readonly topic = new TimelineTopic(() => this.#schedule());
  readonly #options: RoomTimelineOptions;
  readonly #segments = new Segments();
  readonly #events = new KnownEvents();
  readonly #rows: HistoryRows;
  readonly #lateKeys = new LateKeys(this.#events, {
    changed: () => this.#schedule(),
    tryAgain: (entries) => void this.#decrypt(entries).then(() => this.#schedule()),
  });
  readonly #quotes: Quotes;
  readonly #pages: PagesAhead;
  #older: TimelineEnds['older'] = 'loading';
  #live = false;
  #resting = false;
  #rebuild: ReturnType<typeof setTimeout> | undefined;
  #builtAt = -Infinity;
  /** One change of the history at a time, in the order they came. */
  #queue: Promise<unknown> = Promise.resolve();
  #loading: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  #seeking = false;
  #gapState: GapRow['state'] = 'loading';
  /** The room has come, or may not be seen: until then nobody knows whether there is anything older. */
  readonly #begun = Promise.withResolvers<void>();
  #drops = 0;
  /** How often the room could no longer be seen: what is read from before is not shown any more. */
  #clearings = 0;
  #doubtful = false;
  #stopped = false;

  constructor(options: RoomTimelineOptions) {
    this.#options = options;
    this.#rows = new HistoryRows({
      people: options.people,
      segments: this.#segments,
      events: this.#events,
      builder: new RowBuilder(options.rowFromEvent, options.people),
      isEncrypted: () => this.#options.isEncrypted(),
    });
    this.#pages = new PagesAhead(options.page);
    this.#quotes = new Quotes(this.#events, {
      isShown: (id) => this.#segments.has(id),
      fetch: (id) => this.fetch(id),
      changed: () => this.#schedule(),
    });
  }

  /** What the sync tells. */
  receive({ timeline, initial, limited, prevBatch }: RoomUpdate): Promise<void> {
    const clearings = this.#clearings;
    return this.#next(async () => {
      const ids = timeline.map((event) => event.event_id);
      if (clearings === this.#clearings) {
        if (initial && (this.#doubtful || this.#segments.endsBehind(ids))) this.#beginAnew();
        await this.#takeIn(timeline);
      }
      if (clearings !== this.#clearings) return;
      this.#segments.addLive({ ids, mayHaveGap: initial || limited, before: prevBatch });
      if (this.#older === 'loading' && this.#loading === undefined) this.#older = this.#olderOf();
      this.#live = true;
      this.#begun.resolve();
      this.#schedule();
      void this.#fillGaps();
    });
  }

  /**
   * Loads about `count` events; more where they make no row but of changes, as many as are one step. A hole that could not be filled is
   * tried again, too. Rejects with what a request may.
   */
  loadOlder(count: number, limit = pageSize): Promise<void> {
    if (this.#gapState === 'failed') void this.#fillGaps();
    this.#loading ??= this.#loadOlder(count, limit).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /**
   * Loads back until the event is among the rows, or the one that it changes or is a reaction to; gives that one's id, or
   * that of the row before what has none. Rejects `room-not-found` (detail `event`).
   */
  async find(eventId: string): Promise<string> {
    const id = await this.#shownBy(eventId);
    await this.#begun.promise;
    // Holes lie nearer than what is older.
    if (!this.#segments.has(id)) {
      await this.#fillGaps();
      this.#build();
    }
    const start = this.#segments.size;
    for (let limit = pageSize; !this.#segments.has(id); limit = Math.min(2 * limit, largestPage)) {
      if (!this.#hasOlder() || this.#segments.size - start >= farthestFind) throw notHad();
      await this.loadOlder(limit, limit);
    }
    for (;;) {
      if (!this.isTold) this.#build();
      const shown = this.topic.rows.some((row) => row.id === id) ? id : this.rowOf(id);
      if (shown !== undefined) return shown;
      // The row before it may not be loaded yet.
      if (!this.#hasOlder() || this.#segments.size - start >= farthestFind) throw notHad();
      await this.loadOlder(pageSize, pageSize);
    }
  }

  /** The connection is back: what was given up for want of it is tried again. */
  retry(): void {
    if (this.#gapState === 'failed') void this.#fillGaps();
    this.#events.retryQuotes();
    if (this.#older === 'failed' && this.topic.rows.length === 0) this.#older = this.#olderOf();
    this.#schedule();
  }

  /** Tries again to read everything that could not be read. */
  async decryptAgain(): Promise<void> {
    await this.#decrypt(this.#events.unread());
    this.#schedule();
  }

  /** Something that rows speak of changed. */
  refresh(): void {
    this.#schedule();
  }

  /** The rows are of all that is known. */
  get isTold(): boolean {
    return this.#rebuild === undefined;
  }

  /** How often a hole was not filled: what came in it is not told. */
  get drops(): number {
    return this.#drops;
  }

  has(eventId: string): boolean {
    return this.#segments.has(eventId);
  }

  /** Ids of the events that are known. */
  *newestFirst(): Generator<string> {
    for (const { ids } of this.#segments.all.toReversed()) {
      for (let i = ids.length - 1; i >= 0; i--) yield ids[i] ?? '';
    }
  }

  /** The row of the event, or the last one before it where it has none, as a reaction; `undefined`: not known. */
  rowOf(eventId: string): string | undefined {
    if (!this.#segments.has(eventId)) return undefined;
    return rowUpTo(this.topic.rows, this.newestFirst(), (id) => id === eventId);
  }

  entry(eventId: string): TimelineEntry | undefined {
    return this.#events.get(eventId);
  }

  /** What it says now, as far as is known. */
  newestContent(eventId: string): Fields | undefined {
    return this.#events.newestContent(eventId);
  }

  /** As {@link entry}, asked for where it is not known. Rejects with what may pass. */
  async fetch(eventId: string): Promise<TimelineEntry | undefined> {
    const raw = this.#events.get(eventId) === undefined ? await this.#single(eventId) : undefined;
    if (raw !== undefined) await this.#takeIn([raw]);
    this.#schedule();
    return this.#events.get(eventId);
  }

  /** The room may no longer be seen. */
  clear(): void {
    this.#clearings++;
    this.#rows.clear();
    this.#forget();
    this.#live = false;
    this.#begun.resolve();
    this.#build();
  }

  /** The homeserver went back in time: what is known is shown until it tells what it has. */
  doubt(): void {
    this.#doubtful = true;
  }

  /** Nobody asks for the room any more: until {@link wake} what is known may be of long ago. */
  rest(): void {
    this.#resting = true;
    this.#build();
  }

  /** The homeserver was asked for the room, and what it told was received. */
  wake(): void {
    if (!this.#resting) return;
    this.#resting = false;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#rebuild);
    this.#lateKeys.stop();
    this.#begun.resolve();
  }

  async #loadOlder(count: number, limit: number): Promise<void> {
    if (!this.#hasOlder()) return;
    this.#older = 'loading';
    this.#schedule();
    try {
      let [rows, empty] = [0, 0];
      let size = Math.min(Math.max(count, 50), limit);
      const wanted = Math.ceil(count / limit);
      for (let pages = 0; pages < (rows === 0 ? mostRowlessPages : wanted); pages++) {
        const before = this.#segments.size;
        rows += await this.#pageBefore(0, size);
        if (!this.#hasOlder()) break;
        if (this.#segments.size === before && ++empty === mostEmptyPages) {
          throw new WikiRoomError('homeserver-error', 'history without events');
        }
        if (rows === 0) size = Math.min(2 * size, largestPage);
      }
      this.#older = this.#olderOf();
    } catch (error) {
      this.#older = this.#segments.all.length === 0 ? this.#olderOf() : 'failed';
      throw errorOfSdk(error, 'unknown');
    } finally {
      // Whoever asked finds the rows there.
      this.#build();
    }
  }

  /** The newest events have no row: there is nothing yet from which a reader could scroll back. */
  async #seekFirstRow(): Promise<void> {
    if (this.#seeking) return;
    this.#seeking = true;
    const isWanted = (): boolean =>
      this.topic.followed && !this.#stopped && this.#hasOlder() && this.topic.rows.length === 0;
    try {
      while (isWanted()) {
        await this.loadOlder(pageSize);
        if (isWanted()) await pause(stepPause);
      }
    } catch {
      // It is told at the upper end, and tried again from there.
    } finally {
      this.#seeking = false;
    }
  }

  /** Reads a page before a segment; gives how many rows it made that are not folded. */
  async #pageBefore(index: number, limit: number): Promise<number> {
    const segment = this.#segments.all[index];
    if (segment === undefined) return 0;
    const page = await this.#pages.page(segment.before, limit);
    return this.#next(async () => {
      this.#options.membersSeen(page.members);
      await this.#takeIn(page.events);
      if (!this.#segments.all.includes(segment)) return 0;
      const ids = page.events.map((event) => event.event_id);
      this.#segments.addOlder(segment, ids, page.before);
      return ids.filter((id) => this.#fillsView(id)).length;
    });
  }

  /** Of changes of the room thousands may be one line: whoever scrolls back would wait for each hundred of them. */
  #fillsView(id: string): boolean {
    return this.#events.hasRow(id) && this.#events.get(id)?.raw.state_key === undefined;
  }

  async #fillGaps(): Promise<void> {
    if (this.#segments.all.length > 1) this.#filling ??= this.#fillAll();
    await this.#filling;
  }

  async #fillAll(): Promise<void> {
    this.#gapState = 'loading';
    try {
      // A hole that is forgotten at once is so after this promise is noted.
      await Promise.resolve();
      let read = 0;
      while (this.#segments.all.length > 1 && !this.#stopped) {
        const last = this.#segments.all.length - 1;
        const segment = this.#segments.all[last];
        if (read >= largestGap || segment?.before === undefined) {
          this.#dropOlder();
          break;
        }
        const before = this.#segments.size;
        await this.#pageBefore(last, pageSize);
        const fresh = this.#segments.size - before;
        read += fresh > 0 ? fresh : largestGap / mostEmptyPages;
        this.#schedule();
      }
    } catch (error) {
      if (!isPassing(errorOfSdk(error, 'unknown'))) this.#dropOlder();
      this.#gapState = 'failed';
    } finally {
      this.#filling = undefined;
      this.#schedule();
    }
  }

  /** It tells of each event anew how it was changed, and what else was said of it may have been lost. */
  #beginAnew(): void {
    this.#doubtful = false;
    this.#rows.beginAnew();
    this.#forget();
  }

  #forget(): void {
    this.#drops++;
    this.#segments.clear();
    this.#events.clear();
    this.#pages.clear();
    this.#older = 'loading';
  }

  #dropOlder(): void {
    this.#segments.dropOlder();
    this.#drops++;
    this.#older = this.#olderOf();
  }

  async #takeIn(events: readonly RawEvent[]): Promise<void> {
    for (const event of events) this.#events.add(event);
    await this.#decrypt(this.#events.takeUndecrypted());
  }

  async #decrypt(entries: readonly TimelineEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#options.decrypt(entries);
    for (const entry of entries) this.#lateKeys.decrypted(entry);
  }

  /** An event was decrypted, or could not be: also long after it came. */
  decrypted(entry: TimelineEntry): void {
    this.#lateKeys.decrypted(entry);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    const rested = performance.now() - this.#builtAt > rebuildPace;
    this.#rebuild ??= setTimeout(
      () => {
        this.#rebuild = undefined;
        this.#build();
      },
      rested ? 0 : rebuildPace,
    );
  }

  #build(): void {
    if (this.#stopped) return;
    const rows = this.#rows.rows(this.topic.rows, this.#gapState);
    const withdrawn = this.#events.redacted.filter((id) => !this.#segments.has(id));
    const live = this.#live && !this.#resting;
    const changed = this.topic.set(rows, { older: this.#older, live }, withdrawn);
    if (changed || live) this.#options.changed();
    this.#quotes.fetch();
    if (live && rows.length === 0 && this.#older === 'more') void this.#seekFirstRow();
    this.#builtAt = performance.now();
  }

  /** The homeserver is asked first: for what it does not give nobody looks through the history. */
  async #shownBy(eventId: string): Promise<string> {
    const known = this.#events.get(eventId);
    if (known !== undefined) return known.attachedTo ?? eventId;
    const raw = await this.#single(eventId);
    if (raw === undefined) throw notHad();
    return new TimelineEntry(raw).attachedTo ?? eventId;
  }

  /** What the homeserver gives; rejects where another time it may give more. */
  #single(eventId: string): Promise<RawEvent | undefined> {
    return this.#options.single(eventId).catch((thrown: unknown) => {
      const error = errorOfSdk(thrown, 'unknown');
      if (isPassing(error)) throw error;
      return undefined;
    });
  }

  #hasOlder(): boolean {
    return this.#segments.all[0]?.before !== undefined;
  }

  #olderOf(): TimelineEnds['older'] {
    // The room may no longer be seen: where it comes again, it begins anew.
    if (this.#segments.all.length === 0) return 'loading';
    return this.#hasOlder() ? 'more' : 'none';
  }

  #next<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function notHad(): WikiRoomError {
  return new WikiRoomError('room-not-found', 'the event is not to be had', { detail: 'event' });
}
