import type { EngineStore } from '../../protocol/engine-store.ts';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { recordsOf } from '../../protocol/session.ts';
import type { Credential, DeviceLoss, SessionSnapshot, StoredSession } from '../../protocol/session.ts';
import type { EngineSettings } from '../../protocol/settings.ts';
import { pause } from '../pacing.ts';
import { authorisedFetch } from '../http/authorised-fetch.ts';
import { MatrixApi } from '../http/matrix-api.ts';
import type { Fetch } from '../http/matrix-api.ts';
import type { Topic } from '../topic.ts';
import { deleteCryptoDatabases } from './crypto-databases.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { TokenKeeper } from './token-keeper.ts';
import { unsentTexts, writtenTexts } from './unsent-texts.ts';

/** What is open while somebody is signed in. */
export interface OpenAccount {
  /** The session has expired, or the account is locked: nothing is asked of the homeserver until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Ends everything and lets go of the databases. */
  close(): void;
  /** It has let go of them. */
  closed(): Promise<void>;
}

/** What an account tells of its device. */
export interface DeviceOwner {
  /**
   * The device cannot go on; `elsewhere`: it may be in use somewhere else; `usedAt`: when it last was, as is known. False: it took the place of another one a short
   * while ago, and a third would fare no better.
   */
  lost(loss: DeviceLoss, elsewhere: boolean, usedAt?: number): boolean;
  /** Nothing of the former device is needed any more. */
  moved(): void;
}

export type OpenAccountOf = (session: StoredSession, api: MatrixApi, owner: DeviceOwner) => OpenAccount;

/** A device that is no better than the one before stays at least this long, in milliseconds. */
const replacementPace = 24 * 60 * 60_000;

/** So long the reader waits for the homeserver to take a goodbye, which goes on behind; in milliseconds. */
const longestGoodbye = 5_000;
/** And so may the end of what is being opened. */
const longestClosing = 5_000;

