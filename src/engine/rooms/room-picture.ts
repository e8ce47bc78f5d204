import type { EngineStore } from '../../protocol/engine-store.ts';
import type { RoomSnapshot } from '../../protocol/room.ts';
import type { StoredRoom } from '../../protocol/room-store.ts';
import type { MessageBody, MessageRow, TimelineRow } from '../../protocol/row.ts';
import type { RoomModel } from './room-model.ts';

export interface RoomPictureOptions {
  readonly address: string;
  readonly store: EngineStore;
  readonly signal: AbortSignal;
  /** The room, where its reader is in it. */
  readonly joined: () => RoomModel | undefined;
  readonly snapshot: () => RoomSnapshot;
  /** Who is in the room is stored with it, where that is known. */
  readonly saving: () => void;
}

/** At most this often is it written, in milliseconds. */
const savePace = 1_000;
const savedRows = 60;
/** How far back a row that lies in the store is looked for. */
const mostSought = 500;

/** What is painted first at the next visit: the last screenful, as it lies in the store. */
export class RoomPicture {
  readonly #options: RoomPictureOptions;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #rows: ReadonlyMap<string, TimelineRow> = new Map();

  constructor(options: RoomPictureOptions) {
    this.#options = options;
  }

  /** What lies there of the last visit. */
  async read(): Promise<StoredRoom | undefined> {
    const stored = await this.#options.store.storedRoom(this.#options.address).catch(() => undefined);
    this.#rows = byId(stored?.rows ?? []);
    return stored;
  }

  saveSoon(): void {
    const model = this.#options.joined();
    if (model?.timeline.topic.live !== true) return;
    const { rows, withdrawn } = model.timeline.topic;
    // The first visit may be a short one, and the next one without a connection.
    const atOnce = this.#rows.size === 0 || this.#holdsWithdrawn(rows, withdrawn) || this.#lacksOwn(rows);
    if (atOnce) this.stop();
    this.#saving ??= setTimeout(() => this.#save(), atOnce ? 0 : savePace);
  }

  /** Nothing of it is painted at the next visit. */
  forget(roomId: string | undefined): void {
    this.stop();
    void this.#options.store.dropRoom(this.#options.address, roomId).catch(() => undefined);
  }

  stop(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
  }

  #save(): void {
    this.#saving = undefined;
    const { address, store, signal, joined, snapshot, saving } = this.#options;
    const model = joined();
    if (signal.aborted || model === undefined) return;
    const rows = model.timeline.topic.rows.slice(-savedRows);
    const before = this.#rows;
    this.#rows = byId(rows);
    const audience = model.audience.note();
    saving();
    const noted = audience === undefined ? {} : { audience };
    // Who types now has stopped long before the next visit.
    const room = { ...snapshot(), typing: [] };
    void store.saveRoom(address, { room, rows, ...noted, savedAt: Date.now() }).catch(() => {
      // What lies there may hold what was taken back since.
      this.#rows = before;
      this.forget(model.roomId);
    });
  }

  /** Whoever writes and turns the page sees what they wrote, which is in the outbox no more. */
  #lacksOwn(rows: readonly TimelineRow[]): boolean {
    const news = rows.slice(rows.findLastIndex(({ id }) => this.#rows.has(id)) + 1);
    return news.some((row) => row.kind === 'message' && row.own);
  }

  /** What was taken back is not to be painted once more, however soon the page is closed. */
  #holdsWithdrawn(rows: readonly TimelineRow[], withdrawn: readonly string[]): boolean {
    const quoted = new Set([...this.#rows.values()].flatMap(quotesOf));
    if (withdrawn.some((id) => this.#rows.has(id) || quoted.has(id))) return true;
    return rows.slice(-mostSought).some((row) => {
      if (row.kind === 'redacted' && quoted.has(row.id)) return true;
      const saved = this.#rows.get(row.id);
      if (saved === undefined || saved.kind === 'redacted') return false;
      return row.kind === 'redacted' || (saved.kind === 'message' && saysAnother(saved, row));
    });
  }
}

function byId(rows: readonly TimelineRow[]): ReadonlyMap<string, TimelineRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids of the messages of which it shows something. */
function quotesOf(row: TimelineRow): readonly string[] {
  if (row.kind !== 'message') return [];
  return [row.replyTo, row.thread].flatMap((quote) => (quote?.excerpt === undefined ? [] : [quote.id]));
}

/** What an edit said may have been taken back, in its place or where it is quoted. */
function saysAnother(saved: MessageRow, row: TimelineRow): boolean {
  if (row.kind !== 'message') return saved.edited;
  if (saved.edited && (!row.edited || !isSame(saved.body, row.body))) return true;
  const quotes = [
    [saved.replyTo, row.replyTo],
    [saved.thread, row.thread],
  ] as const;
  return quotes.some(
    ([before, now]) => before?.excerpt !== undefined && now?.state !== 'loading' && now?.excerpt !== before.excerpt,
  );
}

function isSame(one: MessageBody, other: MessageBody): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
