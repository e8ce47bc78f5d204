import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { KeyBackupCheck } from 'matrix-js-sdk/lib/crypto-api/keybackup.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import type { StoredSession } from '../../protocol/session.ts';
import { backUpFirstDevice, hasNoBackup, setUpFirstDevice } from './key-recovery.ts';
import type { Asker } from './key-recovery.ts';
import type { OwnKeyRequests } from './own-key-requests.ts';
import { publishIdentity } from './publish-identity.ts';
import { canRecover, hasBackupSecret, isBackupOff, isSaved } from './secret-storage-state.ts';
import type { AccountData } from './secret-storage-state.ts';

/**
 * How this device stands to its account's keys. An account without any gets them here; a device that holds the
 * account's identity signs itself. A backup that was replaced or deleted is asked about, and never made anew by itself.
 * Rejects where the homeserver cannot be asked. `standing` is told whether this device is signed by its owner; `isKeyInUse`: a
 * recovery key holds all there is, whatever account data says as yet.
 */
export async function assessKeys(
  {
    session,
    accountData,
    api,
    ownKeys,
  }: {
    readonly session: StoredSession;
    readonly accountData: AccountData;
    readonly api: Asker;
    readonly ownKeys: Pick<OwnKeyRequests, 'identityMissing'>;
  },
  crypto: CryptoBackend,
  standing: (signed: boolean) => void,
  isKeyInUse: () => boolean,
): Promise<CryptoSnapshot> {
  const { userId, deviceId } = session;
  const isKnown = await crypto.userHasCrossSigningKeys(userId, true);
  let signed = isKnown && (await isSigned(crypto, userId, deviceId));
  if (!signed || ownKeys.identityMissing) {
    const holds = await holdsIdentityKeys(crypto);
    if (ownKeys.identityMissing && holds) {
      // The machine stores an identity before anybody is told of it: what made it broke off between.
      await publishIdentity(crypto);
      if (!hasBackupSecret(accountData)) await backUpFirstDevice(crypto, api);
    } else if (!isKnown) await setUpFirstDevice(crypto, api);
    else if (holds) await crypto.crossSignDevice(deviceId);
    else if (!signed) {
      standing(false);
      return withoutKeys(accountData);
    }
    // A homeserver answers well also where it did not take the signature.
    signed = (await crypto.userHasCrossSigningKeys(userId, true)) && (await isSigned(crypto, userId, deviceId));
  }
  // Whatever becomes of the backup.
  standing(signed);
  const backup = await crypto.checkKeyBackupAndEnable();
  // Also where it could not be asked.
  if (backup === null && !(await hasNoBackup(api)))
    throw new WikiRoomError('homeserver-error', 'no backup was told of');
  return withKeys(backup, accountData, isKeyInUse());
}

function withKeys(backup: KeyBackupCheck | null, accountData: AccountData, isKeyInUse: boolean): CryptoSnapshot {
  if (hasBackupSecret(accountData)) {
    // Another device made the key anew, or the recovery of this one was not finished.
    if (backup !== null && !backup.trustInfo.matchesDecryptionKey) return { state: 'needs-recovery', backup: 'locked' };
    if (backup === null && !isBackupOff(accountData)) return { state: 'needs-recovery', backup: 'gone' };
  } else if (canRecover(accountData) && !isBackupOff(accountData) && !isKeyInUse) {
    // What stored the recovery key broke off before the backup, or another client makes none: only that key goes on.
    return { state: 'needs-recovery', backup: 'unsaved' };
  }
  return { state: 'ready', saved: isKeyInUse || isSaved(accountData) };
}

async function holdsIdentityKeys(crypto: CryptoBackend): Promise<boolean> {
  const { privateKeysCachedLocally: held } = await crypto.getCrossSigningStatus();
  return held.masterKey && held.selfSigningKey && held.userSigningKey;
}

/** This device is signed by its owner, as the machine remembers; asks nobody. */
export async function isSigned(crypto: CryptoBackend, userId: string, deviceId: string): Promise<boolean> {
  const status = await crypto.getDeviceVerificationStatus(userId, deviceId);
  return status?.crossSigningVerified === true;
}

function withoutKeys(accountData: AccountData): CryptoSnapshot {
  if (canRecover(accountData)) return { state: 'needs-recovery' };
  const error = new WikiRoomError('no-recovery', 'the account has an identity, but no way to recover it');
  return { state: 'failed', error: error.toData() };
}

/** False where the account has an identity, and no way to it. */
export function isRecoverable(snapshot: CryptoSnapshot | undefined): boolean {
  return snapshot?.state !== 'failed' || snapshot.error.code !== 'no-recovery';
}
