import type { EngineLink } from '../../protocol/engine-link.ts';
import type { Preferences, RoomStore } from '../../protocol/room-store.ts';

export interface ReceiptsOptions {
  readonly link: EngineLink;
  readonly store: Pick<RoomStore, 'preferences'>;
  readonly room: string;
}

/** Receipts are sent at most this often, milliseconds. */
const pause = 1_000;

/** Tells the homeserver how far the reader has read, not too often. */
export class ReadReceipts {
  /** Whether `m.read.private` is sent instead of `m.read`, until that is stored where every page reads it. */
  isPrivate: boolean | undefined;
  readonly #preferences: () => Promise<Pick<Preferences, 'privateReceipts'>>;
  readonly #link: EngineLink;
  readonly #room: string;
  readonly #fullyRead: (read: string) => string | undefined;
  #sent: string | undefined;
  #wanted: string | undefined;
  #onItsWay: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `fullyRead`: up to where nothing is left out, where that is read. */
  constructor({ link, store, room }: ReceiptsOptions, fullyRead: (read: string) => string | undefined) {
    this.#link = link;
    this.#room = room;
    // What is not known stays among the reader and the homeserver.
    this.#preferences = () => store.preferences().catch(() => ({ privateReceipts: true }));
    this.#fullyRead = fullyRead;
  }

  /** The event that was marked last, sent or not. */
  get last(): string | undefined {
    return this.#wanted ?? this.#onItsWay ?? this.#sent;
  }

  mark(eventId: string): void {
    this.#wanted = eventId;
    this.#timer ??= setTimeout(() => void this.#send(), pause);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    const eventId = this.#wanted;
    this.#wanted = undefined;
    if (eventId === undefined) return;
    this.#onItsWay = eventId;
    try {
      const fullyRead = this.#fullyRead(eventId);
      const told = fullyRead === undefined ? {} : { fullyRead };
      // The choice may have been made in another room, or tab.
      const { privateReceipts } = await this.#preferences();
      const isPrivate = this.isPrivate ?? privateReceipts;
      await this.#link.call('mark-read', { room: this.#room, eventId, ...told, private: isPrivate });
      this.#sent = eventId;
    } catch {
      // The next row that is read sends again.
    }
    if (this.#onItsWay === eventId) this.#onItsWay = undefined;
  }
}
