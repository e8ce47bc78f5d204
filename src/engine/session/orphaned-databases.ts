import type { EngineStore } from '../../protocol/engine-store.ts';
import { cryptoDatabasePrefix, deleteDatabase, isCryptoDatabase } from './crypto-databases.ts';

/**
 * Removes the crypto databases that no stored session needs: the browser was ended after a session had been wiped, and
 * before they were deleted. Whoever is signed in at another homeserver keeps all of theirs, whatever the device.
 */
export async function deleteOrphanedDatabases(store: Pick<EngineStore, 'session' | 'otherUsers'>): Promise<void> {
  const factory = (globalThis as { indexedDB?: Partial<IDBFactory> }).indexedDB;
  if (factory?.databases === undefined) return;
  // In this order: a session is stored before there is a database of its device.
  const databases = await indexedDB.databases();
  const [session, others] = [await store.session(), await store.otherUsers()];
  if (others === undefined) return;
  const needed = others.map((userId) => cryptoDatabasePrefix(userId, ''));
  if (session !== undefined) {
    const { userId, deviceId, former = { deviceId } } = session;
    for (const device of [deviceId, former.deviceId]) needed.push(`${cryptoDatabasePrefix(userId, device)}::`);
  }
  const names = databases.flatMap(({ name }) => (name !== undefined && isCryptoDatabase(name) ? [name] : []));
  const orphaned = names.filter((name) => !needed.some((prefix) => name.startsWith(prefix)));
  await Promise.all(orphaned.map((name) => deleteDatabase(indexedDB, name)));
}
