import type { RoomStore, StoredDraft } from '../../protocol/room-store.ts';

/**
 * Writes a draft on every change, one write at a time: a reload a moment later finds it, and fast typing does not pile
 * up writes.
 */
export class DraftKeeper {
  readonly #store: RoomStore;
  readonly #room: string;
  #next: { draft: StoredDraft | undefined } | undefined;
  #writing = false;

  constructor(store: RoomStore, room: string) {
    this.#store = store;
    this.#room = room;
  }

  async read(): Promise<StoredDraft | undefined> {
    return this.#store.draft(this.#room).catch(() => undefined);
  }

  keep(text: string, replyTo: string | undefined): void {
    const reply = replyTo === undefined ? {} : { replyTo };
    this.#next = { draft: text === '' && replyTo === undefined ? undefined : { text, ...reply } };
    if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#next !== undefined) {
      const { draft } = this.#next;
      this.#next = undefined;
      // A draft that cannot be stored is still on screen.
      await this.#store.saveDraft(this.#room, draft).catch(() => undefined);
    }
    this.#writing = false;
  }
}
