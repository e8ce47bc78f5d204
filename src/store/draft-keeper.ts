import { storedDraft } from '../protocol/draft.ts';
import type { Draft, StoredDraft } from '../protocol/draft.ts';
import { txnIdsOf, unsentDraft } from '../protocol/unsent-draft.ts';
import type { AccountRecords } from './account-records.ts';
import type { KeyStream } from './cipher.ts';
import { forgetLeftDraft, leaveDraft, leftDraft } from './left-draft.ts';
import { asDraft } from './stored-shape.ts';
import { TypedText, textsAreFree } from './texts-under-way.ts';

type Records = Pick<AccountRecords, 'value' | 'saveValue' | 'changeValue' | 'keyStream'> & {
  readonly outbox: Pick<AccountRecords['outbox'], 'sentOf'>;
};

interface Found {
  readonly draft: Draft | undefined;
  /** Where it is not in the database. */
  readonly left?: { readonly draft: Draft | undefined };
}

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
  readonly #typed = new TypedText();
  #stream: KeyStream | undefined;
  #preparing = false;

  constructor(records: Records, account: string, room: string) {
    this.#records = records;
    this.#account = account;
    this.#room = room;
  }

  /** What of it was not sent; the rest is dropped. */
  read(): Promise<StoredDraft | undefined> {
    return this.#read(() => this.#find());
  }

  /** As {@link read}, once no other window types or sends a part of it: by then it is a message, or left to whoever asks. */
  readLeft(): Promise<StoredDraft | undefined> {
    return this.#read(async () => {
      for (;;) {
        const found = await this.#find();
        const parts = found.draft === undefined ? [] : txnIdsOf(found.draft);
        const ofOthers = parts.filter((txnId) => txnId !== this.#typed.txnId);
        if (!(await textsAreFree(ofOthers))) return found;
      }
    });
  }

  async #find(): Promise<Found> {
    const left =
      this.#unsaved ??
      (await leftDraft(this.#account, this.#room, (iv, length) => this.#records.keyStream(length, iv)));
    return left === undefined ? { draft: await this.#inDatabase() } : { draft: left.draft, left };
  }

  async #read(find: () => Promise<Found>): Promise<StoredDraft | undefined> {
    void this.#prepare(usualLength);
    const found = await find();
    const { left } = found;
    const sent = found.draft === undefined ? new Set<string>() : await this.#sentOf(found.draft);
    const unsent = found.draft && unsentDraft(found.draft, sent);
    // What is written meanwhile is newer.
    if (this.#unsaved !== undefined && this.#unsaved !== left) return storedDraft(this.#unsaved.draft);
    if (left !== undefined) this.#save(unsent).catch(() => undefined);
    else if (unsent !== found.draft) void this.#drop(sent);
    return storedDraft(unsent);
  }

  async #inDatabase(): Promise<Draft | undefined> {
    forgetLeftDraft(this.#account, this.#room);
    return asDraft(await this.#records.value('draft', this.#room));
  }

  async #sentOf(draft: Draft): Promise<ReadonlySet<string>> {
    const txnIds = txnIdsOf(draft);
    return txnIds.length === 0 ? new Set() : this.#records.outbox.sentOf(txnIds);
  }

  /** What left the outbox is not remembered for ever; another tab may be writing, too. */
  async #drop(sent: ReadonlySet<string>): Promise<void> {
    const withoutSent = (value: unknown): Draft | undefined => {
      const draft = asDraft(value);
      return draft && unsentDraft(draft, sent);
    };
    await this.#records.changeValue('draft', this.#room, withoutSent).catch(() => undefined);
  }

  /** It was changed here. Resolves when this draft, or a newer one, is stored. */
  save(draft: Draft | undefined): Promise<void> {
    this.#typed.typed(draft && typedIn(draft));
    return this.#save(draft);
  }

  #save(draft: Draft | undefined): Promise<void> {
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
    this.#typed.letGo();
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

/** The transaction id of what is typed in it, beside what is being stored. */
function typedIn({ text, txnId, edit }: Draft): string | undefined {
  return text === '' ? edit?.txnId : (txnId ?? edit?.txnId);
}
