import { WikiRoomError } from '../protocol/error.ts';
import { sealBytes, unsealBytes } from './cipher.ts';
import type { Sealed } from './cipher.ts';
import type { WriteTransaction } from './schema.ts';
import { removed } from './database.ts';
import type { SealedRecords } from './sealed-records.ts';

/** A file is sealed and stored in parts of this many bytes. */
const partSize = 4 * 1024 * 1024;

/** The bytes of files that wait in the outbox of one account. */
export class OutboxFiles {
  readonly #records: SealedRecords;

  constructor(records: SealedRecords) {
    this.#records = records;
  }

  /** The parts of a file, to be written with its record. Rejects: media-unavailable where the file cannot be read. */
  async seal(txnId: string, file: Blob): Promise<readonly Sealed[]> {
    const key = await this.#records.key();
    if (key === undefined) throw removed();
    const parts: Sealed[] = [];
    for (let at = 0; at < file.size || at === 0; at += partSize) {
      const bytes = await file
        .slice(at, at + partSize)
        .arrayBuffer()
        .catch((cause: unknown) => {
          throw new WikiRoomError('media-unavailable', 'the file cannot be read', { cause });
        });
      parts.push(await sealBytes(key, this.#place(txnId, parts.length), bytes));
    }
    return parts;
  }

  async put(transaction: WriteTransaction, txnId: string, parts: readonly Sealed[]): Promise<void> {
    const values = transaction.objectStore('values');
    await Promise.all(parts.map((part, index) => values.put(part, this.#key(txnId, index))));
  }

  async remove(transaction: WriteTransaction, txnId: string): Promise<void> {
    const { account } = this.#records;
    const range = IDBKeyRange.bound([account, 'file', `${txnId} `], [account, 'file', `${txnId} \uffff`]);
    await transaction.objectStore('values').delete(range);
  }

  /** `undefined` where it is not whole. */
  async read(txnId: string, size: number): Promise<Blob | undefined> {
    const key = await this.#records.key();
    if (key === undefined) return undefined;
    const parts: ArrayBuffer[] = [];
    for (let at = 0; at < size || at === 0; at += partSize) {
      const index = parts.length;
      const sealed = await this.#records.read(['values'], (transaction) =>
        transaction.objectStore('values').get(this.#key(txnId, index)),
      );
      const bytes = sealed && (await unsealBytes(key, this.#place(txnId, index), sealed));
      if (bytes === undefined) return undefined;
      parts.push(bytes);
    }
    const file = new Blob(parts);
    return file.size === size ? file : undefined;
  }

  #key(txnId: string, index: number): [string, 'file', string] {
    return [this.#records.account, 'file', `${txnId} ${index}`];
  }

  #place(txnId: string, index: number): string[] {
    return ['values', ...this.#key(txnId, index)];
  }
}