/** Signing in and out, and what becomes of a session: one thing at a time. */
export class SessionKeeper {
  readonly #settings: EngineSettings;
  readonly #store: EngineStore;
  readonly #snapshot: Topic<SessionSnapshot>;
  readonly #open: OpenAccountOf;
  readonly #fetch: Fetch;
  readonly #anonymous: MatrixApi;
  #tokens: TokenKeeper | undefined;
  #api: MatrixApi | undefined;
  #account: OpenAccount | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(
    settings: EngineSettings,
    store: EngineStore,
    snapshot: Topic<SessionSnapshot>,
    open: OpenAccountOf,
    fetch: Fetch,
  ) {
    this.#settings = settings;
    this.#store = store;
    this.#snapshot = snapshot;
    this.#open = open;
    this.#fetch = fetch;
    this.#anonymous = new MatrixApi(settings.homeserver, fetch);
    store.onRemoved(() => void this.#next(() => this.#removed()).catch(() => undefined));
  }

  /** Takes up the stored session. */
  start(): Promise<void> {
    return this.#next(async () => {
      // It was asked for twice, or somebody has signed in meanwhile.
      if (this.#tokens !== undefined) return;
      let session;
      try {
        session = await this.#store.session();
      } catch (error) {
        return this.#failed(error);
      }
      if (session === undefined) return this.#snapshot.set({ state: 'signed-out', ...(await this.#whyNobody()) });
      this.#begin(session);
    });
  }

  signIn(credential: Credential): Promise<void> {
    return this.#next(async () => {
      const former = this.#tokens?.session;
      const subject = credential.kind === 'jwt' ? credential.subject : undefined;
      const known = former?.subject;
      const another = subject !== undefined && known !== undefined && subject !== known;
      // A command that is sent again finds its work done; a token that works once would be refused.
      if (former !== undefined && former.expired !== true && !another && this.#isSignedIn()) return;
      if (another && former?.expired !== true) await this.#goodbye();
      const again = another || former?.lost !== undefined ? undefined : former;
      const made = await logIn(this.#anonymous, this.#settings, credential, again);
      const continues = again?.userId === made.userId && again.deviceId === made.deviceId;
      const session = former === undefined || continues ? made : inPlaceOf(former, made);
      if (former !== undefined && !continues && session.records === undefined) await this.#wipe(former);
      await this.#save(session);
      if (former?.former !== undefined && !continues)
        await deleteCryptoDatabases(former.userId, former.former.deviceId);
      if (continues && this.#tokens !== undefined && this.#account !== undefined) {
        this.#tokens.replace(session);
        this.#account.resume();
        this.#publishSignedIn(session);
      } else {
        this.#account?.close();
        this.#begin(session);
      }
    });
  }

  /** `records`: whose session is meant; another one stays. */
  signOut(records?: string): Promise<void> {
    return this.#next(async () => {
      const session = this.#tokens?.session;
      if (session !== undefined && records !== undefined && recordsOf(session) !== records) return;
      if (session !== undefined) await this.#endSession(session);
      // A session that could not be read at the start, or not be wiped, is still there.
      else if (!this.#stopped) {
        const left = await this.#store.session().catch(() => undefined);
        await this.#store.wipeAccount();
        if (left !== undefined) await deleteCryptoDatabasesOf(left);
      }
      this.#snapshot.set({ state: 'signed-out' });
    });
  }

  /** What is here goes first: the page may be closed at any moment. */
  async #endSession(session: StoredSession): Promise<void> {
    const said = session.expired === true ? undefined : this.#goodbye();
    try {
      await this.#wipe(session);
    } catch (error) {
      this.#failed(error);
      throw error;
    }
    await said;
  }

  /** The account may have been unlocked meanwhile, or the storage be readable again. */
  retry(): void {
    const tokens = this.#tokens;
    if (tokens === undefined && this.#snapshot.value?.state === 'failed') void this.start();
    if (tokens === undefined || tokens.session.expired === true || this.#isSignedIn()) return;
    // Not in turn: a token that is renewed on the way is saved in turn.
    void this.#api?.request({ path: '/_matrix/client/v3/account/whoami' }).then(
      () => this.#next(() => this.#unlocked(tokens)).catch(() => undefined),
      // Still locked, or nobody can be asked.
      () => undefined,
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#account?.close();
  }

  #begin(session: StoredSession): void {
    const tokens = new TokenKeeper(session, {
      api: this.#anonymous,
      isNewest: () => this.#store.isNewest(),
      // In turn, for the answer may come after a sign-out: saved then, it would bring back what was wiped.
      save: (renewed) =>
        this.#next(async () => {
          if (tokens !== this.#tokens) throw new WikiRoomError('engine-lost', 'the session is over');
          await this.#save(renewed);
        }),
      ended: (how) => void this.#next(() => this.#ended(tokens, how)).catch(() => undefined),
      locked: () => this.#locked(tokens),
    });
    this.#tokens = tokens;
    const { homeserver } = this.#settings;
    const fetch = authorisedFetch(homeserver, tokens, this.#fetch);
    this.#api = new MatrixApi(homeserver, fetch);
    this.#account = this.#open(session, this.#api, {
      lost: (loss, elsewhere, usedAt) => {
        if (!mayBeReplaced(session, loss)) return false;
        void this.#next(() => this.#lose(tokens, loss, elsewhere, usedAt)).catch((error: unknown) =>
          this.#failed(error),
        );
        return true;
      },
      moved: () => void this.#next(() => this.#moved(tokens)).catch(() => undefined),
    });
    if (session.expired === true) {
      this.#account.pause();
      this.#snapshot.set({ state: 'expired', userId: session.userId });
    } else if (session.locked === true) {
      this.#account.pause();
      this.#publishLocked();
      this.retry();
    } else {
      this.#publishSignedIn(session);
      this.#account.resume();
    }
  }

  /** The reader is told also where it could not be stored: the next start asks the homeserver, and hears it again. */
  async #ended(tokens: TokenKeeper, how: 'soft' | 'hard'): Promise<void> {
    if (tokens !== this.#tokens) return;
    const { session } = tokens;
    if (how === 'soft') {
      this.#account?.pause();
      const expired = { ...session, expired: true };
      tokens.expire(expired);
      try {
        await this.#save(expired);
      } finally {
        this.#snapshot.set({ state: 'expired', userId: session.userId });
      }
      return;
    }
    this.#account?.close();
    const texts = [...(await unsentTexts(this.#store)), ...(await writtenTexts(this.#store))];
    const unsent = { userId: session.userId, texts };
    try {
      await this.#wipe(session, recordsOf(session));
    } finally {
      this.#snapshot.set({ state: 'signed-out', error: endedByHomeserver(), unsent });
    }
  }

  /** The records stay for the device that takes its place; the homeserver is told unless somebody else may be using it. */
  async #lose(tokens: TokenKeeper, loss: DeviceLoss, elsewhere: boolean, usedAt?: number): Promise<void> {
    if (tokens !== this.#tokens || tokens.session.lost !== undefined) return;
    // By the clock there, which may be ahead: what is written here from now on is in no copy.
    const usedElsewhereAt = usedAt === undefined ? {} : { usedElsewhereAt: Math.min(usedAt, Date.now()) };
    const session = { ...tokens.session, expired: true, lost: loss, ...usedElsewhereAt };
    await this.#save(session);
    if (!elsewhere) void this.#goodbye();
    this.#account?.close();
    this.#begin(session);
  }

  async #moved(tokens: TokenKeeper): Promise<void> {
    if (tokens !== this.#tokens || tokens.session.expired === true) return;
    const { former: _, ...session } = tokens.session;
    await this.#save(session);
    tokens.replace(session);
  }

  /** With the keys that lay in this browser the device is of no use any more: it goes too, and is never taken up again. */
  async #removed(): Promise<void> {
    const session = this.#tokens?.session;
    try {
      if (session === undefined) {
        if (!this.#stopped) await this.#store.wipeAccount();
        return;
      }
      this.#account?.close();
      if (session.expired !== true) void this.#goodbye();
      await this.#wipe(session);
    } finally {
      const error = new WikiRoomError('storage-unavailable', 'the browser removed the data', { detail: 'removed' });
      if (session !== undefined) this.#snapshot.set({ state: 'signed-out', error: error.toData() });
    }
  }

  #locked(tokens: TokenKeeper): void {
    if (tokens !== this.#tokens || !this.#isSignedIn()) return;
    this.#account?.pause();
    this.#publishLocked();
    // The next page is to show nothing of it, before anybody has been asked.
    const remember = async (): Promise<void> => {
      if (tokens !== this.#tokens || this.#isSignedIn()) return;
      const session = { ...tokens.session, locked: true };
      await this.#save(session);
      tokens.replace(session);
    };
    void this.#next(remember).catch(() => undefined);
  }

  async #unlocked(tokens: TokenKeeper): Promise<void> {
    if (tokens !== this.#tokens || tokens.session.expired === true || this.#isSignedIn()) return;
    const { locked: _, ...session } = tokens.session;
    await this.#save(session);
    tokens.replace(session);
    this.#account?.resume();
    this.#publishSignedIn(session);
  }

  /** Tells the homeserver, where it can be reached. */
  async #goodbye(): Promise<void> {
    const session = this.#tokens?.session;
    if (session === undefined) return;
    const said = logOut(this.#fetch, session).catch(() => undefined);
    await pause(longestGoodbye, undefined, said);
  }

  /** `ended`: see {@link EngineStore.wipeAccount}. */
  async #wipe(session: StoredSession, ended?: string): Promise<void> {
    const account = this.#account;
    account?.close();
    // Whatever becomes of the records: nobody goes on with this device.
    this.#account = undefined;
    this.#tokens = undefined;
    if (this.#stopped) return;
    await this.#store.wipeAccount(ended);
    if (account !== undefined) await pause(longestClosing, undefined, account.closed());
    await deleteCryptoDatabasesOf(session);
  }

  #failed(thrown: unknown): void {
    const error = WikiRoomError.from(thrown, 'storage-unavailable').toData();
    if (!this.#stopped) this.#snapshot.set({ state: 'failed', error });
  }

  async #save(session: StoredSession): Promise<void> {
    if (this.#stopped) throw new WikiRoomError('engine-lost', 'the engine has stopped');
    await this.#store.saveSession(session);
  }

  /** Where nothing is stored, somebody was perhaps signed in at the engine before this one. */
  async #whyNobody(): Promise<{ readonly error?: ErrorData }> {
    const { persistent, isNew } = this.#store;
    if (await this.#store.wasEnded().catch(() => false)) return { error: endedByHomeserver() };
    // A session of which only the record is damaged leaves what waits with nobody to send it: whoever wrote it is told.
    if (persistent && !isNew && (await unsentTexts(this.#store)).length === 0) return {};
    const detail = persistent ? 'removed' : 'forgotten';
    const error = new WikiRoomError('storage-unavailable', 'nothing is left of the engine before', { detail });
    return { error: error.toData() };
  }

  #isSignedIn(): boolean {
    return this.#snapshot.value?.state === 'signed-in';
  }

  #publishLocked(): void {
    const error = new WikiRoomError('account-locked', 'the account is locked', { detail: 'M_USER_LOCKED' }).toData();
    this.#snapshot.set({ state: 'failed', error });
  }

  #publishSignedIn({ userId, deviceId }: StoredSession): void {
    this.#snapshot.set({ state: 'signed-in', userId, deviceId });
  }

  #next<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function endedByHomeserver(): ErrorData {
  return new WikiRoomError('signed-out-elsewhere', 'the homeserver has ended this session').toData();
}

async function deleteCryptoDatabasesOf({ userId, deviceId, former }: StoredSession): Promise<void> {
  await deleteCryptoDatabases(userId, deviceId);
  if (former !== undefined) await deleteCryptoDatabases(userId, former.deviceId);
}

/** A new device of the same person goes on with the records of one that was lost; of anybody else nothing stays. */
function inPlaceOf(former: StoredSession, made: StoredSession): StoredSession {
  const { userId, deviceId, cryptoStoreKey, records = deviceId, lost, usedElsewhereAt } = former;
  if (lost === undefined || userId !== made.userId) return made;
  return {
    ...made,
    records,
    replaces: lost,
    replacedAt: Date.now(),
    former: { deviceId, cryptoStoreKey },
    ...(usedElsewhereAt === undefined ? {} : { usedElsewhereAt }),
  };
}

/** Keys of an earlier time are proven to be so; anything else may have a reason that a new device does not take away. */
function mayBeReplaced({ replacedAt = 0 }: StoredSession, loss: DeviceLoss): boolean {
  return loss === 'rolled-back' || Math.abs(Date.now() - replacedAt) > replacementPace;
}
