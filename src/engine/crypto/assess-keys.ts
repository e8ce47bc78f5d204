import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import type { StoredSession } from '../../protocol/session.ts';
import { setUpFirstDevice } from './key-recovery.ts';
import { canRecover, hasBackupSecret, isSaved } from './secret-storage-state.ts';
import type { AccountData } from './secret-storage-state.ts';

/**
 * How this device stands to its account's keys. An account without any gets them here; a device that holds the
 * account's identity signs itself. Rejects where the homeserver cannot be asked.
 */
export async function assessKeys(
  { session, accountData }: { readonly session: StoredSession; readonly accountData: AccountData },
  crypto: CryptoBackend,
): Promise<CryptoSnapshot> {
  const { userId, deviceId } = session;
  if (!(await crypto.userHasCrossSigningKeys(userId, true))) await setUpFirstDevice(crypto);
  else if (!(await isSigned(crypto, userId, deviceId))) {
    const { privateKeysCachedLocally: held } = await crypto.getCrossSigningStatus();
    if (!held.masterKey || !held.selfSigningKey || !held.userSigningKey) return withoutKeys(accountData);
    await crypto.crossSignDevice(deviceId);
  }
  const backup = await crypto.checkKeyBackupAndEnable();
  // A backup of which another device made the key anew: asked for again, never replaced.
  if (backup !== null && !backup.trustInfo.matchesDecryptionKey && hasBackupSecret(accountData)) {
    return { state: 'needs-recovery' };
  }
  return { state: 'ready', saved: isSaved(accountData) };
}

async function isSigned(crypto: CryptoBackend, userId: string, deviceId: string): Promise<boolean> {
  const status = await crypto.getDeviceVerificationStatus(userId, deviceId);
  return status?.crossSigningVerified === true;
}

function withoutKeys(accountData: AccountData): CryptoSnapshot {
  if (canRecover(accountData)) return { state: 'needs-recovery' };
  const error = new WikiRoomError('no-recovery', 'the account has an identity, but no way to recover it');
  return { state: 'failed', error: error.toData() };
}
