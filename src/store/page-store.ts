import { once } from '../protocol/once.ts';
import { isHalted, waitingAgain } from '../protocol/outbox.ts';
import type { Agreement, OutboxRecord } from '../protocol/outbox.ts';
import { part } from '../protocol/part.ts';
import { storedDraft } from '../protocol/draft.ts';
import type { Draft, StoredDraft } from '../protocol/draft.ts';
import type { Preferences, RoomStore, StoredRoom } from '../protocol/room-store.ts';
import type { AccountMarker, PageStore } from '../protocol/services.ts';
import { recordsOf } from '../protocol/session.ts';
import { accountOf } from './account-id.ts';
import { accountMarker } from './account-marker.ts';
import { AccountRecords } from './account-records.ts';
import { Database, isStorageError, isWithoutStorage, removed } from './database.ts';
import { persistenceOf } from './ask-persistence.ts';
import { DraftFollowers } from './draft-followers.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { forgetLeftDraftsOfOthers } from './left-draft.ts';
import { asEnded, asSessionEntry } from './entry-shape.ts';
import { logOuts } from './log-outs.ts';
import type { OpenedPageStore, OwnRoomStore } from './opened-page-store.ts';
import { followSignIn, tellSignIn } from './sign-in-signal.ts';
import { asPreferences, asStoredRoom } from './stored-shape.ts';
import { holdText } from './texts-under-way.ts';

/** By account and room. */
type Drafts = Map<string, DraftKeeper>;

/** None of it is there where there is no page. */
const page: Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>> & { readonly document?: Document } =
  globalThis;

const loadMemoryStore = part(() => import('./memory-page-store.ts'));

/**
 * Opens the page's side of the store, when it is first used. Without IndexedDB it lives for the visit. What an older
 * version has left is brought forward by the engine, under its lock: `bringForward` sees to it that one of this version
 * runs.
 */
export function openPageStore(homeserver: string, bringForward: () => Promise<unknown>): PageStore {
  const database = new Database({ upgrades: false });
  const drafts: Drafts = new Map();
  const followers = new DraftFollowers();
  const opened = once(async (): Promise<OpenedPageStore> => {
    const store = new IndexedPageStore(database, homeserver, drafts);
    try {
      await store.account().catch(async (error: unknown) => {
        if (!isStorageError(error, 'older')) throw error;
        await bringForward();
        await store.account();
      });
      return store;
    } catch (error) {
      if (!isWithoutStorage(error)) throw error;
      const { createMemoryPageStore } = await loadMemoryStore();
      return createMemoryPageStore(homeserver);
    }
  });
  const leave = (): void => drafts.forEach((draft) => draft.leave());
  // A connection of a page that sleeps would stand in the way of a newer version.
  const sleep = (): void => {
    leave();
    database.close();
  };
  const seen = (): void => {
    // A page that is not seen may be ended without a word.
    leave();
    if (page.document?.visibilityState === 'visible') returned();
  };
  const returned = (): void => void followers.readAgain();
  const follow = (change: 'addEventListener' | 'removeEventListener'): void => {
    page[change]?.('pagehide', sleep);
    page[change]?.('focus', returned);
    page[change]?.('visibilitychange', seen);
    page.document?.[change]('freeze', sleep);
  };
  let users = 0;
  return {
    use: () => {
      if (users++ === 0) follow('addEventListener');
      return () => {
        if (--users > 0) return;
        follow('removeEventListener');
        sleep();
      };
    },
    account: async () => (await opened()).account(),
    wasEnded: async (account) => (await opened()).wasEnded(account),
    persistent: async () => (await opened()).persistent(),
    tellSignIn,
    followSignIn,
    logOuts,
    room: (account) => {
      const place = accountOf(homeserver, account);
      return new DeferredRoomStore(async () => (await opened()).room(account), place, followers);
    },
  };
}

class IndexedPageStore implements OpenedPageStore {
  readonly #database: Database;
  readonly #homeserver: string;
  readonly #drafts: Drafts;

  constructor(database: Database, homeserver: string, drafts: Drafts) {
    this.#database = database;
    this.#homeserver = homeserver;
    this.#drafts = drafts;
  }

