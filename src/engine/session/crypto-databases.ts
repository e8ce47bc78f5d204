/** What the names of an account's crypto databases begin with. */
export function cryptoDatabasePrefix(userId: string, deviceId: string): string {
  return `wiki-room:${userId}:${deviceId}`;
}

export function isCryptoDatabase(name: string): boolean {
  return name.startsWith('wiki-room:') && name.includes('::matrix-sdk-crypto');
}

/** This device has used encryption, as far as can be said: where the list of databases cannot be had, it may have. */
export async function hasCryptoDatabase(userId: string, deviceId: string): Promise<boolean> {
  const prefix = cryptoDatabasePrefix(userId, deviceId);
  const databases = await indexedDB.databases().catch(() => undefined);
  return databases?.some(({ name }) => name?.startsWith(`${prefix}::`) === true) ?? true;
}

/** A database that another part of the browser holds open is deleted as soon as it lets go; nobody waits for that. */
const longestWait = 5_000;

/** Removes the crypto databases of an account; rust crypto makes two for a prefix. */
export async function deleteCryptoDatabases(userId: string, deviceId: string): Promise<void> {
  // A Firefox in private mode has none, and an embedded page may be refused the object itself.
  const factory = (globalThis as { indexedDB?: IDBFactory }).indexedDB;
  if (factory === undefined) return;
  const prefix = cryptoDatabasePrefix(userId, deviceId);
  const names = [`${prefix}::matrix-sdk-crypto`, `${prefix}::matrix-sdk-crypto-meta`];
  await Promise.all(names.map((name) => deleteDatabase(factory, name)));
}

export function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestWait);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const request = factory.deleteDatabase(name);
    request.onsuccess = done;
    request.onerror = done;
  });
}
