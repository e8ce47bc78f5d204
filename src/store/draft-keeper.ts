import type { StoredDraft } from '../protocol/room-store.ts';
import type { AccountRecords } from './account-records.ts';
import type { KeyStream } from './cipher.ts';
import { forgetLeftDraft, leaveDraft, leftDraft } from './left-draft.ts';
import { asStoredDraft } from './stored-shape.ts';

/** Bytes that are prepared for a draft at least; more where it is longer. */
const usualLength = 4_096;

/**
 * The draft of one room. It is written on every change, one write at a time, so that fast typing does not pile up
 * writes; what is not committed when the page ends is left behind at once.
 */
export class DraftKeeper {
  readonly #records: Pick<AccountRecords, 'value' | 'saveValue' | 'keyStream'>;
  readonly #account: string;
  readonly #room: string;
  /** Not committed yet. */
  #unsaved: { readonly draft: StoredDraft | undefined } | undefined;
  #writing: Promise<void> | undefined;
  #stream: KeyStream | undefined;
  #preparing = false;

  constructor(records: Pick<AccountRecords, 'value' | 'saveValue' | 'keyStream'>, account: string, room: string) {
    this.#records = records;
    this.#account = account;
    this.#room = room;
  }

  async read(): Promise<StoredDraft | undefined> {
    void this.#prepare(usualLength);
    if (this.#unsaved !== undefined) return this.#unsaved.draft;
    const left = await leftDraft(this.#account, this.#room, (iv, length) => this.#records.keyStream(length, iv));
    if (left === undefined) {
      forgetLeftDraft(this.#account, this.#room);
      return asStoredDraft(await this.#records.value('draft', this.#room));
    }
    this.save(left.draft).catch(() => undefined);
    return left.draft;
  }

  /** Resolves when this draft, or a newer one, is stored. */
  save(draft: StoredDraft | undefined): Promise<void> {
    this.#unsaved = { draft };
    // A character takes three bytes at most; escaped, six.
    const letters = (draft?.text.length ?? 0) + (draft?.written?.length ?? 0) + (draft?.edit?.text.length ?? 0);
    void this.#prepare(2 * (6 * letters + this.#room.length + 200));
    this.#writing ??= this.#write();
    return this.#writing;
  }

  /** The page ends, or may be ended from here on. */
  leave(): void {
    const stream = this.#stream;
    if (this.#unsaved === undefined || stream === undefined) return;
    this.#stream = undefined;
    leaveDraft(this.#account, this.#room, this.#unsaved.draft, stream);
    void this.#prepare(stream.bytes.length);
  }

  async #write(): Promise<void> {
    try {
      for (;;) {
        const written = this.#unsaved;
        const failed = await this.#records.saveValue('draft', this.#room, written?.draft).then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (this.#unsaved !== written) continue;
        if (failed !== undefined) throw failed.error;
        this.#unsaved = undefined;
        forgetLeftDraft(this.#account, this.#room);
        return;
      }
    } finally {
      this.#writing = undefined;
    }
  }

  async #prepare(length: number): Promise<void> {
    if (this.#preparing || (this.#stream?.bytes.length ?? 0) >= length) return;
    this.#preparing = true;
    this.#stream = await this.#records.keyStream(Math.max(length, usualLength)).catch(() => undefined);
    this.#preparing = false;
  }
}
