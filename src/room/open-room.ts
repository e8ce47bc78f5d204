import type { EngineLink } from '../protocol/engine-link.ts';
import type { OutboxRecord, OutboxSnapshot } from '../protocol/outbox.ts';
import type { RoomAddress } from '../protocol/room-address.ts';
import type { RoomSnapshot } from '../protocol/room.ts';
import type { MessageRow } from '../protocol/row.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import type { ComposerOptions } from './composer/composer-options.ts';
import type { ComposerViewModel } from './composer/composer-view-model.ts';
import type { KeysViewModel } from './keys/keys-view-model.ts';
import type { PreferencesStore } from './keys/put-off.ts';
import { linkToRoom } from './matrix-to.ts';
import { TimelineViewModel } from './timeline/timeline-view-model.ts';

export interface OpenRoomOptions {
  readonly services: RoomServices;
  readonly account: AccountMarker;
  readonly address: RoomAddress;
  readonly sent: (eventId: string) => void;
  /** Whether a message lies there that was refused because the account is suspended. */
  readonly suspended: (suspended: boolean) => void;
}

/** What a room is used with, and is not needed to show it: it comes later. */
export interface RoomTools {
  readonly ComposerViewModel: new (options: ComposerOptions) => ComposerViewModel;
  readonly KeysViewModel: new (link: EngineLink, store: PreferencesStore) => KeysViewModel;
}

/** What is stored is drawn by then, or its page is not seen. Milliseconds. */
const longestPaint = 1_000;

/** The conversation of one account: its view-models, and what ties them together. */
export class OpenRoom {
  readonly timeline: TimelineViewModel;
  readonly #options: OpenRoomOptions;
  /** Accepted messages that were told already, by transaction id. */
  readonly #told = new Set<string>();
  readonly #takenBack = new Set<string>();
  readonly #drawn = Promise.withResolvers<void>();
  readonly #writable = Promise.withResolvers<ComposerViewModel>();
  readonly #composerOptions: ComposerOptions;
  #composer: ComposerViewModel | undefined;
  #keys: KeysViewModel | undefined;
  #savedAt: number | undefined;
  /** What the composer will be told, until it is there. */
  #writtenTo: string | undefined;
  #outbox: OutboxSnapshot = { records: [] };
  /** The text it will find stored. */
  #draft = '';
  #drawnAtLast: ReturnType<typeof setTimeout> | undefined;
  #roomId: string | undefined;
  #showsLinkedEvent = false;
  #access: RoomSnapshot['access']['kind'] | undefined;

