import type { EngineStore } from '../protocol/engine-store.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { StoredSession } from '../protocol/session.ts';
import { accountOf, rangeOfHomeserver, rangesOfOthers } from './account-id.ts';
import { AccountRecords } from './account-records.ts';
import { generateKey, seal, unseal } from './cipher.ts';
import { Database, isWithoutStorage, removed } from './database.ts';
import { asEnded, asGeneration, asKey, asSessionEntry } from './entry-shape.ts';
import { createMemoryEngineStore } from './memory-engine-store.ts';
import type { SessionEntry, WriteTransaction } from './schema.ts';
import type { WriteGuard } from './sealed-records.ts';
import { StoredRooms } from './stored-rooms.ts';
import { asStoredSession } from './stored-shape.ts';
import { unsentDrafts } from './unsent-drafts.ts';

/** Milliseconds. */
const secondTry = 300;

/**
 * Opens the engine's side of the store; call it with the engine lock held. From then on the writes of every engine
 * that opened it before are refused (`engine-lost`). Where there is no IndexedDB the store lives in memory:
 * `persistent` is false. Rejects: version-mismatch, storage-full.
 */
export async function openEngineStore(homeserver: string): Promise<EngineStore> {
  try {
    return await openIndexed(homeserver);
  } catch (error) {
    if (!isWithoutStorage(error)) throw error;
    if (!mayPass(error)) return createMemoryEngineStore(homeserver);
  }
  // A browser that is being started or restored may fail once; in memory, an engine would part from its pages.
  await new Promise((resolve) => setTimeout(resolve, secondTry));
  try {
    return await openIndexed(homeserver);
  } catch (error) {
    if (!isWithoutStorage(error)) throw error;
    return createMemoryEngineStore(homeserver);
  }
}

function mayPass(error: unknown): boolean {
  const { cause } = WikiRoomError.from(error);
  return cause instanceof DOMException && cause.name !== 'SecurityError';
}

async function openIndexed(homeserver: string): Promise<EngineStore> {
  let terminated: () => void = () => undefined;
  const database = new Database({ upgrades: true, terminated: () => terminated() });
  const [generation, isNew] = await database.write(['engines'], async (transaction) => {
    const engines = transaction.objectStore('engines');
    const former = asGeneration(await engines.get(homeserver));
    // Never a number that was given out before, also not by a database that was removed in this very millisecond.
    const next = Math.max((former ?? 0) + 1, Date.now() * 1024 + Math.random() * 1024);
    await engines.put(next, homeserver);
    return [next, former === undefined] as const;
  });
  const store = new IndexedEngineStore(database, homeserver, generation, isNew);
  terminated = () => void store.look();
  return store;
}

class IndexedEngineStore implements EngineStore {
  readonly persistent = true;
  readonly isNew: boolean;
  readonly #database: Database;
  readonly #homeserver: string;
  readonly #generation: number;
  readonly #guard: WriteGuard;
  #tellRemoved: (() => void) | undefined;
  #removed = false;
  #records: AccountRecords | undefined;
  #marking: Promise<unknown> = Promise.resolve();
  #rooms: { readonly of: AccountRecords; readonly rooms: StoredRooms } | undefined;

