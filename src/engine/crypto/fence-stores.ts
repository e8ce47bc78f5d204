import { isCryptoDatabase } from '../session/crypto-databases.ts';

export interface StoreFence {
  /** No other engine has started. */
  readonly isSure: () => boolean;
  /** A write was refused or did not succeed, to a store that took one before: another may be damaged, which is told at its opening. */
  readonly failed: (error: unknown) => void;
}

/**
 * Watches the writes to the crypto stores of this worker. While `isSure` is false they are refused: the store has no
 * guard of its own against a second writer, and the keys of the newer engine would be overwritten with older ones and used
 * a second time. A crypto machine whose write failed holds in memory what its store does not, and some of it tells
 * nobody: nothing it is given later can be relied on.
 */
export function fenceStores(fence: StoreFence, prototype: Pick<IDBDatabase, 'transaction' | 'close'>): void {
  const { transaction, close } = prototype;
  /** Databases that took a write, and were not closed by the machine itself. */
  const used = new WeakSet<IDBDatabase>();
  prototype.close = function (this: IDBDatabase) {
    used.delete(this);
    close.call(this);
  };
  prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
    if (mode !== 'readwrite' || !isCryptoDatabase(this.name)) return transaction.call(this, stores, mode, options);
    const failed = (error: unknown): void => {
      if (used.has(this)) fence.failed(error);
    };
    try {
      if (!fence.isSure()) throw new DOMException('This engine slept and may have been replaced.', 'InvalidStateError');
      const writing = transaction.call(this, stores, mode, options);
      writing.addEventListener('complete', () => used.add(this));
      // Without an error the machine itself thought better of it.
      writing.addEventListener('abort', () => {
        if (writing.error !== null) failed(writing.error);
      });
      return writing;
    } catch (error) {
      // The SDK goes on for a moment with a store that was closed, at a sign-out for example.
      failed(error);
      throw error;
    }
  };
}
