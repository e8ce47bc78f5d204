import { WikiRoomError } from '../../protocol/error.ts';
import type { TimelineEnds } from '../../protocol/room.ts';
import type { GapRow, TimelineRow } from '../../protocol/row.ts';
import { pause } from '../pacing.ts';
import { errorOfSdk, isPassing } from '../sdk-error.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import type { RoomUpdate } from '../sync/sync-update.ts';
import { KnownEvents, backupPatience } from './known-events.ts';
import type { MessagePage } from './page-of-messages.ts';
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
  readonly #rows: RowBuilder;
  readonly #quotes: Quotes;
  #older: TimelineEnds['older'] = 'loading';
  #live = false;
  #rebuild: ReturnType<typeof setTimeout> | undefined;
  #builtAt = -Infinity;
  #reassess: ReturnType<typeof setTimeout> | undefined;
  /** One change of the history at a time, in the order they came. */
  #queue: Promise<unknown> = Promise.resolve();
  #loading: Promise<void> | undefined;
  #ahead: { readonly from: string; readonly page: Promise<MessagePage> } | undefined;
  #filling: Promise<void> | undefined;
  #seeking = false;
  #gapState: GapRow['state'] = 'loading';
  /** By event, what the homeserver has lost behind it; it comes again where only a part of the homeserver lagged behind. */
  readonly #lost = new Map<string, readonly string[]>();
  /** The room has come, or may not be seen: until then nobody knows whether there is anything older. */
  readonly #begun = Promise.withResolvers<void>();
  #drops = 0;
  /** How often the room could no longer be seen: what is read from before is not shown any more. */
  #clearings = 0;
  #stopped = false;

  constructor(options: RoomTimelineOptions) {
    this.#options = options;
    this.#rows = new RowBuilder(options.rowFromEvent, options.people);
    this.#quotes = new Quotes(this.#events, {
      fetch: (id) => this.fetch(id),
      changed: () => this.#schedule(),
    });
  }

  /** What the sync tells. */
  receive({ timeline, initial, limited, prevBatch }: RoomUpdate): Promise<void> {
    const clearings = this.#clearings;
    return this.#next(async () => {
      if (clearings === this.#clearings) await this.#takeIn(timeline);
      if (clearings !== this.#clearings) return;
      const ids = timeline.map((event) => event.event_id);
      const lost = this.#segments.addLive({ ids, mayHaveGap: initial || limited, whole: initial, before: prevBatch });
      if (lost !== undefined) this.#lost.set(lost.after, [...(this.#lost.get(lost.after) ?? []), ...lost.ids]);
      if (this.#older === 'loading' && this.#loading === undefined) this.#older = this.#olderOf();
      this.#live = true;
      this.#begun.resolve();
      this.#schedule();
      void this.#fillGaps();
    });
  }

  /**
   * Loads about `count` events; more where they make no row, as many as are one step. A hole that could not be filled is
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
    return this.#hasRow(id) ? id : (this.rowOf(id) ?? id);
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
    this.#drops++;
    this.#segments.clear();
    this.#events.clear();
    this.#lost.clear();
    this.#ahead = undefined;
    this.#live = false;
    this.#older = 'loading';
    this.#begun.resolve();
    this.#build();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#rebuild);
    clearTimeout(this.#reassess);
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

  /** Reads a page before a segment; gives how many rows it made. */
  async #pageBefore(index: number, limit: number): Promise<number> {
    const segment = this.#segments.all[index];
    if (segment === undefined) return 0;
    const page = await this.#page(segment.before, limit);
    return this.#next(async () => {
      this.#options.membersSeen(page.members);
      await this.#takeIn(page.events);
      if (!this.#segments.all.includes(segment)) return 0;
      const ids = page.events.map((event) => event.event_id);
      this.#segments.addOlder(segment, ids, page.before);
      return ids.filter((id) => this.#hasRow(id)).length;
    });
  }

  /** Whoever scrolls back goes on: the page after the one they asked for is asked for in advance. */
  async #page(from: string | undefined, limit: number): Promise<MessagePage> {
    const ahead = this.#ahead?.from === from ? this.#ahead?.page : undefined;
    this.#ahead = undefined;
    const page = (await ahead?.catch(() => undefined)) ?? (await this.#options.page(from, limit));
    if (page.before !== undefined) {
      const next = this.#options.page(page.before, limit);
      next.catch(() => undefined);
      this.#ahead = { from: page.before, page: next };
    }
    return page;
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
    for (const entry of entries) this.#decrypted(entry);
  }

  /** An event was decrypted, or could not be: also long after it came. */
  decrypted(entry: TimelineEntry): void {
    this.#decrypted(entry);
    this.#schedule();
  }

  #decrypted(entry: TimelineEntry): void {
    if (entry.readable) entry.unreadableSince = undefined;
    else if (entry.unreadableSince === undefined) {
      entry.unreadableSince = performance.now();
      this.#reassessFor(entry.unreadableSince);
    }
    this.#events.touch(entry);
  }

  #reassessFor(since: number): void {
    if (this.#stopped) return;
    const wait = since + backupPatience - performance.now();
    this.#reassess ??= setTimeout(() => this.#giveUpBackup(), wait + 100);
  }

  /** Keys that have not come from the backup by now are not in it; what came later has its own time. */
  #giveUpBackup(): void {
    this.#reassess = undefined;
    const now = performance.now();
    let next = Infinity;
    for (const entry of this.#events.unread()) {
      this.#events.touch(entry);
      const { unreadableSince: since = -Infinity } = entry;
      if (now - since < backupPatience) next = Math.min(next, since);
    }
    if (next < Infinity) this.#reassessFor(next);
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
    const rows: TimelineRow[] = [];
    let encrypted = this.#options.isEncrypted() && !this.#knowsEncryptionEvent();
    for (const [index, segment] of this.#segments.all.entries()) {
      if (index > 0) rows.push(this.#gapRow(`gap:${segment.ids[0] ?? ''}`, this.#gapState));
      for (const id of segment.ids) {
        const entry = this.#events.get(id);
        if (entry === undefined) continue;
        if (entry.raw.type === 'm.room.encryption' && entry.raw.state_key === '') encrypted = true;
        if (this.#events.hasRow(entry)) {
          const row = this.#rows.row(entry, encrypted, () => this.#events.view(entry));
          // A change of the room that there are no words for is none that its readers notice.
          if (row.kind !== 'unknown' || row.broken || entry.raw.state_key === undefined) rows.push(row);
        }
        if (this.#lacks(id)) rows.push(this.#gapRow(`lost:${id}`, 'lost'));
      }
    }
    const withdrawn = this.#events.redacted.filter((id) => !this.#segments.has(id));
    const changed = this.topic.set(rows, { older: this.#older, live: this.#live }, withdrawn);
    if (changed || this.#live) this.#options.changed();
    this.#quotes.fetch();
    if (this.#live && rows.length === 0 && this.#older === 'more') void this.#seekFirstRow();
    this.#builtAt = performance.now();
  }

  /** Something that readers saw is lost behind this event. */
  #lacks(id: string): boolean {
    return this.#lost.get(id)?.some((lost) => !this.#segments.has(lost) && this.#hasRow(lost)) === true;
  }

  /** A plain message is wrong only after encryption began. */
  #knowsEncryptionEvent(): boolean {
    return this.#segments.all.some(({ ids }) =>
      ids.some((id) => {
        const raw = this.#events.get(id)?.raw;
        return raw?.type === 'm.room.encryption' && raw.state_key === '';
      }),
    );
  }

  #gapRow(id: string, state: GapRow['state']): GapRow {
    const { ownUserId } = this.#options.people;
    const known = this.topic.rows.find((row): row is GapRow => row.kind === 'gap' && row.id === id);
    if (known?.state === state) return known;
    return { kind: 'gap', id, sender: { id: ownUserId, name: ownUserId }, own: false, state };
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

  #hasRow(id: string): boolean {
    const entry = this.#events.get(id);
    return entry !== undefined && this.#events.hasRow(entry);
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
