import type { OutboxSnapshot } from '../protocol/outbox.ts';
import type { RoomAddress } from '../protocol/room-address.ts';
import type { RoomSnapshot } from '../protocol/room.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { ComposerViewModel } from './composer/composer-view-model.ts';
import { KeysViewModel } from './keys/keys-view-model.ts';
import { TimelineViewModel } from './timeline/timeline-view-model.ts';

export interface OpenRoomOptions {
  readonly services: RoomServices;
  readonly account: AccountMarker;
  readonly address: RoomAddress;
  readonly sent: (eventId: string) => void;
  /** Whether a message lies there that was refused because the account is suspended. */
  readonly suspended: (suspended: boolean) => void;
}

/** What is stored is drawn by then, or its page is not seen. Milliseconds. */
const longestPaint = 1_000;

/** The conversation of one account: its view-models, and what ties them together. */
export class OpenRoom {
  readonly timeline: TimelineViewModel;
  readonly composer: ComposerViewModel;
  readonly keys: KeysViewModel;
  readonly #options: OpenRoomOptions;
  /** Accepted messages that were told already, by transaction id. */
  readonly #told = new Set<string>();
  readonly #drawn = Promise.withResolvers<void>();
  #drawnAtLast: ReturnType<typeof setTimeout> | undefined;
  #roomId: string | undefined;
  #unfollowOutbox: (() => void) | undefined;
  #showsLinkedEvent = false;
  #access: RoomSnapshot['access']['kind'] | undefined;

  constructor(options: OpenRoomOptions) {
    this.#options = options;
    const { services, account, address } = options;
    const { link, host } = services;
    const { room } = address;
    const store = services.store.room(account);
    link.startAfter(this.#drawn.promise);
    this.timeline = new TimelineViewModel({ link, store, room, account, host });
    this.composer = new ComposerViewModel({ link, store, room, timeline: this.timeline });
    this.keys = new KeysViewModel(link);
  }

  /** Whoever is not in the room may need them to get in; another engine has not heard of them. */
  #nameServers(access: RoomSnapshot['access']['kind']): void {
    const { services, address } = this.#options;
    const changed = access !== this.#access;
    this.#access = access;
    if (!changed || access === 'joined' || address.via.length === 0) return;
    void services.link.call('name-servers', { room: address.room, servers: address.via }).catch(() => undefined);
  }

  /** What was stored has come to the screen. */
  drawn(): void {
    clearTimeout(this.#drawnAtLast);
    this.#drawn.resolve();
  }

  /** Draws what is stored of the last visit; resolves when it is on screen, or where there is nothing. */
  async paint(painted: (room: RoomSnapshot) => void): Promise<void> {
    const { services, account, address } = this.#options;
    const stored = await services.store
      .room(account)
      .storedRoom(address.room)
      .catch(() => undefined);
    if (stored === undefined || this.#roomId !== undefined) return this.drawn();
    this.#drawnAtLast = setTimeout(() => this.drawn(), longestPaint);
    this.timeline.paint(stored);
    this.composer.setRoomId(stored.room.roomId);
    painted(stored.room);
    await this.#drawn.promise;
  }

  setRoom(room: RoomSnapshot): void {
    this.#nameServers(room.access.kind);
    this.timeline.setRoom(room);
    this.composer.setRoomId(room.roomId);
    if (room.roomId !== this.#roomId) this.#followOutbox(room.roomId);
    const { eventId } = this.#options.address;
    if (eventId !== undefined && !this.#showsLinkedEvent && room.access.kind === 'joined') {
      this.#showsLinkedEvent = true;
      this.timeline.showEvent(eventId).catch(() => undefined);
    }
  }

  /** What was not sent goes back to the composer, to be changed. */
  async takeBack(txnId: string): Promise<void> {
    const record = this.timeline.outboxRecord(txnId);
    if (record === undefined) return;
    await this.composer.takeBack(record.draft);
    await this.timeline.removeFailed(txnId).catch(() => undefined);
  }

  dispose(): void {
    this.drawn();
    this.#unfollowOutbox?.();
    this.timeline.dispose();
    this.composer.dispose();
    this.keys.dispose();
  }

  #followOutbox(roomId: string | undefined): void {
    this.#roomId = roomId;
    this.#unfollowOutbox?.();
    this.#unfollowOutbox =
      roomId === undefined
        ? undefined
        : this.#options.services.link.subscribe('outbox', roomId, (outbox) => this.#outboxChanged(outbox));
  }

  #outboxChanged({ records }: OutboxSnapshot): void {
    this.#options.suspended(
      records.some(({ state }) => state.kind === 'failed' && state.error.detail === 'M_USER_SUSPENDED'),
    );
    this.composer.setRecords(records);
    for (const { txnId, state } of records) {
      if (state.kind !== 'sent' || this.#told.has(txnId)) continue;
      this.#told.add(txnId);
      this.#options.sent(state.eventId);
    }
  }
}
