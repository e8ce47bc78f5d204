import { WikiRoomError } from '../protocol/error.ts';
import type { MessageDraft, OutboxMarks, OutboxRecord, OutboxState } from '../protocol/outbox.ts';
import { rangeOfAccount } from './account-id.ts';
import { KnownRecords } from './known-records.ts';
import type { OutboxEntry, StoreName, WriteTransaction } from './schema.ts';
import { GoneRecords } from './gone-records.ts';
import { OutboxFiles } from './outbox-files.ts';
import type { SealedRecords } from './sealed-records.ts';
import { asMessageDraft, asOutboxMarks, asOutboxState } from './stored-shape.ts';

type Part = 'draft' | 'state' | 'marks';

/** What one account has written and the homeserver has not sent back yet. */
export class OutboxRecords {
  readonly #records: SealedRecords;
  readonly #files: OutboxFiles;
  readonly #gone: GoneRecords;
  readonly #known = new KnownRecords();
  /** The newest of what is being added. */
  #adding: Promise<unknown> = Promise.resolve();

  constructor(records: SealedRecords) {
    this.#records = records;
    this.#files = new OutboxFiles(records);
    this.#gone = new GoneRecords(records);
  }

  /** In the order they were written; of every room where `roomId` is left out. */
  async list(roomId?: string): Promise<OutboxRecord[]> {
    const range = roomId === undefined ? rangeOfAccount(this.#account) : this.#rangeOfRoom(roomId);
    const entries = await this.#records.read(['outbox'], async (transaction) => {
      const order = transaction.objectStore('outbox').index('order');
      const [values, keys] = await Promise.all([order.getAll(range), order.getAllKeys(range)]);
      return values.map((entry, index) => ({ txnId: keys[index]?.[1] ?? '', entry }));
    });
    const records = await Promise.all(entries.map(({ txnId, entry }) => this.#recordOf(txnId, entry)));
    this.#known.keep(
      entries.map(({ txnId }) => txnId),
      roomId,
    );
    return records.sort((a, b) => a.at - b.at);
  }

