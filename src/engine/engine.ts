import type { CommandName, Commands, TopicName, Topics } from '../protocol/command.ts';
import type { EngineService } from '../protocol/engine-link.ts';
import type { EngineStore } from '../protocol/engine-store.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { ConnectionSnapshot, CryptoSnapshot } from '../protocol/room.ts';
import type { SessionSnapshot } from '../protocol/session.ts';
import type { EngineSettings } from '../protocol/settings.ts';
import { Account } from './account.ts';
import { atMostEvery } from './pacing.ts';
import { fencedStore } from './fenced-store.ts';
import type { Fetch } from './http/matrix-api.ts';
import { newestFetch } from './http/newest-fetch.ts';
import { progressFetch } from './http/progress-fetch.ts';
import { deleteOrphanedDatabases } from './session/orphaned-databases.ts';
import { SessionKeeper } from './session/session-keeper.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Subscription } from './subscriptions.ts';
import { Topic } from './topic.ts';

/** A connection that comes and goes is looked at no more often than this, in milliseconds. */
const hintPace = 2_000;

/** Starts the engine for one homeserver: takes up the stored session and serves the port until it is stopped. */
export async function startEngine(
  settings: EngineSettings,
  store: EngineStore,
  fetch: Fetch = progressFetch,
): Promise<EngineService> {
  const engine = new Engine(settings, store, fetch);
  await engine.start();
  return engine;
}

class Engine implements EngineService {
  readonly #session = new Topic<SessionSnapshot>({ state: 'starting' });
  readonly #connection = new Topic<ConnectionSnapshot>({ state: 'connecting' });
  readonly #crypto = new Topic<CryptoSnapshot>({ state: 'off' });
  readonly #subscriptions = new Subscriptions();
  readonly #stopping = new AbortController();
  readonly #store: EngineStore;
  readonly #keeper: SessionKeeper;
  #account: Account | undefined;

  constructor(settings: EngineSettings, store: EngineStore, fetch: Fetch) {
    const fenced = fencedStore(store, this.#stopping.signal);
    this.#store = fenced;
    this.#keeper = new SessionKeeper(
      settings,
      fenced,
      this.#session,
      (session, api, owner) => {
        const topics = { connection: this.#connection, crypto: this.#crypto };
        const account = new Account(settings, fenced, session, api, topics, owner);
        this.#account = account;
        return account;
      },
      // What cannot be asked ends no sync: an engine that slept writes no keys before it knows.
      newestFetch(fetch, () => store.isNewest().catch(() => true)),
    );
  }

  async start(): Promise<void> {
    await this.#keeper.start();
    // What stays now goes another time.
    void deleteOrphanedDatabases(this.#store).catch(() => undefined);
    // What the browser says of the network is a hint, and a reason to look.
    const retry = atMostEvery(hintPace, () => {
      if (!this.#stopping.signal.aborted) this.#account?.retry();
    });
    const scope: Partial<Pick<EventTarget, 'addEventListener'>> = globalThis;
    for (const name of ['online', 'offline']) {
      scope.addEventListener?.(name, retry, { signal: this.#stopping.signal });
    }
    this.#session.follow(() => {
      const open = this.#isOpen() ? this.#account : undefined;
      this.#subscriptions.attachTo(open && ((subscription) => followAt(open, subscription)));
    });
  }

  async call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    if (this.#stopping.signal.aborted) throw new WikiRoomError('engine-lost', 'the engine has stopped');
    try {
      // The compiler does not follow a name to the type of its arguments.
      return (await this.#call({ name, args } as Call)) as Commands[K]['result'];
    } catch (error) {
      throw WikiRoomError.from(error);
    }
  }

  #call(call: Call): Promise<unknown> {
    switch (call.name) {
      case 'sign-in':
        return this.#keeper.signIn(call.args.credential);
      case 'sign-out':
        return this.#keeper.signOut(call.args.records);
      case 'retry-connection':
        this.#keeper.retry();
        this.#account?.retry();
        return Promise.resolve();
      case 'is-needed':
        return this.#isNeeded().then((needed) => ({ needed }));
      default:
        if (this.#account === undefined || !this.#isOpen()) {
          return Promise.reject(new WikiRoomError('sign-in-required', 'nobody is signed in'));
        }
        return this.#account.call(call.name, call.args);
    }
  }

  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void {
    const follow = listener;
    switch (topic) {
      case 'session':
        return this.#session.follow(follow);
      case 'connection':
        return this.#connection.follow(follow);
      case 'crypto':
        return this.#crypto.follow(follow);
      default:
        return this.#subscriptions.add({ topic, key, listener: follow });
    }
  }

  pageGone(): void {
    if (this.#isOpen()) this.#account?.sendWhatWaits();
  }

  stop(): void {
    this.#stopping.abort();
    this.#keeper.stop();
  }

  async #isNeeded(): Promise<boolean> {
    if (this.#session.value?.state === 'signed-out') return false;
    return !this.#store.persistent || (await this.#store.outbox()).some(({ state }) => state.kind === 'waiting');
  }

  #isOpen(): boolean {
    const state = this.#session.value?.state;
    return state === 'signed-in' || state === 'expired';
  }
}

type Call = { [K in CommandName]: { readonly name: K; readonly args: Commands[K]['args'] } }[CommandName];

function followAt(account: Account, { topic, key, listener }: Subscription): () => void {
  switch (topic) {
    case 'room':
      return account.followRoom(key, listener);
    case 'timeline':
      return account.followTimeline(key, listener);
    case 'outbox':
      return account.followOutbox(key, listener);
    default:
      return () => undefined;
  }
}
