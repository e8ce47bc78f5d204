import { withRaw } from './raw-database.ts';

/** A database as JSON: every store's keys and values. Of an account's key, which no browser gives out, the bytes. */
export interface Dump {
  readonly version: number;
  readonly accountKey: string;
  readonly stores: Readonly<Record<string, readonly (readonly [key: IDBValidKey, value: unknown])[]>>;
}

export const importKey = (base64: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', Buffer.from(base64, 'base64'), 'AES-GCM', false, ['encrypt', 'decrypt']);

export async function dump(accountKey: string): Promise<Dump> {
  return withRaw(async (database) => {
    const stores: Record<string, [IDBValidKey, unknown][]> = {};
    for (const name of database.objectStoreNames) {
      const store = database.transaction([name]).objectStore(name);
      const [keys, values] = await Promise.all([finished(store.getAllKeys()), finished(store.getAll())]);
      stores[name] = keys.map((key, i) => [key, toJson(values[i])]);
    }
    return { version: database.version, accountKey, stores };
  });
}

/** Makes the database of a dump; `create` makes the stores as that version of the script did. */
export async function restore({ version, accountKey, stores }: Dump, create: (db: IDBDatabase) => void): Promise<void> {
  const key = await importKey(accountKey);
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('wiki-room', version);
    request.onupgradeneeded = () => {
      create(request.result);
      for (const [name, entries] of Object.entries(stores)) {
        const store = request.transaction!.objectStore(name);
        for (const [place, value] of entries) store.put(name === 'keys' ? key : fromJson(value), place);
      }
    };
    request.onerror = () => reject(request.error ?? new Error('not restored'));
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

function toJson(value: unknown): unknown {
  if (value instanceof CryptoKey) return null;
  if (value instanceof ArrayBuffer) return { buffer: Buffer.from(value).toString('base64') };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toJson(part)]));
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { buffer, bytes } = value as { buffer?: string; bytes?: string };
  const data = new Uint8Array(Buffer.from(buffer ?? bytes ?? '', 'base64'));
  if (buffer !== undefined) return data.buffer;
  if (bytes !== undefined) return data;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fromJson(part)]));
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
}
