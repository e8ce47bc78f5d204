import type { HostPage } from '../../protocol/host-page.ts';
import type { MessageDraft, OutboxRecord } from '../../protocol/outbox.ts';
import { asRoomAddress } from '../../protocol/room-address.ts';
import type { RoomAddress } from '../../protocol/room-address.ts';
import type { StoredRoom } from '../../protocol/room-store.ts';
import type { RoomSnapshot, TimelineEnds, TimelineUpdate } from '../../protocol/room.ts';
import type { MessageRow, Person, TimelineRow } from '../../protocol/row.ts';
import type { AccountMarker } from '../../protocol/services.ts';
import type { ViewModel } from '../view-model.ts';
import { buildItems, firstUnreadIndex } from './build-items.ts';
import { EventSearch } from './event-search.ts';
import type { MissingEvent } from './event-search.ts';
import { isNewer } from './is-newer.ts';
import { linkToEvent } from '../matrix-to.ts';
import { mergeOutbox } from './merge-outbox.ts';
import { ReachShown } from './reach-shown.ts';
import { ReadReceipts } from './read-receipts.ts';
import { reuseItems } from './reuse-items.ts';
import { RoomOutbox } from './room-outbox.ts';
import type { RoomOutboxOptions } from './room-outbox.ts';
import { ShownRows } from './shown-rows.ts';
import { isArticle } from './timeline-item.ts';
import type { TimelineItem } from './timeline-item.ts';
import { UnreadLine } from './unread-line.ts';
import type { FirstUnread } from './unread-line.ts';
import { countUnseen, nothingUnseen } from './unseen.ts';
import type { Unseen } from './unseen.ts';

export interface TimelineSnapshot extends TimelineEnds {
  readonly items: readonly TimelineItem[];
  /** Messages below what the reader has seen; nothing at the live edge. */
  readonly jump: Unseen;
  /** Until the reader has been there, or does not want it. */
  readonly firstUnread: FirstUnread | undefined;
  /** The whole history is known, and nobody has said anything. */
  readonly empty: boolean;
  /** There are rows to show. */
  readonly painted: boolean;
  readonly canSend: boolean;
  /** An event to bring into view, and to give the focus. Each request is a new object. */
  readonly target: { readonly id: string; readonly focus?: true } | undefined;
  /** An event is looked for further back. */
  readonly seeking: boolean;
  /** Set for a while after an event was asked for that cannot be had. Each time is a new object. */
  readonly missing: MissingEvent | undefined;
  /** Transaction id of the newest message that was written in this window: it is brought into view. */
  readonly written: string | undefined;
}

export interface TimelineOptions extends RoomOutboxOptions {
  /** The room's address: key of topics and commands. */
  readonly room: string;
  readonly account: AccountMarker;
  readonly host: HostPage;
}

export interface ShowOptions {
  /** The focus goes there too, unless it has moved since. */
  readonly focus?: boolean;
  /** The link that led to it, which is offered where the event cannot be had. */
  readonly href?: string;
}

/** Events asked for at a time. */
const olderCount = 100;
/** Milliseconds. */
const fruitlessPause = 300;

/**
 * The rows of a room as lines to draw, with what the reader wrote among them.
 *
 * 1. Rows come whole (`reset`) and then as patches; one that does not fit is answered by following the topic anew.
 * 2. Before the engine runs, `paint` shows the rows of the last visit.
 * 3. Outbox records are drawn until their row has come.
 * 4. The snapshot is made when it is read: many updates within one frame cost one.
 */
export class TimelineViewModel implements ViewModel<TimelineSnapshot> {
  readonly #listeners = new Set<() => void>();
  readonly #options: TimelineOptions;
  readonly #outbox: RoomOutbox;
  readonly #opened = new Set<string>();
  readonly #unread = new UnreadLine();
  readonly #receipts: ReadReceipts;
  readonly #search: EventSearch;

  readonly #shown = new ShownRows();
  readonly #reach = new ReachShown((count) => this.loadOlder(count));
  #ends: TimelineEnds = { older: 'more', live: false };
  #room: RoomSnapshot | undefined;
  #target: TimelineSnapshot['target'];
  /** The first message that was not read is to be shown once it is known, while that is wanted. */
  #wantsUnread: (() => boolean) | undefined;
  #written: string | undefined;
  #seen: string | undefined;
  #atEnd = true;
  #loading = false;

