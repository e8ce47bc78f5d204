import type { OutboxRecord } from '../../protocol/outbox.ts';
import type { TimelineRow } from '../../protocol/row.ts';

/** The outbox of one room as the page knows it: from the store, from the engine, and what was written a moment ago. */
export class OutboxList {
  /** Handed over by the composer and not met in any list yet: an older list on its way must not hide it. */
  readonly #fresh = new Map<string, OutboxRecord>();
  #listed: readonly OutboxRecord[] = [];

  get records(): readonly OutboxRecord[] {
    return this.#fresh.size === 0 ? this.#listed : [...this.#listed, ...this.#fresh.values()];
  }

  protected get fresh(): readonly string[] {
    return [...this.#fresh.keys()];
  }

  add(record: OutboxRecord): void {
    if (!this.#listed.some((known) => known.txnId === record.txnId)) this.#fresh.set(record.txnId, record);
  }

  replace(records: readonly OutboxRecord[]): void {
    for (const record of records) this.#fresh.delete(record.txnId);
    this.#listed = records;
  }

  /** Its row came with the sync, or the reader deleted it. */
  remove(txnId: string): void {
    this.#fresh.delete(txnId);
    this.#listed = this.#listed.filter((record) => record.txnId !== txnId);
  }

  /** Forgets what the rows show by now. */
  settle(rows: readonly TimelineRow[]): void {
    if (this.#fresh.size === 0) return;
    for (const { txnId, sentAs } of rows) this.#fresh.delete(txnId ?? sentAs ?? '');
  }

  clear(): void {
    this.#fresh.clear();
    this.#listed = [];
  }
}
