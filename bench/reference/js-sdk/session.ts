import { Filter, type MatrixClient } from 'matrix-js-sdk';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/index.js';

let recovery: Uint8Array<ArrayBuffer> | undefined;

export function secretStorageKey({
  keys,
}: {
  keys: Record<string, unknown>;
}): Promise<[string, Uint8Array<ArrayBuffer>] | null> {
  const id = Object.keys(keys)[0];
  return Promise.resolve(id !== undefined && recovery ? [id, recovery] : null);
}

/** Makes this device one of the user's and fetches the keys of the history, as the SDK's documentation says. */
export async function recoverWith(client: MatrixClient, recoveryKey: string): Promise<void> {
  const crypto = client.getCrypto();
  if (!crypto) return;
  recovery = decodeRecoveryKey(recoveryKey);
  await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true);
  await crypto.bootstrapCrossSigning({});
  await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  await crypto.checkKeyBackupAndEnable();
  await crypto.restoreKeyBackup();
}

/** Only this room, and of its members only those who speak. */
export function roomFilter(userId: string, roomId: string): Filter {
  const filter = new Filter(userId);
  filter.setDefinition({
    room: { rooms: [roomId], timeline: { limit: 30 }, state: { lazy_load_members: true } },
    presence: { not_types: ['*'] },
  });
  return filter;
}
