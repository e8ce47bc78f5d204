import type { CryptoCallbacks } from 'matrix-js-sdk/lib/crypto-api/index.js';

/** The key of secret storage, held in memory for the length of one operation and then forgotten. */
export class SecretKeys {
  #id: string | undefined;
  #key: Uint8Array<ArrayBuffer> | undefined;

  readonly callbacks: CryptoCallbacks = {
    getSecretStorageKey: ({ keys }) =>
      Promise.resolve(
        this.#id !== undefined && this.#key !== undefined && Object.hasOwn(keys, this.#id)
          ? [this.#id, this.#key]
          : null,
      ),
    cacheSecretStorageKey: (id, _info, key) => {
      this.#id = id;
      this.#key = new Uint8Array(key);
    },
  };

  hold(id: string, key: Uint8Array<ArrayBuffer>): void {
    this.#id = id;
    this.#key = key;
  }

  forget(): void {
    this.#key?.fill(0);
    this.#id = undefined;
    this.#key = undefined;
  }
}
