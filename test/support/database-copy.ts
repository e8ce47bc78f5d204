interface StoreCopy {
  readonly name: string;
  readonly keyPath: string | string[] | null;
  readonly autoIncrement: boolean;
  readonly indexes: readonly { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }[];
  readonly records: readonly { key: IDBValidKey; value: unknown }[];
}

interface DatabaseCopy {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly StoreCopy[];
}

/** Copies the IndexedDB databases that are called after somebody; gives a function that puts the copy back. */
export async function copyDatabases(whose: string): Promise<() => Promise<void>> {
  const names = async (): Promise<(string | undefined)[]> =>
    (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.includes(whose));
  const copies: DatabaseCopy[] = [];
  for (const name of await names()) copies.push(await copyOf(name!));
  return async () => {
    for (const name of await names()) await answerOf(indexedDB.deleteDatabase(name!));
    for (const copy of copies) await putBack(copy);
  };
}

async function copyOf(name: string): Promise<DatabaseCopy> {
  const database = await answerOf(indexedDB.open(name));
  const stores: StoreCopy[] = [];
  for (const storeName of database.objectStoreNames) {
    const store = database.transaction(storeName).objectStore(storeName);
    const [keys, values] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
    stores.push({
      name: storeName,
      keyPath: store.keyPath,
      autoIncrement: store.autoIncrement,
      indexes: [...store.indexNames].map((indexName) => {
        const { keyPath, unique, multiEntry } = store.index(indexName);
        return { name: indexName, keyPath: keyPath, unique, multiEntry };
      }),
      records: keys.map((key, i) => ({ key, value: values[i] as unknown })),
    });
  }
  const { version } = database;
  database.close();
  return { name, version, stores };
}

async function putBack({ name, version, stores }: DatabaseCopy): Promise<void> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    for (const { name: storeName, keyPath, autoIncrement, indexes, records } of stores) {
      const store = request.result.createObjectStore(storeName, { keyPath, autoIncrement });
      for (const { name: indexName, keyPath: path, unique, multiEntry } of indexes) {
        store.createIndex(indexName, path, { unique, multiEntry });
      }
      for (const { key, value } of records) store.put(value, ...(keyPath === null ? [key] : []));
    }
  };
  (await answerOf(request)).close();
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no answer'));
  });
}
