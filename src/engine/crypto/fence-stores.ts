import { isCryptoDatabase } from '../session/crypto-databases.ts';

/**
 * Refuses writes to the crypto stores of this worker while `isSure` is false. The store has no guard of its own against
 * a second writer: the keys of the newer engine would be overwritten with older ones, and used a second time.
 */
export function fenceStores(isSure: () => boolean, prototype: Pick<IDBDatabase, 'transaction'>): void {
  const { transaction } = prototype;
  prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
    if (mode === 'readwrite' && isCryptoDatabase(this.name) && !isSure()) {
      throw new DOMException('This engine slept and may have been replaced.', 'InvalidStateError');
    }
    return transaction.call(this, stores, mode, options);
  };
}