  persistent(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async account(): Promise<AccountMarker | undefined> {
    const entry = asSessionEntry(await this.#session());
    const present = entry && accountOf(this.#homeserver, entry);
    forgetLeftDraftsOfOthers(this.#homeserver, present);
    return entry && accountMarker(entry);
  }

  async wasEnded(account: AccountMarker): Promise<boolean> {
    return asEnded(await this.#session()) === recordsOf(account);
  }

  #session(): Promise<unknown> {
    return this.#database
      .read(['sessions'], (transaction) => transaction.objectStore('sessions').get(this.#homeserver))
      .catch((error: unknown) => {
        if (isStorageError(error, 'removed')) return undefined;
        throw error;
      });
  }

  room(account: AccountMarker): OwnRoomStore {
    const id = accountOf(this.#homeserver, account);
    const records = new AccountRecords(this.#database, id, {
      stores: ['keys'],
      // Signed out or cleared in the meantime: what is written now would lie there for nobody.
      check: async (transaction) => {
        if ((await transaction.objectStore('keys').getKey(id)) === undefined) throw removed();
      },
    });
    const preferencesOf = (value: unknown): Preferences => asPreferences(value) ?? { privateReceipts: false };
    const preferences = async (): Promise<Preferences> => preferencesOf(await records.value('preferences', ''));
    // Every tab writes them.
    const savePreferences = (changes: Partial<Preferences>): Promise<void> =>
      records.changeValue('preferences', '', (value) => ({ ...preferencesOf(value), ...changes }));
    const askToKeep = persistenceOf({ preferences, savePreferences });
    const draftOf = (room: string): DraftKeeper => {
      const place = JSON.stringify([id, room]);
      const draft = this.#drafts.get(place) ?? new DraftKeeper(records, id, room);
      this.#drafts.set(place, draft);
      return draft;
    };
    // A session that is over takes nothing away from what is being written.
    const ofAccount = async (draft: StoredDraft | undefined): Promise<StoredDraft | undefined> => {
      if (draft === undefined && !(await records.exist())) throw removed();
      return draft;
    };
    return {
      addToOutbox: async (roomId, draft, file, txnId) => {
        const record = await records.outbox.add(roomId, draft, file, txnId);
        void askToKeep();
        return record;
      },
      outbox: (roomId) => records.outbox.list(roomId),
      retryOutbox: (txnId, agreed) => records.outbox.setState(txnId, waitingAgain(agreed), isHalted),
      removeFromOutbox: (txnId) => records.outbox.remove(txnId),
      draft: async (room) => ofAccount(await draftOf(room).read()),
      leftDraft: async (room) => ofAccount(await draftOf(room).readLeft()),
      holdText,
      saveDraft: (room, draft) => draftOf(room).save(draft),
      storedRoom: async (room) => asStoredRoom(await records.value('room', room)),
      preferences,
      savePreferences,
      askToKeep: () => askToKeep(true),
    };
  }
}

/** A room store that is known once the database has been tried. */
class DeferredRoomStore implements RoomStore {
  readonly #store: () => Promise<OwnRoomStore>;
  readonly #account: string;
  readonly #followers: DraftFollowers;

  constructor(store: () => Promise<OwnRoomStore>, account: string, followers: DraftFollowers) {
    this.#store = once(store);
    this.#account = account;
    this.#followers = followers;
  }

  async addToOutbox(...args: Parameters<RoomStore['addToOutbox']>): Promise<OutboxRecord> {
    return (await this.#store()).addToOutbox(...args);
  }
  async outbox(roomId?: string): Promise<readonly OutboxRecord[]> {
    return (await this.#store()).outbox(roomId);
  }
  async retryOutbox(txnId: string, agreed?: Agreement): Promise<void> {
    return (await this.#store()).retryOutbox(txnId, agreed);
  }
  async removeFromOutbox(txnId: string): Promise<void> {
    return (await this.#store()).removeFromOutbox(txnId);
  }
  async draft(room: string): Promise<StoredDraft | undefined> {
    return (await this.#store()).draft(room);
  }
  async leftDraft(room: string): Promise<StoredDraft | undefined> {
    return (await this.#store()).leftDraft(room);
  }
  holdText(txnId: string, stored: Promise<unknown>): void {
    void this.#store().then((store) => store.holdText(txnId, stored));
  }
  async saveDraft(room: string, draft: Draft | undefined): Promise<void> {
    this.#followers.tell(this.#place(room), storedDraft(draft));
    return (await this.#store()).saveDraft(room, draft);
  }
  followDraft(room: string, listener: (draft: StoredDraft | undefined) => void): () => void {
    return this.#followers.follow(this.#place(room), listener, () => this.draft(room));
  }
  async storedRoom(room: string): Promise<StoredRoom | undefined> {
    return (await this.#store()).storedRoom(room);
  }
  async preferences(): Promise<Preferences> {
    return (await this.#store()).preferences();
  }
  async savePreferences(changes: Partial<Preferences>): Promise<void> {
    return (await this.#store()).savePreferences(changes);
  }
  async askToKeep(): Promise<void> {
    return (await this.#store()).askToKeep();
  }

  #place(room: string): string {
    return JSON.stringify([this.#account, room]);
  }
}
