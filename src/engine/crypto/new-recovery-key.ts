import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/recovery-key.js';
import type { SecretStorageKeyDescriptionAesV1 } from 'matrix-js-sdk/lib/secret-storage.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { hasNoBackup } from './key-recovery.ts';
import type { SecretKeys } from './secret-keys.ts';
import { isSaved } from './secret-storage-state.ts';
import type { AccountData } from './secret-storage-state.ts';
import { holdsIdentity } from './stored-secrets.ts';

export interface NewRecoveryKeyOptions {
  readonly client: Pick<MatrixClient, 'secretStorage'>;
  readonly api: Pick<MatrixApi, 'request'>;
  readonly secretKeys: SecretKeys;
  readonly accountData: AccountData;
}

/**
 * The account's first recovery key. It is put to use when its owner says that they have it: a key that was stored first
 * and never seen, because the page ended between, could not be replaced by anybody.
 */
export class NewRecoveryKey {
  readonly #options: NewRecoveryKeyOptions;
  #made: string | undefined;

  constructor(options: NewRecoveryKeyOptions) {
    this.#options = options;
  }

  /** As written; the same one for every tab that asks this engine. Rejects `not-allowed`, detail `exists`. */
  async make(crypto: CryptoApi): Promise<string> {
    if (isSaved(this.#options.accountData)) throw anotherExists();
    if (this.#made !== undefined) return this.#made;
    if ((await this.#inUse()) !== undefined) throw anotherExists();
    const { encodedPrivateKey } = await crypto.createRecoveryKeyFromPassphrase();
    if (encodedPrivateKey === undefined) throw new WikiRoomError('crypto-failed', 'no recovery key was made');
    this.#made ??= encodedPrivateKey;
    return this.#made;
  }

  /**
   * Makes secret storage with the key, and puts identity and backup key in. Harmless when it is called again, also by an
   * engine that has not made the key. Rejects `not-allowed`, detail `exists`, where the account has got another one.
   */
  async use(crypto: CryptoApi, recoveryKey: string): Promise<void> {
    const { client, api, secretKeys, accountData } = this.#options;
    const privateKey = keyOf(recoveryKey);
    const inUse = await this.#inUse();
    if (inUse !== undefined) {
      if (!(await client.secretStorage.checkKey(privateKey, inUse))) throw anotherExists();
      if (isSaved(accountData)) return this.forget();
    }
    try {
      const hasBackup = (await crypto.checkKeyBackupAndEnable()) !== null || !(await hasNoBackup(api));
      await crypto.bootstrapSecretStorage({
        createSecretStorageKey: () => Promise.resolve({ privateKey, encodedPrivateKey: recoveryKey }),
        setupNewSecretStorage: true,
        setupNewKeyBackup: !hasBackup,
      });
      this.forget();
    } catch (error) {
      throw errorOfSdk(error, 'crypto-failed');
    } finally {
      secretKeys.forget();
    }
  }

  /**
   * The key that somebody has on paper, by the homeserver's word: what the sync has brought may be older. One that does
   * not hold the whole identity, as where an attempt broke off half-way, opens nothing, and may be replaced.
   */
  async #inUse(): Promise<SecretStorageKeyDescriptionAesV1 | undefined> {
    const { secretStorage } = this.#options.client;
    try {
      const described = await secretStorage.getKey();
      if (described === null) return undefined;
      const [id, info] = described;
      return (await holdsIdentity(this.#options.client, id)) ? info : undefined;
    } catch (error) {
      throw errorOfSdk(error, 'crypto-failed');
    }
  }

  forget(): void {
    this.#made = undefined;
  }
}

function anotherExists(): WikiRoomError {
  return new WikiRoomError('not-allowed', 'there is a recovery key', { detail: 'exists' });
}

function keyOf(recoveryKey: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeRecoveryKey(recoveryKey);
  } catch {
    throw new WikiRoomError('wrong-recovery-key');
  }
}
