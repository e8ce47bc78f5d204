import { WikiRoomError } from '../protocol/error.ts';
import type { MessageDraft, OutboxRecord, OutboxState } from '../protocol/outbox.ts';
import { rangeOfAccount } from './account-id.ts';
import { keyStream, seal, unseal } from './cipher.ts';
import type { KeyStream } from './cipher.ts';
import type { Database } from './database.ts';
import type { OutboxEntry, StoreName, ValueKind, WriteTransaction } from './schema.ts';
import { asMessageDraft, asOutboxState } from './stored-shape.ts';

/** Who may write, told inside the transaction that writes: throws where the writer may no longer. */
export interface WriteGuard {
  readonly stores: readonly StoreName[];
  check(transaction: WriteTransaction): Promise<void>;
}

/** The sealed records of one account, as the page and the engine share them. */
export class AccountRecords {
  readonly #database: Database;
  readonly #account: string;
  readonly #guard: WriteGuard;
  #key: CryptoKey | undefined;

  constructor(database: Database, account: string, guard: WriteGuard) {
    this.#database = database;
    this.#account = account;
    this.#guard = guard;
  }

  async value(kind: ValueKind, room: string): Promise<unknown> {
    const [key, sealed] = await Promise.all([
      this.#cryptoKey(),
      this.#database.read(['values'], (transaction) =>
        transaction.objectStore('values').get([this.#account, kind, room]),
      ),
    ]);
    return key && sealed ? unseal(key, ['values', this.#account, kind, room], sealed) : undefined;
  }

  async saveValue(kind: ValueKind, room: string, value: unknown): Promise<void> {
    const sealed = value === undefined ? undefined : await this.#seal(['values', this.#account, kind, room], value);
    const write = async (transaction: WriteTransaction): Promise<void> => {
      const values = transaction.objectStore('values');
      if (sealed === undefined) await values.delete([this.#account, kind, room]);
      else await values.put(sealed, [this.#account, kind, room]);
    };
    // A draft is written with every letter: no disk is flushed for that.
    await this.#write('values', write, kind === 'draft' ? 'relaxed' : 'strict');
  }

  /** Made with the account's key; `undefined` where that is gone. */
  async keyStream(length: number, iv?: Uint8Array<ArrayBuffer>): Promise<KeyStream | undefined> {
    const key = await this.#cryptoKey();
    return key && keyStream(key, length, iv);
  }

  /** In the order they were written; of every room where `roomId` is left out. */
  async outbox(roomId?: string): Promise<OutboxRecord[]> {
    const range =
      roomId === undefined
        ? rangeOfAccount(this.#account)
        : IDBKeyRange.bound([this.#account, roomId], [this.#account, roomId, []]);
    const [key, entries] = await Promise.all([
      this.#cryptoKey(),
      this.#database.read(['outbox'], async (transaction) => {
        const order = transaction.objectStore('outbox').index('order');
        const found: { txnId: string; entry: OutboxEntry }[] = [];
        for (let cursor = await order.openCursor(range); cursor; cursor = await cursor.continue()) {
          found.push({ txnId: cursor.primaryKey[1], entry: cursor.value });
        }
        return found;
      }),
    ]);
    const records = await Promise.all(entries.map(({ txnId, entry }) => this.#outboxRecord(key, txnId, entry)));
    return records.sort((a, b) => a.at - b.at);
  }

  async addToOutbox(roomId: string, draft: MessageDraft): Promise<OutboxRecord> {
    const txnId = crypto.randomUUID();
    const state: OutboxState = { kind: 'waiting' };
    const sealed = {
      draft: await this.#seal(this.#outboxPlace(txnId, 'draft'), draft),
      state: await this.#seal(this.#outboxPlace(txnId, 'state'), state),
    };
    const at = await this.#write('outbox', async (transaction) => {
      const outbox = transaction.objectStore('outbox');
      const room = IDBKeyRange.bound([this.#account, roomId], [this.#account, roomId, []]);
      const last = await outbox.index('order').openKeyCursor(room, 'prev');
      const next = Math.max(Date.now(), (last?.key[2] ?? 0) + 1);
      const entry: OutboxEntry = { account: this.#account, roomId, at: next, kind: state.kind, ...sealed };
      await outbox.add(entry, [this.#account, txnId]);
      return next;
    });
    return { txnId, roomId, at, draft, state };
  }

  /** Does nothing where the record is gone, or is not of the kind `only`. */
  async setOutboxState(txnId: string, state: OutboxState, only?: OutboxState['kind']): Promise<void> {
    const sealed = await this.#seal(this.#outboxPlace(txnId, 'state'), state);
    await this.#write('outbox', async (transaction) => {
      const outbox = transaction.objectStore('outbox');
      const entry = await outbox.get([this.#account, txnId]);
      if (entry === undefined || (only !== undefined && entry.kind !== only)) return;
      await outbox.put({ ...entry, kind: state.kind, state: sealed }, [this.#account, txnId]);
    });
  }

  async removeFromOutbox(txnId: string): Promise<void> {
    await this.#write('outbox', (transaction) => transaction.objectStore('outbox').delete([this.#account, txnId]));
  }

  async #outboxRecord(key: CryptoKey | undefined, txnId: string, entry: OutboxEntry): Promise<OutboxRecord> {
    const { roomId, at } = entry;
    const draft = key && asMessageDraft(await unseal(key, this.#outboxPlace(txnId, 'draft'), entry.draft));
    const state = key && asOutboxState(await unseal(key, this.#outboxPlace(txnId, 'state'), entry.state));
    if (draft === undefined || state === undefined) return { txnId, roomId, at, draft: { text: '' }, state: damaged };
    return { txnId, roomId, at, draft, state };
  }

  #outboxPlace(txnId: string, part: 'draft' | 'state'): string[] {
    return ['outbox', this.#account, txnId, part];
  }

  #write<T>(
    store: StoreName,
    body: (transaction: WriteTransaction) => Promise<T>,
    durability?: IDBTransactionDurability,
  ): Promise<T> {
    const guarded = async (transaction: WriteTransaction): Promise<T> => {
      await this.#guard.check(transaction);
      return body(transaction);
    };
    return this.#database.write([...this.#guard.stores, store], guarded, durability);
  }

  async #seal(place: readonly string[], value: unknown): ReturnType<typeof seal> {
    const key = await this.#cryptoKey();
    if (key === undefined) throw removed();
    return seal(key, place, value);
  }

  async #cryptoKey(): Promise<CryptoKey | undefined> {
    this.#key ??= await this.#database.read(['keys'], (transaction) =>
      transaction.objectStore('keys').get(this.#account),
    );
    return this.#key;
  }
}

/** An outbox record that cannot be read is shown as one that failed: what a person wrote never vanishes unsaid. */
const damaged: OutboxState = {
  kind: 'failed',
  error: { code: 'storage-unavailable', message: 'the stored message cannot be read', detail: 'damaged' },
};

/** The browser, or a sign-out, removed what the writer relies on. */
export function removed(): WikiRoomError {
  return new WikiRoomError('storage-unavailable', 'the stored data was removed', { detail: 'removed' });
}
