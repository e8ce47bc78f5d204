/**
 * The IndexedDB of this process as that of one life after another: what is killed writes nothing any more, and what it
 * had not committed is undone, as when a browser's process is killed. Needs `fake-indexeddb/auto` before it.
 */
export class MortalDatabases implements Disposable {
  readonly #open = new Set<IDBDatabase>();
  readonly #pending = new Set<IDBTransaction>();
  readonly #transaction: typeof IDBDatabase.prototype.transaction;

  constructor() {
    const { prototype } = IDBDatabase;
    const { transaction } = prototype;
    this.#transaction = transaction;
    const [open, pending] = [this.#open, this.#pending];
    prototype.transaction = function (...args) {
      const made = transaction.apply(this, args);
      open.add(this);
      pending.add(made);
      for (const end of ['complete', 'abort']) made.addEventListener(end, () => pending.delete(made));
      return made;
    };
  }

  /** Ends the present life at once. */
  kill(): void {
    for (const transaction of this.#pending) {
      try {
        transaction.abort();
      } catch {
        // It was committed, and nobody has been told yet.
      }
    }
    for (const database of this.#open) database.close();
    this.#pending.clear();
    this.#open.clear();
  }

  [Symbol.dispose](): void {
    IDBDatabase.prototype.transaction = this.#transaction;
  }
}
