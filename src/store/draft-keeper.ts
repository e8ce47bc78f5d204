import { storedDraft, txnIdsOf } from '../protocol/draft.ts';
import type { Draft, StoredDraft } from '../protocol/draft.ts';
import type { AccountRecords } from './account-records.ts';
import type { KeyStream } from './cipher.ts';
import { forgetLeftDraft, leaveDraft, leftDraft } from './left-draft.ts';
import { asDraft } from './stored-shape.ts';

type Records = Pick<AccountRecords, 'value' | 'saveValue' | 'keyStream'> & {
  readonly outbox: Pick<AccountRecords['outbox'], 'sentOf'>;
};

/** Bytes that are prepared for a draft at least; more where it is longer. */
const usualLength = 4_096;

/**
 * The draft of one room. It is written on every change, one write at a time, so that fast typing does not pile up
 * writes; what is not committed when the page ends is left behind at once.
 */
export class DraftKeeper {
  readonly #records: Records;
  readonly #account: string;
  readonly #room: string;
  /** Not committed yet. */
  #unsaved: { readonly draft: Draft | undefined } | undefined;
  #writing: Promise<void> | undefined;
  #stream: KeyStream | undefined;
  #preparing = false;

  constructor(records: Records, account: string, room: string) {
    this.#records = records;
    this.#account = account;
    this.#room = room;
  }

  /** What of it was not sent. */
  async read(): Promise<StoredDraft | undefined> {
    const draft = await this.#newest();
    const txnIds = draft === undefined ? [] : txnIdsOf(draft);
    return storedDraft(draft, txnIds.length === 0 ? undefined : await this.#records.outbox.sentOf(txnIds));
  }

  async #newest(): Promise<Draft | undefined> {
    void this.#prepare(usualLength);
    if (this.#unsaved !== undefined) return this.#unsaved.draft;
    const left = await leftDraft(this.#account, this.#room, (iv, length) => this.#records.keyStream(length, iv));
    if (left === undefined) {
      forgetLeftDraft(this.#account, this.#room);
      return asDraft(await this.#records.value('draft', this.#room));
    }
    this.save(left.draft).catch(() => undefined);
    return left.draft;
  }

  /** Resolves when this draft, or a newer one, is stored. */
  save(draft: Draft | undefined): Promise<void> {
    this.#unsaved = { draft };
    // A character takes three bytes at most; escaped, six.
    const parts = draft === undefined ? [] : [draft, ...(draft.storing ?? [])];
    const letters = parts.reduce((sum, { text }) => sum + text.length, draft?.edit?.text.length ?? 0);
    void this.#prepare(2 * (6 * letters + this.#room.length + 200 * (parts.length + 1)));
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
