/** The database past the store, as another script or a fault would reach it. */
export async function withRaw<T>(use: (database: IDBDatabase) => Promise<T>, version?: number): Promise<T> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('wiki-room', version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

/** Everything that lies in the database, as one readable text. */
export function records(): Promise<string> {
  return withRaw(async (database) => {
    const parts: string[] = [];
    for (const name of database.objectStoreNames) {
      const store = database.transaction([name]).objectStore(name);
      const [keys, values] = await Promise.all([finished(store.getAllKeys()), finished(store.getAll())]);
      parts.push(JSON.stringify(keys), readable(values));
    }
    return parts.join('\n');
  });
}

/** The keys of one of its stores, each as a text. */
export function rawKeys(name: string): Promise<string[]> {
  return withRaw(async (database) => {
    const keys = await finished(database.transaction([name]).objectStore(name).getAllKeys());
    return keys.map((key) => JSON.stringify(key));
  });
}

/** Removes what has such a key from one of its stores. */
export async function removeRaw(name: string, isWanted: (key: string) => boolean): Promise<void> {
  await withRaw(async (database) => {
    const store = database.transaction([name], 'readwrite').objectStore(name);
    const keys = await finished(store.getAllKeys());
    for (const key of keys) if (isWanted(JSON.stringify(key))) await finished(store.delete(key));
  });
}

function readable(value: unknown): string {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return Buffer.from(value as ArrayBuffer).toString('latin1');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(readable).join(' ');
  return String(value);
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
}

/**
 * Lets every `put` and `add` succeed and their transaction abort afterwards, as a browser does over quota. Returns how
 * to end it.
 */
export function failPuts(store: { prototype: object }, transaction: { prototype: object }, name: string): () => void {
  const prototype = store.prototype as IDBObjectStore;
  const { put, add } = prototype;
  const abort = (transaction.prototype as { _abort(name: string): void })._abort;
  const failing = (write: typeof put): typeof put =>
    function (this: IDBObjectStore, ...args) {
      const request = write.apply(this, args);
      request.addEventListener('success', () => queueMicrotask(() => abort.call(this.transaction, name)));
      return request;
    };
  prototype.put = failing(put);
  prototype.add = failing(add);
  return () => Object.assign(prototype, { put, add });
}