  #snapshot: TimelineSnapshot | undefined;
  #items: readonly TimelineItem[] = [];
  #disposed = false;
  #unfollow: () => void;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#outbox = new RoomOutbox(options, () => this.#changed());
    this.#receipts = new ReadReceipts(options, (read) => this.#unread.fullyRead(read, this.#rows));
    this.#search = new EventSearch({
      link: options.link,
      room: options.room,
      isKnown: (eventId) => this.row(eventId) !== undefined,
      changed: () => this.#changed(),
    });
    this.#unfollow = this.#follow();
  }

  getSnapshot(): TimelineSnapshot {
    this.#snapshot ??= this.#build();
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rows of the last visit, and what waits to be sent; ignored once the engine has spoken. */
  paint(stored: StoredRoom, waiting: readonly OutboxRecord[]): void {
    if (this.#disposed || !this.#shown.paint(stored.rows)) return;
    const { receipt } = stored.room;
    // The line of that visit stood where it began; reading stopped at the receipt.
    this.#unread.paint(receipt ?? stored.room.readUpTo, stored.room.unread);
    this.#roomChanged(stored.room);
    this.#outbox.replace(waiting);
    this.#changed();
  }

  setRoom(room: RoomSnapshot): void {
    this.#unread.open(room.readUpTo, room.unread, this.#rows, this.#receipts.last);
    this.#roomChanged(room);
  }

  #roomChanged(room: RoomSnapshot): void {
    this.#room = room;
    this.#seen ??= room.receipt ?? room.readUpTo;
    this.#outbox.follow(room.roomId);
    this.#changed();
    this.#showUnread();
  }

  /** Whether `m.read.private` is sent instead of `m.read`; `undefined`: as it is stored. */
  setPrivateReceipts(isPrivate: boolean | undefined): void {
    this.#receipts.isPrivate = isPrivate;
  }

  /** Draws what was just written, before the store is read again. */
  showEcho(record: OutboxRecord): void {
    if (record.roomId !== this.#room?.roomId) return;
    this.#outbox.add(record);
    if (record.draft.edits === undefined) {
      this.#written = record.txnId;
      this.stopSearch();
    }
    this.#changed();
  }

  refreshOutbox(): Promise<void> {
    return this.#outbox.refresh();
  }

  /** What is on its way is shown on as it is, whatever the store and the engine tell from now on. */
  holdOutbox(): void {
    this.#outbox.stop();
  }

  /** Asks for older rows, where there are any, or a hole among those that are there, and none are on their way. */
  async loadOlder(count = olderCount): Promise<void> {
    const { older } = this.#ends;
    if (this.#loading || !this.#shown.known || older === 'loading') return;
    if (older === 'none' && !this.#shown.hasFailedGap) return;
    this.#loading = true;
    this.#changed();
    const { told } = this.#shown;
    try {
      await this.#options.link.call('load-older', { room: this.#options.room, count });
      // Nothing that is shown: it is asked again, but not in a circle without a breath.
      if (this.#shown.told === told) await new Promise((resolve) => setTimeout(resolve, fruitlessPause));
    } catch {
      this.#ends = { ...this.#ends, older: 'failed' };
    } finally {
      this.#loading = false;
      this.#changed();
      this.#reachShown();
    }
  }

  #reachShown(): void {
    if (!this.#disposed) this.#reach.look(this.#shown, this.#ends);
  }

  /** Brings an event into view, loading back to it where need be. Rejects with `room-not-found`, detail `event`. */
  async showEvent(eventId: string, { focus, href }: ShowOptions = {}): Promise<void> {
    const isWanted = this.#search.begin();
    const id = await this.#search.find(eventId, isWanted, href);
    if (isWanted()) this.#setTarget({ id, ...(focus === true ? { focus } : {}) });
  }

  /** The reader is at the end, whatever they were looking for. */
  stopSearch(): void {
    this.#search.cancel();
    this.leaveUnread();
  }

  /** It was read that an event cannot be had. */
  leaveMissing(): void {
    this.#search.leaveMissing();
  }

  /** Brings the first message that was not read into view; rejects as {@link showEvent} does. */
  async showFirstUnread(): Promise<void> {
    const { readUpTo } = this.#unread;
    if (readUpTo === undefined) return;
    const isWanted = this.#search.begin();
    await this.#search.find(readUpTo, isWanted);
    if (!isWanted()) return;
    this.#wantsUnread = isWanted;
    this.#showUnread();
  }

  /** What was marked as read may have no row: the engine tells which one comes before it. */
  #showUnread(): void {
    const { readUpTo } = this.#unread;
    if (this.#wantsUnread?.() !== true || readUpTo === undefined) return;
    const first = this.#rows[firstUnreadIndex(this.#rows, readUpTo)];
    if (first === undefined) return;
    this.#wantsUnread = undefined;
    this.#setTarget({ id: first.id, focus: true });
  }

  /** The first message that was not read is in view, or is not wanted. */
  leaveUnread(): void {
    if (!this.#unread.reach()) return;
    const read = this.#read;
    if (read !== undefined && this.#ends.live) this.#receipts.mark(read);
    this.#changed();
  }

  /** A message came while nobody looked at the tab. */
  cameUnseen(eventId: string): void {
    this.#unread.cameUnseen(eventId, this.#rows);
    this.#changed();
  }

  /** The newest row on screen, as the view tells; `attentive`: in the visible, focused tab. */
  setSeen(eventId: string | undefined, atEnd: boolean, attentive: boolean): void {
    const before = this.#seen;
    if (attentive) this.#unread.back();
    // Until now everything was in view.
    if (this.#atEnd && !atEnd) this.#seen = this.#rows.at(-1)?.id ?? this.#seen;
    if (eventId !== undefined && isNewer(this.#rows, eventId, this.#seen)) this.#seen = eventId;
    if (attentive && eventId !== undefined) this.markRead(eventId);
    if (atEnd === this.#atEnd && before === this.#seen) return;
    this.#atEnd = atEnd;
    this.#changed();
  }

  /** Sends a read receipt, unless a newer row is read already. */
  markRead(eventId: string): void {
    const known = this.#read;
    if (this.#ends.live && eventId !== known && isNewer(this.#rows, eventId, known)) this.#receipts.mark(eventId);
  }

  get #read(): string | undefined {
    return this.#receipts.last ?? this.#room?.receipt;
  }

  /** What failed is tried again; a question is answered by yes. */
  retry(txnId: string): Promise<void> {
    return this.#outbox.retry(txnId);
  }

  outboxRecord(txnId: string): OutboxRecord | undefined {
    return this.#outbox.record(txnId);
  }

  /** What was written and has not been accepted; oldest first. */
  unsent(): readonly MessageDraft[] {
    return this.#outbox.records.filter(({ state }) => state.kind !== 'sent').map(({ draft }) => draft);
  }

  removeFailed(txnId: string): Promise<void> {
    return this.#outbox.delete(txnId);
  }

  /** Opens or closes a folded run. */
  toggle(item: TimelineItem): void {
    if (item.kind !== 'notices') return;
    for (const { id } of item.rows) {
      if (item.open) this.#opened.delete(id);
      else this.#opened.add(id);
    }
    this.#changed();
  }

  /** The reader's newest message that can be edited; none behind a text that waits or cannot be read, for that one is meant. */
  lastOwnEditable(): MessageRow | undefined {
    // With what of it is still on its way.
    const item = this.getSnapshot().items.findLast(
      (candidate) =>
        (candidate.kind === 'undecryptable' && candidate.rows.some(({ own }) => own)) ||
        (candidate.kind === 'message' &&
          candidate.row.own &&
          (candidate.row.editable !== undefined ||
            (candidate.echo !== undefined && candidate.echo.file === undefined))),
    );
    return item?.kind === 'message' && item.row.editable !== undefined ? item.row : undefined;
  }

  /** An address of the event that any client can open. */
  linkTo(eventId: string): string {
    const { room, account } = this.#options;
    return linkToEvent(room, eventId, account.userId);
  }

  /** What a link names, where that is this room or an event of it. */
  addressHere(href: string): RoomAddress | undefined {
    const address = asRoomAddress(href);
    const { roomId, alias } = this.#room ?? {};
    return address !== undefined && [this.#options.room, roomId, alias].includes(address.room) ? address : undefined;
  }

  /** A row by its event id; also one that is on its way, by its transaction id. */
  row(id: string): TimelineRow | undefined {
    return this.#rows.find((row) => row.id === id || row.txnId === id);
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    this.#unfollow();
    this.#outbox.stop();
    this.#receipts.dispose();
    this.#reach.stop();
    this.#search.dispose();
  }

  #follow(): () => void {
    return this.#options.link.subscribe('timeline', this.#options.room, (update) => this.#update(update));
  }

  #update(update: TimelineUpdate): void {
    if (!this.#shown.take(update)) {
      this.#unfollow();
      this.#unfollow = this.#follow();
      return;
    }
    this.#ends = { older: update.older, live: update.live };
    this.#outbox.settle(this.#rows);
    this.#changed();
    this.#showUnread();
    this.#reachShown();
  }

  get #rows(): readonly TimelineRow[] {
    return this.#shown.rows;
  }

  #setTarget(target: TimelineSnapshot['target']): void {
    this.#target = target;
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    for (const listener of this.#listeners) listener();
  }

  #build(): TimelineSnapshot {
    const room = this.#room;
    const merged = mergeOutbox(this.#rows, this.#outbox.records, this.#self(), this.#outbox.told);
    const built = buildItems(merged, { readUpTo: this.#unread.readUpTo, opened: this.#opened });
    this.#items = reuseItems(this.#items, built);
    const older = this.#loading ? 'loading' : this.#ends.older;
    return {
      items: this.#items,
      older,
      live: this.#ends.live,
      jump: this.#atEnd ? nothingUnseen : (countUnseen(this.#rows, this.#seen) ?? room?.unread ?? nothingUnseen),
      firstUnread: this.#ends.live ? this.#unread.first(this.#rows) : undefined,
      empty: this.#ends.live && older === 'none' && !this.#items.some(isArticle),
      painted: this.#shown.painted,
      canSend: room?.canSend === true && room.successor === undefined,
      target: this.#target,
      seeking: this.#search.seeking,
      missing: this.#search.missing,
      written: this.#written,
    };
  }

  /** The reader as the room knows them; their user id's first part where they have not said anything yet. */
  #self(): Person {
    const { userId } = this.#options.account;
    const own = this.#rows.findLast((row) => row.own)?.sender;
    return own ?? { id: userId, name: userId.replace(/^@([^:]+):.*$/, '$1') };
  }
}
