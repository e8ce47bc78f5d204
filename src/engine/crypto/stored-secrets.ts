import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { SecretStorageKeyDescriptionAesV1 } from 'matrix-js-sdk/lib/secret-storage.js';

/** Whose secret storage is asked: the homeserver's word, where what the sync has brought may be older. */
type Owner = Pick<MatrixClient, 'secretStorage'>;

export const backupSecret = 'm.megolm_backup.v1';
export const identitySecrets = [
  'm.cross_signing.master',
  'm.cross_signing.self_signing',
  'm.cross_signing.user_signing',
] as const;

export async function isEncryptedWith(
  { secretStorage }: Owner,
  name: (typeof identitySecrets)[number] | typeof backupSecret,
  keyId: string,
): Promise<boolean> {
  const stored: Record<string, SecretStorageKeyDescriptionAesV1> | null = await secretStorage.isStored(name);
  return stored !== null && Object.hasOwn(stored, keyId);
}

/** The whole identity of the account can be had with this key. */
export async function holdsIdentity(client: Owner, keyId: string): Promise<boolean> {
  const held = await Promise.all(identitySecrets.map((name) => isEncryptedWith(client, name, keyId)));
  return !held.includes(false);
}
