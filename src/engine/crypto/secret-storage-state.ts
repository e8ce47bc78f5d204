import { fieldsOf, isFields, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { backupSecret, identitySecrets } from './stored-secrets.ts';

/** Global account data: type → content. */
export type AccountData = ReadonlyMap<string, Fields>;

/** The id of the default key, where it is described; source: Client-Server API, "Secret storage". */
export function defaultKeyId(accountData: AccountData): string | undefined {
  const id = textOf(accountData.get('m.secret_storage.default_key')?.['key']);
  if (id === undefined) return undefined;
  const info = accountData.get(`m.secret_storage.key.${id}`);
  return info !== undefined && textOf(info['algorithm']) !== undefined ? id : undefined;
}

/** A new device can get at the account's identity with the recovery key. */
export function canRecover(accountData: AccountData): boolean {
  const id = defaultKeyId(accountData);
  return id !== undefined && identitySecrets.every((name) => isStored(accountData, name, id));
}

/** Nothing would be lost with this device: identity and backup key, where there is to be one, can be had with the recovery key. */
export function isSaved(accountData: AccountData): boolean {
  return canRecover(accountData) && (hasBackupSecret(accountData) || isBackupOff(accountData));
}

export function hasBackupSecret(accountData: AccountData): boolean {
  const id = defaultKeyId(accountData);
  return id !== undefined && isStored(accountData, backupSecret, id);
}

/** The person has turned the backup off; source: the account data that Element writes for it. */
export function isBackupOff(accountData: AccountData): boolean {
  return (
    accountData.get('m.org.matrix.custom.backup_disabled')?.['disabled'] === true ||
    accountData.get('m.key_backup')?.['enabled'] === false
  );
}

function isStored(accountData: AccountData, name: string, keyId: string): boolean {
  const encrypted = fieldsOf(accountData.get(name)?.['encrypted']);
  return Object.hasOwn(encrypted, keyId) && isFields(encrypted[keyId]);
}