  /** One after the other: what is written while another one looks for its place must not come before it. */
  add(roomId: string, draft: MessageDraft, file?: Blob, txnId: string = crypto.randomUUID()): Promise<OutboxRecord> {
    const added = this.#adding.then(() => this.#add(roomId, draft, file, txnId));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  /**
   * On the way from the key to the screen: one round to WebCrypto, one to the database. That its place in the order is
   * free is asked beside the writing; where it is taken, it is written again behind the others.
   */
  async #add(roomId: string, draft: MessageDraft, file: Blob | undefined, txnId: string): Promise<OutboxRecord> {
    const key: [string, string] = [this.#account, txnId];
    const sealed = await this.#seal(txnId, 'draft', draft);
    const parts = file && (await this.#files.seal(txnId, file));
    const stores: StoreName[] = parts === undefined ? ['outbox'] : ['outbox', 'values'];
    const entry = (at: number): OutboxEntry => ({ account: this.#account, roomId, at, kind: 'waiting', draft: sealed });
    const now = Date.now();
    const placeIn = async (transaction: WriteTransaction): Promise<number> => {
      const order = transaction.objectStore('outbox').index('order');
      const newest = await order.openKeyCursor(this.#rangeOfRoom(roomId), 'prev');
      return Math.max(now, (newest?.key[2] ?? 0) + 1);
    };
    const putFile = (transaction: WriteTransaction): Promise<void> | undefined =>
      parts && this.#files.put(transaction, txnId, parts);
    const write = async (transaction: WriteTransaction): Promise<number> => {
      const outbox = transaction.objectStore('outbox');
      const [at] = await Promise.all([placeIn(transaction), outbox.add(entry(now), key), putFile(transaction)]);
      if (at !== now) await outbox.put(entry(at), key);
      return at;
    };
    const writeBehind = async (transaction: WriteTransaction): Promise<number> => {
      const at = await placeIn(transaction);
      await Promise.all([transaction.objectStore('outbox').add(entry(at), key), putFile(transaction)]);
      return at;
    };
    const at = await this.#records.write(stores, write).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
      return this.#records.write(stores, writeBehind);
    });
    return { txnId, roomId, at, draft, state: { kind: 'waiting' } };
  }

  /** Does nothing where the record is gone, or is not of a kind that may change. */
  async setState(txnId: string, state: OutboxState, from?: (kind: OutboxState['kind']) => boolean): Promise<void> {
    const sealed = await this.#seal(txnId, 'state', state);
    await this.#change(txnId, (entry) =>
      from === undefined || from(entry.kind) ? { ...entry, kind: state.kind, state: sealed } : undefined,
    );
  }

  async setMarks(txnId: string, marks: OutboxMarks): Promise<void> {
    const sealed = await this.#seal(txnId, 'marks', marks);
    await this.#change(txnId, (entry) => ({ ...entry, marks: sealed }));
  }

  async remove(txnId: string): Promise<void> {
    this.#known.delete(txnId);
    const mark = await this.#gone.seal(txnId);
    const write = (isMarked: boolean): Promise<void> =>
      this.#records.write(['outbox', 'values'], async (transaction) => {
        const outbox = transaction.objectStore('outbox');
        const entry = await outbox.get([this.#account, txnId]);
        if (entry === undefined) return;
        await Promise.all([
          outbox.delete([this.#account, txnId]),
          this.#files.remove(transaction, txnId),
          isMarked ? this.#gone.put(transaction, txnId, mark) : undefined,
        ]);
      });
    await write(true).catch((error: unknown) => {
      // A full disk takes what only deletes.
      if (WikiRoomError.from(error).code !== 'storage-full') throw error;
      return write(false);
    });
  }

  /** Which of them are in the outbox, or were there lately. */
  sentOf(txnIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#records.read(['outbox', 'values'], async (transaction) => {
      const outbox = transaction.objectStore('outbox');
      const [gone, ...waiting] = await Promise.all([
        this.#gone.txnIds(transaction),
        ...txnIds.map((txnId) => outbox.getKey([this.#account, txnId])),
      ]);
      return new Set([...gone, ...waiting.flatMap((key) => key?.[1] ?? [])]);
    });
  }

  async get(txnId: string): Promise<OutboxRecord | undefined> {
    const entry = await this.#records.read(['outbox'], (transaction) =>
      transaction.objectStore('outbox').get([this.#account, txnId]),
    );
    return entry && this.#recordOf(txnId, entry);
  }

  /** The file of a record; `undefined` where there is none, or it is lost. */
  async file(txnId: string): Promise<Blob | undefined> {
    const size = (await this.get(txnId))?.draft.file?.size;
    return size === undefined ? undefined : this.#files.read(txnId, size);
  }

  get #account(): string {
    return this.#records.account;
  }

  async #change(txnId: string, change: (entry: OutboxEntry) => OutboxEntry | undefined): Promise<void> {
    await this.#records.write(['outbox'], async (transaction) => {
      const outbox = transaction.objectStore('outbox');
      const entry = await outbox.get([this.#account, txnId]);
      const changed = entry && change(entry);
      if (changed !== undefined) await outbox.put(changed, [this.#account, txnId]);
    });
  }

  async #recordOf(txnId: string, entry: OutboxEntry): Promise<OutboxRecord> {
    const known = this.#known.get(txnId, entry);
    if (known !== undefined) return known;
    const record = await this.#read(txnId, entry);
    if (record.state !== damaged) this.#known.set(txnId, entry, record);
    return record;
  }

  async #read(txnId: string, entry: OutboxEntry): Promise<OutboxRecord> {
    const { roomId, at } = entry;
    const unsealed = async (part: Part): Promise<unknown> =>
      entry[part] && this.#records.unseal(this.#place(txnId, part), entry[part]);
    const [draftValue, stateValue, marksValue] = await Promise.all([
      unsealed('draft'),
      unsealed('state'),
      unsealed('marks'),
    ]);
    const draft = asMessageDraft(draftValue);
    const state = entry.state === undefined ? ({ kind: 'waiting' } as const) : asOutboxState(stateValue);
    if (draft === undefined || state === undefined) {
      return { txnId, roomId, at, draft: draft ?? { text: '' }, state: damaged };
    }
    if (entry.marks === undefined) return { txnId, roomId, at, draft, state };
    return { txnId, roomId, at, draft, state, marks: asOutboxMarks(marksValue) ?? unknownMarks };
  }

  #rangeOfRoom(roomId: string): IDBKeyRange {
    return IDBKeyRange.bound([this.#account, roomId], [this.#account, roomId, []]);
  }

  #place(txnId: string, part: Part): string[] {
    return ['outbox', this.#account, txnId, part];
  }

  #seal(txnId: string, part: Part, value: unknown): ReturnType<SealedRecords['seal']> {
    return this.#records.seal(this.#place(txnId, part), value);
  }
}

/** A record that cannot be read is shown as one that failed: what a person wrote never vanishes unsaid. */
const damaged: OutboxState = {
  kind: 'failed',
  error: { code: 'storage-unavailable', message: 'the stored message cannot be read', detail: 'damaged' },
};

/** There were marks: it may have been tried, nobody knows when and by whom. */
const unknownMarks: OutboxMarks = { tried: { at: 0, deviceId: '' } };

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'ConstraintError';
}
