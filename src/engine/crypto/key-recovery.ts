import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { ImportRoomKeyStage } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { withoutProof } from './publish-identity.ts';
import { keyOfSecret } from './recovery-secret.ts';
import type { SecretKeys } from './secret-keys.ts';
import { backupSecret, holdsIdentity, isEncryptedWith } from './stored-secrets.ts';

/** Who asks the homeserver. */
export type Asker = Pick<MatrixApi, 'request'>;

export interface Recovery {
  /** This device is signed by the account's identity. */
  readonly signed: () => void;
  readonly restoring: (done: number, total: number) => void;
  /** The person wants no backup. */
  readonly isBackupOff: () => boolean;
}

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
  try {
    const described = await storage.getKey();
    if (described === null) throw new WikiRoomError('no-recovery', 'the account has no secret storage');
    const [id, info] = described;
    secretKeys.hold(id, await keyOfSecret(secret, info, storage));
    await crossSign(client, crypto, id);
    recovery.signed();
    if (await isEncryptedWith(client, backupSecret, id)) await restoreBackup(client, crypto, api, recovery);
    else await saveBackup(client, crypto, api, id, recovery);
  } catch (error) {
    throw errorOfSdk(error, 'crypto-failed');
  } finally {
    secretKeys.forget();
  }
}

async function crossSign(client: MatrixClient, crypto: CryptoApi, keyId: string): Promise<void> {
  // The SDK would make a new identity where it finds none: never as a side effect of recovering the old one.
  if (!(await holdsIdentity(client, keyId)))
    throw new WikiRoomError('no-recovery', 'secret storage does not hold the identity');
  // The machine takes private keys only when it knows the public ones they belong to.
  await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true);
  await crypto.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: () => Promise.reject(new WikiRoomError('no-recovery', 'the identity does not fit')),
  });
}

async function restoreBackup(
  client: MatrixClient,
  crypto: CryptoApi,
  api: Asker,
  { restoring }: Recovery,
): Promise<void> {
  try {
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  } catch (error) {
    if (errorOfSdk(error, 'crypto-failed').code !== 'crypto-failed') throw error;
    // The person was asked for the key for this: it is stored with it, too.
    if (await hasNoBackup(api)) {
      // It opens nothing any more. The SDK stores the new one last: what breaks off before would count as saved.
      await client.secretStorage.store(backupSecret, null);
      return crypto.resetKeyBackup();
    }
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

/** The recovery key did not open the backup until now: there is none, or the account has not kept its key. */
async function saveBackup(
  client: MatrixClient,
  crypto: CryptoApi,
  api: Asker,
  keyId: string,
  { isBackupOff }: Recovery,
): Promise<void> {
  // Where this device has the backup's key, the recovery key opens it from now on.
  await crypto.bootstrapSecretStorage({});
  if (isBackupOff() || (await isEncryptedWith(client, backupSecret, keyId))) return;
  if (!(await hasNoBackup(api)))
    throw new WikiRoomError('no-recovery', 'the key of the backup is not kept', { detail: 'backup' });
  await crypto.resetKeyBackup();
}

/** The account's first device: makes its identity and a key backup, without any question. */
export async function setUpFirstDevice(crypto: CryptoApi, api: Asker): Promise<void> {
  await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: withoutProof });
  await backUpFirstDevice(crypto, api);
}

export async function backUpFirstDevice(crypto: CryptoApi, api: Asker): Promise<void> {
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