  constructor(options: OpenRoomOptions) {
    this.#options = options;
    const { services, account, address } = options;
    const { link, host } = services;
    const { room } = address;
    const store = services.store.room(account);
    link.startAfter(this.#drawn.promise);
    const outboxTold = (outbox: OutboxSnapshot): void => this.#outboxChanged(outbox);
    this.timeline = new TimelineViewModel({ link, store, room, account, host, outboxTold });
    this.#composerOptions = { link, store, room, timeline: this.timeline };
    void this.#drawn.promise.then(() => this.#readDraft());
  }

  get link(): EngineLink {
    return this.#options.services.link;
  }

  /** Its address, to be given away. */
  get linkToRoom(): string {
    const { account, address } = this.#options;
    return linkToRoom(address.room, account.userId);
  }

  /** What the reader writes; `undefined` until {@link equip}. */
  get composer(): ComposerViewModel | undefined {
    return this.#composer;
  }

  /** How this browser stands to the account's keys; `undefined` until {@link equip}. */
  get keys(): KeysViewModel | undefined {
    return this.#keys;
  }

  /** When what was painted first was stored; milliseconds since the epoch. */
  get savedAt(): number | undefined {
    return this.#savedAt;
  }

  /** What is being written or stored, or was written in an earlier visit; not a change of a message. */
  get written(): string {
    const composer = this.#composer;
    const known = composer?.unsaved ?? '';
    return known === '' && composer?.getSnapshot().restored !== true ? this.#draft : known;
  }

  /** What a message is being changed to. */
  get change(): string {
    return this.#composer?.unsavedChange ?? '';
  }

  /** Told once, when there are rows: those of the last visit, or the engine's. */
  followPainted(listener: () => void): () => void {
    const stop = this.timeline.subscribe(() => {
      if (!this.timeline.getSnapshot().painted) return;
      stop();
      listener();
    });
    return stop;
  }

  /** The part of the script that a reader writes with is there. */
  equip({ ComposerViewModel, KeysViewModel }: RoomTools): void {
    if (this.#composer !== undefined) return;
    this.#keys = new KeysViewModel(this.link, this.#composerOptions.store);
    this.#composer = new ComposerViewModel(this.#composerOptions);
    this.#composer.setRoomId(this.#writtenTo);
    this.#composer.setOutbox(this.#outbox);
    this.#writable.resolve(this.#composer);
  }

  /** Goes on with what was being written before. */
  write(text: string): void {
    if (this.#composer !== undefined) return this.#composer.setText(text);
    this.#draft = text;
    const { store, room } = this.#composerOptions;
    store.saveDraft(room, { text }).catch(() => undefined);
  }

  reply(row: MessageRow): void {
    void this.#writable.promise.then((composer) => composer.reply(row));
  }

  edit(row: MessageRow): void {
    void this.#writable.promise.then((composer) => composer.edit(row));
  }

  /** Where the session ends before there is a composer, its draft would be lost. */
  async #readDraft(): Promise<void> {
    if (this.#composer !== undefined) return;
    const { store, room } = this.#composerOptions;
    const draft = await store.draft(room).catch(() => undefined);
    if (this.#draft === '') this.#draft = draft?.text ?? '';
  }

  #setRoomId(roomId: string | undefined): void {
    this.#writtenTo = roomId;
    this.#composer?.setRoomId(roomId);
  }

  /** Whoever is not in the room may need them to get in; another engine has not heard of them. */
  #nameServers(access: RoomSnapshot['access']['kind']): void {
    const { address } = this.#options;
    const changed = access !== this.#access;
    this.#access = access;
    if (!changed || access === 'joined' || address.via.length === 0) return;
    void this.link.call('name-servers', { room: address.room, servers: address.via }).catch(() => undefined);
  }

  /** What was stored has come to the screen. */
  drawn(): void {
    clearTimeout(this.#drawnAtLast);
    this.#drawn.resolve();
  }

  /** Draws what is stored of the last visit; resolves when it is on screen, or where there is nothing. */
  async paint(painted: (room: RoomSnapshot) => void): Promise<void> {
    const { services, account, address } = this.#options;
    const store = services.store.room(account);
    const stored = await store.storedRoom(address.room).catch(() => undefined);
    const roomId = stored?.room.roomId;
    // With the rows that they stand below: what comes a moment later moves the others.
    const waiting = roomId === undefined ? [] : await store.outbox(roomId).catch(() => []);
    this.#savedAt = stored?.savedAt;
    if (stored === undefined || this.#roomId !== undefined) return this.drawn();
    this.#drawnAtLast = setTimeout(() => this.drawn(), longestPaint);
    this.timeline.paint(stored, waiting);
    this.#setRoomId(roomId);
    painted(stored.room);
    await this.#drawn.promise;
  }

  setRoom(room: RoomSnapshot): void {
    this.#nameServers(room.access.kind);
    this.timeline.setRoom(room);
    this.#setRoomId(room.roomId);
    this.#roomId = room.roomId;
    const { eventId } = this.#options.address;
    if (eventId !== undefined && !this.#showsLinkedEvent && room.access.kind === 'joined') {
      this.#showsLinkedEvent = true;
      this.timeline.showEvent(eventId).catch(() => undefined);
    }
  }

  /** What was not sent goes back to the composer, to be changed. */
  async takeBack(txnId: string): Promise<void> {
    const record = this.timeline.outboxRecord(txnId);
    if (record === undefined || this.#takenBack.has(txnId)) return;
    this.#takenBack.add(txnId);
    await this.#takeBack(record).finally(() => this.#takenBack.delete(txnId));
  }

  async #takeBack(record: OutboxRecord): Promise<void> {
    const { txnId } = record;
    const { edits } = record.draft;
    // Without the message that it changes it would become a new one.
    if (edits !== undefined && this.timeline.row(edits) === undefined) await this.timeline.showEvent(edits);
    const isTaken = await (await this.#writable.promise).takeBack(record);
    if (isTaken) await this.timeline.removeFailed(txnId).catch(() => undefined);
  }

  dispose(): void {
    this.drawn();
    this.timeline.dispose();
    this.#composer?.dispose();
    this.#keys?.dispose();
  }

  #outboxChanged(outbox: OutboxSnapshot): void {
    const { records } = outbox;
    this.#options.suspended(
      records.some(({ state }) => state.kind === 'failed' && state.error.detail === 'M_USER_SUSPENDED'),
    );
    this.#outbox = outbox;
    this.#composer?.setOutbox(outbox);
    for (const { txnId, state } of records) {
      if (state.kind !== 'sent' || this.#told.has(txnId)) continue;
      this.#told.add(txnId);
      this.#options.sent(state.eventId);
    }
  }
}
