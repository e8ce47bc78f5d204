import type { EngineLink } from '../../protocol/engine-link.ts';
import { agreementTo } from '../../protocol/outbox.ts';
import type { OutboxRecord, OutboxSnapshot } from '../../protocol/outbox.ts';
import type { RoomStore } from '../../protocol/room-store.ts';
import type { EchoDetails } from './merge-outbox.ts';
import { OutboxList } from './outbox-list.ts';

export interface RoomOutboxOptions {
  readonly link: EngineLink;
  readonly store: RoomStore;
  /** What the engine tells of it, for whoever else wants to know: it is told whole each time, and followed once. */
  readonly outboxTold?: (outbox: OutboxSnapshot) => void;
}

/** The outbox of the room that is shown: follows what the store and the engine tell of it, and what the reader does there. */
export class RoomOutbox extends OutboxList {
  readonly #options: RoomOutboxOptions;
  readonly #changed: () => void;
  #roomId: string | undefined;
  #told: EchoDetails = {};
  #unfollow: (() => void) | undefined;
  /** Counts reads of the store's outbox: only the last one asked for counts. */
  #read = 0;

  constructor(options: RoomOutboxOptions, changed: () => void) {
    super();
    this.#options = options;
    this.#changed = changed;
  }

  /** What the engine told last. */
  get told(): EchoDetails {
    return this.#told;
  }

  follow(roomId: string | undefined): void {
    if (roomId === this.#roomId) return;
    this.stop();
    this.#roomId = roomId;
    this.clear();
    if (roomId === undefined) return;
    this.#unfollow = this.#options.link.subscribe('outbox', roomId, (told) => {
      this.#read++;
      this.#told = told;
      this.replace(told.records);
      this.#changed();
      this.#options.outboxTold?.(told);
    });
    void this.refresh();
  }

  stop(): void {
    this.#read++;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  async refresh(): Promise<void> {
    if (this.#roomId === undefined) return;
    const read = ++this.#read;
    const { fresh } = this;
    const records = await this.#options.store.outbox(this.#roomId).catch(() => undefined);
    if (records === undefined || this.#unfollow === undefined) return;
    // They were stored before they were drawn: while the page was away they may have been sent, and no list names them any more.
    for (const txnId of fresh) if (!records.some((record) => record.txnId === txnId)) this.remove(txnId);
    if (read === this.#read) this.replace(records);
    this.#changed();
  }

  record(txnId: string): OutboxRecord | undefined {
    return this.records.find((record) => record.txnId === txnId);
  }

  /** What failed is tried again; a question is answered by yes. */
  async retry(txnId: string): Promise<void> {
    const record = this.record(txnId);
    await this.#options.store.retryOutbox(txnId, record && agreementTo(record.state, Date.now()));
    await this.#tell();
  }

  async delete(txnId: string): Promise<void> {
    await this.#options.store.removeFromOutbox(txnId);
    this.remove(txnId);
    this.#changed();
    await this.#tell();
  }

  /** Does not wait for the engine: where that is away, it reads the outbox when it comes. */
  async #tell(): Promise<void> {
    await this.refresh();
    const roomId = this.#roomId;
    if (roomId !== undefined) void this.#options.link.call('outbox-changed', { roomId }).catch(() => undefined);
  }
}