  constructor(database: Database, homeserver: string, generation: number, isNew: boolean) {
    this.isNew = isNew;
    this.#database = database;
    this.#homeserver = homeserver;
    this.#generation = generation;
    this.#guard = {
      stores: ['engines'],
      check: async (transaction) => {
        const newest = await transaction.objectStore('engines').get(homeserver);
        if (newest === undefined) {
          this.#noticeRemoved();
          throw removed();
        }
        if (newest !== generation) throw new WikiRoomError('engine-lost', 'a newer engine has taken over');
      },
    };
  }

  onRemoved(listener: () => void): void {
    this.#tellRemoved = listener;
  }

  async isNewest(): Promise<boolean> {
    const newest = await this.#newest();
    return newest === undefined || newest === this.#generation;
  }

  /** The connection was closed from outside: is everything still there? One that does not open says nothing of that. */
  async look(): Promise<void> {
    try {
      if ((await this.#newest()) === undefined) this.#noticeRemoved();
    } catch {
      // The guard sees it with the next write.
    }
  }

  #newest(): Promise<number | undefined> {
    return this.#database.read(['engines'], (transaction) => transaction.objectStore('engines').get(this.#homeserver));
  }

  #noticeRemoved(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#records = undefined;
    this.#tellRemoved?.();
  }

  async session(): Promise<StoredSession | undefined> {
    const entry = await this.#entry();
    if (entry === undefined) return undefined;
    const account = accountOf(this.#homeserver, entry);
    const key = await this.#key(account);
    const session = key && asStoredSession(await unseal(key, ['sessions', account], entry.sealed));
    // The readable fields are only a copy for the page.
    return session && accountOf(session.homeserver, session) === account ? session : undefined;
  }

  async saveSession(session: StoredSession): Promise<void> {
    const { userId, deviceId, subject, expired = false, locked, records } = session;
    const account = accountOf(this.#homeserver, session);
    const stored = await this.#key(account);
    const key = stored ?? (await generateKey());
    const entry: SessionEntry = {
      userId,
      deviceId,
      ...(subject === undefined ? {} : { subject }),
      expired,
      ...(locked === true ? { locked } : {}),
      ...(records === undefined ? {} : { records }),
      sealed: await seal(key, ['sessions', account], session),
    };
    await this.#database.write(['engines', 'keys', 'sessions', 'outbox', 'values'], async (transaction) => {
      await this.#guard.check(transaction);
      await this.#removeAccounts(transaction, account);
      await transaction.objectStore('keys').put(key, account);
      await transaction.objectStore('sessions').put(entry, this.#homeserver);
    });
    // Of another account, or with another key.
    this.#records = undefined;
  }

  async wipeAccount(ended?: string): Promise<void> {
    this.#records = undefined;
    await this.#database.write(['engines', 'keys', 'sessions', 'outbox', 'values'], async (transaction) => {
      const engines = transaction.objectStore('engines');
      // What the browser removed is begun anew, by whoever has the lock; no older engine has this number.
      if ((await engines.get(this.#homeserver)) === undefined) await engines.put(this.#generation, this.#homeserver);
      await this.#guard.check(transaction);
      await this.#removeAccounts(transaction, undefined);
      const sessions = transaction.objectStore('sessions');
      if (ended === undefined) await sessions.delete(this.#homeserver);
      else await sessions.put({ ended }, this.#homeserver);
    });
    this.#removed = false;
  }

  async otherUsers(): Promise<readonly string[] | undefined> {
    const readable = (await this.session()) !== undefined;
    return this.#database.read(['sessions'], async (transaction) => {
      const sessions = transaction.objectStore('sessions');
      const [homeservers, entries] = await Promise.all([sessions.getAllKeys(), sessions.getAll()]);
      const users: string[] = [];
      for (const [i, entry] of entries.entries()) {
        const user = asSessionEntry(entry)?.userId;
        // Of a script that stores them in another form: whose it is cannot be told.
        if (user === undefined && asEnded(entry) === undefined) return undefined;
        if (user !== undefined && (!readable || homeservers[i] !== this.#homeserver)) users.push(user);
      }
      return users;
    });
  }

  async wasEnded(): Promise<boolean> {
    return asEnded(await this.#sessionEntry()) !== undefined;
  }

  async outbox(roomId?: string): ReturnType<EngineStore['outbox']> {
    return (await this.#recordsOfAccount())?.outbox.list(roomId) ?? [];
  }

  async outboxRecord(txnId: string): ReturnType<EngineStore['outboxRecord']> {
    return (await this.#recordsOfAccount())?.outbox.get(txnId);
  }

  async setOutboxState(...[txnId, state]: Parameters<EngineStore['setOutboxState']>): Promise<void> {
    await (await this.#recordsOfAccount())?.outbox.setState(txnId, state);
  }

  async outboxFile(txnId: string): Promise<Blob | undefined> {
    return (await this.#recordsOfAccount())?.outbox.file(txnId);
  }

  /** One after the other: what is noted while the ones before are read would be lost. */
  setOutboxMarks(...[txnId, marks]: Parameters<EngineStore['setOutboxMarks']>): Promise<void> {
    const marked = this.#marking.then(async () => {
      const outbox = (await this.#recordsOfAccount())?.outbox;
      const record = await outbox?.get(txnId);
      if (record !== undefined) await outbox?.setMarks(txnId, { ...record.marks, ...marks });
    });
    this.#marking = marked.catch(() => undefined);
    return marked;
  }

  async removeFromOutbox(txnId: string): Promise<void> {
    await (await this.#recordsOfAccount())?.outbox.remove(txnId);
  }

  async drafts(): ReturnType<EngineStore['drafts']> {
    const records = await this.#recordsOfAccount();
    return records === undefined ? [] : unsentDrafts(records);
  }

  async storedRoom(room: string): ReturnType<EngineStore['storedRoom']> {
    return (await this.#roomsOfAccount())?.get(room);
  }

  async saveRoom(...[room, stored]: Parameters<EngineStore['saveRoom']>): Promise<void> {
    await (await this.#roomsOfAccount())?.save(room, stored);
  }

  async dropRoom(room: string, roomId?: string): Promise<void> {
    await (await this.#roomsOfAccount())?.drop(room, roomId);
  }

  async roomsToCheck(): ReturnType<EngineStore['roomsToCheck']> {
    return (await (await this.#roomsOfAccount())?.toCheck()) ?? [];
  }

  async roomsChecked(): Promise<void> {
    await (await this.#roomsOfAccount())?.checked();
  }

  /** The records of the account whose session is stored; there are none before the first sign-in. */
  async #recordsOfAccount(): Promise<AccountRecords | undefined> {
    if (this.#records !== undefined) return this.#records;
    const entry = await this.#entry();
    if (entry === undefined) return undefined;
    const account = accountOf(this.#homeserver, entry);
    return (this.#records = new AccountRecords(this.#database, account, {
      stores: [...this.#guard.stores, 'keys'],
      check: async (transaction) => {
        await this.#guard.check(transaction);
        // Signed out since it was sealed: it would lie there for nobody.
        if ((await transaction.objectStore('keys').getKey(account)) === undefined) throw removed();
      },
    }));
  }

  async #roomsOfAccount(): Promise<StoredRooms | undefined> {
    const records = await this.#recordsOfAccount();
    if (records === undefined) return undefined;
    if (this.#rooms?.of !== records) this.#rooms = { of: records, rooms: new StoredRooms(records) };
    return this.#rooms.rooms;
  }

  async #entry(): Promise<SessionEntry | undefined> {
    return asSessionEntry(await this.#sessionEntry());
  }

  #sessionEntry(): Promise<unknown> {
    return this.#database.read(['sessions'], (transaction) =>
      transaction.objectStore('sessions').get(this.#homeserver),
    );
  }

  async #key(account: string): Promise<CryptoKey | undefined> {
    return asKey(await this.#database.read(['keys'], (transaction) => transaction.objectStore('keys').get(account)));
  }

  /** A device that was replaced can never be reached again: its records and key go, also where its key went before. */
  async #removeAccounts(transaction: WriteTransaction, except: string | undefined): Promise<void> {
    const keys = transaction.objectStore('keys');
    for (const account of await keys.getAllKeys(rangeOfHomeserver(this.#homeserver))) {
      if (account !== except) await keys.delete(account);
    }
    for (const range of rangesOfOthers(this.#homeserver, except)) {
      await transaction.objectStore('outbox').delete(range);
      await transaction.objectStore('values').delete(range);
    }
  }
}
