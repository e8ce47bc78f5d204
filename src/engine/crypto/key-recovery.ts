import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { ImportRoomKeyStage } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { SecretStorageKeyDescriptionAesV1 } from 'matrix-js-sdk/lib/secret-storage.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { keyOfSecret } from './recovery-secret.ts';
import type { SecretKeys } from './secret-keys.ts';

/** Who asks the homeserver. */
export type Asker = Pick<MatrixApi, 'request'>;

export interface Recovery {
  /** This device is signed by the account's identity. */
  readonly signed: () => void;
  readonly restoring: (done: number, total: number) => void;
}

const crossSigningSecrets = [
  'm.cross_signing.master',
  'm.cross_signing.self_signing',
  'm.cross_signing.user_signing',
] as const;

/**
 * Makes this device one of the account's own with the recovery key or passphrase: cross-signs it, takes over the
 * backup's key and restores the backup. Rejects: wrong-recovery-key, no-recovery, and what a request may.
 */
export async function recoverKeys(
  client: MatrixClient,
  crypto: CryptoApi,
  api: Asker,
  secretKeys: SecretKeys,
  secret: string,
  recovery: Recovery,
): Promise<void> {
  const storage = client.secretStorage;
  const described = await storage.getKey();
  if (described === null) throw new WikiRoomError('no-recovery', 'the account has no secret storage');
  const [id, info] = described;
  try {
    secretKeys.hold(id, await keyOfSecret(secret, info, storage));
    await crossSign(client, crypto, id);
    recovery.signed();
    if (await isEncryptedWith(client, 'm.megolm_backup.v1', id)) await restoreBackup(crypto, api, recovery);
    // Where this device has the backup's key, the recovery key opens it from now on.
    else await crypto.bootstrapSecretStorage({});
  } catch (error) {
    throw errorOfSdk(error, 'crypto-failed');
  } finally {
    secretKeys.forget();
  }
}

async function crossSign(client: MatrixClient, crypto: CryptoApi, keyId: string): Promise<void> {
  const stored = await Promise.all(crossSigningSecrets.map((name) => isEncryptedWith(client, name, keyId)));
  // The SDK would make a new identity where it finds none: never as a side effect of recovering the old one.
  if (stored.includes(false)) throw new WikiRoomError('no-recovery', 'secret storage does not hold the identity');
  // The machine takes private keys only when it knows the public ones they belong to.
  await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true);
  await crypto.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: () => Promise.reject(new WikiRoomError('no-recovery', 'the identity does not fit')),
  });
}

async function restoreBackup(crypto: CryptoApi, api: Asker, { restoring }: Recovery): Promise<void> {
  try {
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  } catch (error) {
    if (errorOfSdk(error, 'crypto-failed').code !== 'crypto-failed') throw error;
    // The person was asked for the key for this: it is stored with it, too.
    if (await hasNoBackup(api)) return crypto.resetKeyBackup();
    // The backup was made anew by somebody who had another key: the identity is recovered all the same.
    throw new WikiRoomError('no-recovery', 'the key does not open the backup', { cause: error, detail: 'backup' });
  }
  await crypto.checkKeyBackupAndEnable();
  await crypto.restoreKeyBackup({
    progressCallback: (report) => {
      if (report.stage === ImportRoomKeyStage.LoadKeys) restoring(report.successes + report.failures, report.total);
    },
  });
}

async function isEncryptedWith(
  client: MatrixClient,
  name: (typeof crossSigningSecrets)[number] | 'm.megolm_backup.v1',
  keyId: string,
): Promise<boolean> {
  const stored: Record<string, SecretStorageKeyDescriptionAesV1> | null = await client.secretStorage.isStored(name);
  return stored !== null && Object.hasOwn(stored, keyId);
}

/** The account's first device: makes its identity and a key backup, without any question. */
export async function setUpFirstDevice(crypto: CryptoApi, api: Asker): Promise<void> {
  await crypto.bootstrapCrossSigning({
    // A first upload needs no further proof of who one is (MSC3967).
    authUploadDeviceSigningKeys: async (makeRequest) => {
      await makeRequest(null);
    },
  });
  // A backup that is there belongs to somebody: making a new one would delete it.
  if ((await crypto.checkKeyBackupAndEnable()) === null && (await hasNoBackup(api))) await crypto.resetKeyBackup();
}

/**
 * The homeserver says so itself; rejects where it cannot be asked. The SDK tells the two apart nowhere, and what makes a
 * new backup deletes the old ones.
 */
export async function hasNoBackup(api: Asker): Promise<boolean> {
  try {
    await api.request({ path: '/_matrix/client/v3/room_keys/version' });
    return false;
  } catch (error) {
    if (WikiRoomError.from(error).detail === 'M_NOT_FOUND') return true;
    throw error;
  }
}
