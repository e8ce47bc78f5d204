import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { FormerDevice } from '../../protocol/session.ts';
import { cryptoDatabasePrefix, deleteCryptoDatabases } from '../session/crypto-databases.ts';
import { loadCryptoCode } from './load-crypto-code.ts';
import { storeKeyOf } from './store-key.ts';

/** All of them at a time could keep the worker busy for longer than one that is awake is. */
const atOnce = 200;

/**
 * Takes over what a former device of this browser could read; some of it may be in no backup. Its store is opened for
 * that alone, nothing is sent or received with it, and it is deleted then. One that does not open stays as it is.
 */
export async function moveRoomKeys(userId: string, former: FormerDevice, backend: CryptoBackend): Promise<void> {
  const keys = JSON.parse(await roomKeysOf(userId, former)) as readonly unknown[];
  for (let from = 0; from < keys.length; from += atOnce) {
    await backend.importRoomKeysAsJson(JSON.stringify(keys.slice(from, from + atOnce)));
  }
  await deleteCryptoDatabases(userId, former.deviceId);
}

async function roomKeysOf(userId: string, { deviceId, cryptoStoreKey }: FormerDevice): Promise<string> {
  const { DeviceId, OlmMachine, StoreHandle, UserId } = await loadCryptoCode();
  const prefix = cryptoDatabasePrefix(userId, deviceId);
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name?.startsWith(`${prefix}::`))) return '[]';
  const handle = await StoreHandle.openWithKey(prefix, storeKeyOf(cryptoStoreKey));
  const machine = await OlmMachine.initFromStore(new UserId(userId), new DeviceId(deviceId), handle);
  handle.free();
  try {
    return await machine.exportRoomKeys(() => true);
  } finally {
    machine.close();
  }
}
