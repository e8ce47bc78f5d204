import { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { MemoryStore } from 'matrix-js-sdk/lib/store/memory.js';
import type { CommandName, Commands } from '../protocol/command.ts';
import type { EngineStore } from '../protocol/engine-store.ts';
import type { ConnectionSnapshot, CryptoSnapshot, RoomSnapshot, TimelineUpdate } from '../protocol/room.ts';
import type { OutboxSnapshot } from '../protocol/outbox.ts';
import type { StoredSession } from '../protocol/session.ts';
import type { EngineSettings } from '../protocol/settings.ts';
import { markdownOf } from './content/markdown-of.ts';
import { prepareContent } from './content/prepare-content.ts';
import { atMostEvery, pause } from './pacing.ts';
import { isRecoverable } from './crypto/assess-keys.ts';
import { CryptoKeeper } from './crypto/crypto-keeper.ts';
import { DeviceLists } from './crypto/device-lists.ts';
import { OwnKeyRequests } from './crypto/own-key-requests.ts';
import { SecretKeys } from './crypto/secret-keys.ts';
import { fencedStore } from './fenced-store.ts';
import { matrixAnswers } from './http/matrix-answers.ts';
import type { MatrixApi } from './http/matrix-api.ts';
import { FileUploader } from './media/file-uploader.ts';
import { MediaLoader } from './media/media-loader.ts';
import { OutboxSender } from './outbox/outbox-sender.ts';
import { forgetLeftRooms } from './rooms/forget-left-rooms.ts';
import { RoomActions } from './rooms/room-actions.ts';
import { Rooms } from './rooms/rooms.ts';
import type { DeviceOwner, OpenAccount } from './session/session-keeper.ts';
import type { Fields } from './shape.ts';
import { silentLogger } from './silent-logger.ts';
import { ClassicSync } from './sync/classic-sync.ts';
import { KnownPast } from './sync/known-past.ts';
import { SlidingSync } from './sync/sliding-sync.ts';
import { SyncLoop } from './sync/sync-loop.ts';
import type { SyncUpdate } from './sync/sync-update.ts';
import type { Listener, Topic } from './topic.ts';
import { Waker } from './waker.ts';

export type AccountCommand = Exclude<CommandName, 'sign-in' | 'sign-out' | 'retry-connection' | 'is-needed'>;

type Handlers = { readonly [K in AccountCommand]: (args: Commands[K]['args']) => Promise<Commands[K]['result']> };

export interface AccountTopics {
  readonly connection: Topic<ConnectionSnapshot>;
  readonly crypto: Topic<CryptoSnapshot>;
}

/** Where messages get through and the sync does not, it is tried no more often than this, in milliseconds. */
const reachedPace = 5_000;

/** Rooms come up to date before it is asked what lies in the store of others. Milliseconds. */
const roomsFirst = 5_000;

/** Everything that is open for one signed-in account. */
export class Account implements OpenAccount {
  readonly #closing = new AbortController();
  readonly #accountData = new Map<string, Fields>();
  readonly #waker = new Waker();
  readonly #client: MatrixClient;
  readonly #topics: AccountTopics;
  readonly #crypto: CryptoKeeper;
  readonly #sync: SyncLoop;
  readonly #rooms: Rooms;
  readonly #outbox: OutboxSender;
  readonly #forgetLeftRooms: () => Promise<void>;
  readonly #handlers: Handlers;

  constructor(
    settings: EngineSettings,
    store: EngineStore,
    session: StoredSession,
    api: MatrixApi,
    topics: AccountTopics,
    owner: DeviceOwner,
  ) {
    const { userId, deviceId, usedElsewhereAt } = session;
    const { signal } = this.#closing;
    const fenced = fencedStore(store, signal);
    const secretKeys = new SecretKeys();
    const deviceLists = new DeviceLists();
    const ownKeys = new OwnKeyRequests({
      userId,
      deviceId,
      refused: () => this.#crypto.keysRefused(true),
      taken: () => this.#crypto.keysRefused(false),
      differs: () => void owner.lost('rolled-back', false),
    });
    const fetch = ownKeys.watch(deviceLists.watch(matrixAnswers(api.fetch)));
    this.#topics = topics;
    this.#client = new MatrixClient({
      store: new MemoryStore(),
      baseUrl: settings.homeserver,
      userId,
      deviceId,
      // The true one is put in by the fetch function, for it is renewed there.
      accessToken: 'kept-elsewhere',
      fetchFn: (input, init) => fetch(input instanceof Request ? input.url : input, init),
      cryptoCallbacks: secretKeys.callbacks,
      logger: silentLogger,
      disableVoip: true,
      // Without it a request that hangs holds up the keys for ever.
      localTimeoutMs: 60_000,
    });
    this.#crypto = new CryptoKeeper({
      client: this.#client,
      session,
      secretKeys,
      deviceLists,
      ownKeys,
      accountData: this.#accountData,
      wasmUrl: settings.wasmUrl,
      persistent: store.persistent,
      snapshot: topics.crypto,
      api,
      owner,
      waker: this.#waker,
      started: () => this.#cryptoStarted(),
    });
    const past = new KnownPast({ api, signal, wentBack: () => this.#homeserverWentBack() });
    this.#sync = new SyncLoop({
      transport: new SlidingSync(api),
      fallback: new ClassicSync(api),
      connection: topics.connection,
      past,
      keysWait: () => this.#crypto.keysWait(),
      startsAnew: () => this.#crypto.deviceListsMayBeOld(),
      apply: (update, asked) => this.#apply(update, asked),
      asked: prepareContent,
    });
    this.#rooms = new Rooms({
      client: this.#client,
      api,
      store: fenced,
      crypto: this.#crypto,
      userId,
      waker: this.#waker,
      asksToJoin: settings.asksToJoin === true,
      signal,
      follow: (roomId) => this.#sync.follow(roomId),
      unfollow: (roomId) => this.#sync.unfollow(roomId),
      askAnew: () => this.#sync.retry(),
      trouble: (error, retryAt) => {
        if (topics.connection.value?.state === 'live') return false;
        topics.connection.set({ state: 'lost', retryAt, error: error.toData() });
        return true;
      },
      changed: (model) => void this.#outbox.arrived(model),
    });
    const uploader = new FileUploader(api, signal);
    this.#outbox = new OutboxSender({
      api,
      uploader,
      store: fenced,
      remembersEncryption: (roomId) => this.#crypto.remembersEncryption(roomId),
      userId,
      deviceId,
      usedElsewhereAt,
      waker: this.#waker,
      signal,
      hold: (roomId) => this.#rooms.hold(roomId),
      letGo: (roomId) => this.#rooms.letGo(roomId),
      isCurrent: (roomId) => this.#sync.isCurrent(roomId),
      homeserverIsKnown: () => this.#sync.homeserverIsKnown(),
      deviceListsMayBeOld: () => this.#crypto.deviceListsMayBeOld(),
      reached: atMostEvery(reachedPace, () => this.#sync.reached()),
    });
    const actions = new RoomActions(api, userId, (room) => this.#rooms.entryFor(room), signal);
    const media = new MediaLoader(api, signal, this.#waker, (txnId) => fenced.outboxFile(txnId));
    const isFollowed = (roomId: string): boolean => this.#rooms.isFollowed(roomId);
    this.#forgetLeftRooms = () => forgetLeftRooms({ api, store: fenced, isFollowed, signal });
    this.#handlers = {
      'name-servers': (args) => actions.nameServers(args),
      join: (args) => actions.join(args),
      knock: (args) => actions.knock(args),
      leave: (args) => actions.leave(args),
      'load-older': (args) => actions.loadOlder(args),
      'find-event': (args) => actions.findEvent(args),
      'mark-read': (args) => actions.markRead(args),
      typing: (args) => actions.typing(args),
      measure: (args) => actions.measure(args),
      'markdown-of': ({ html }) => markdownOf(html),
      'upload-limit': async () => ({ bytes: await uploader.limit() }),
      media: (args) => media.load(args),
      'outbox-changed': ({ roomId }) => Promise.resolve(this.#outbox.changed(roomId)),
      recover: ({ secret }) => this.#crypto.recover(secret),
      'make-recovery-key': async () => ({ recoveryKey: await this.#crypto.makeRecoveryKey() }),
      'use-recovery-key': ({ recoveryKey }) => this.#crypto.useRecoveryKey(recoveryKey),
    };
    let wasLive = false;
    const unfollow = topics.connection.follow(({ state }) => {
      if (state === 'live' && !wasLive) this.#connected();
      if (state !== 'live') this.#rooms.disconnected();
      wasLive = state === 'live';
    });
    signal.addEventListener('abort', unfollow);
    let hadKeys = false;
    let wasRecoverable = true;
    const unfollowKeys = topics.crypto.follow((snapshot) => {
      const { state } = snapshot;
      const recoverable = isRecoverable(snapshot);
      // What could not be read for want of the account's keys can be now, or for another reason cannot.
      if ((state === 'ready' && !hadKeys) || recoverable !== wasRecoverable) this.#rooms.readAgain();
      wasRecoverable = recoverable;
      hadKeys = state === 'ready';
    });
    signal.addEventListener('abort', unfollowKeys);
  }

  call<K extends AccountCommand>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    return this.#handlers[name](args);
  }

  followRoom(address: string, listener: Listener<RoomSnapshot>): () => void {
    return this.#untilLeft(address, this.#rooms.entry(address).follow(listener));
  }

  followTimeline(address: string, listener: Listener<TimelineUpdate>): () => void {
    return this.#untilLeft(address, this.#rooms.entry(address).followTimeline(listener));
  }

  followOutbox(roomId: string, listener: Listener<OutboxSnapshot>): () => void {
    return this.#outbox.follow(roomId, listener);
  }

  /** Tries at once whatever waits for the network. */
  retry(): void {
    this.#waker.wake();
    this.#sync.retry();
    this.#rooms.lookAgain();
    if (this.#crypto.failed) void this.#crypto.start().catch(() => undefined);
  }

  /** Something may lie in the store of which nobody has told. */
  sendWhatWaits(): void {
    void this.#outbox.lookAtAll();
  }

  pause(): void {
    this.#sync.pause();
    this.#outbox.pause();
    this.#rooms.disconnected();
  }

  resume(): void {
    this.#sync.resume();
    this.#waker.wake();
    void this.#outbox.resume();
  }

  close(): void {
    this.#closing.abort();
    this.#sync.stop();
    this.#outbox.pause();
    this.#rooms.stop();
    this.#crypto.stop();
    this.#client.stopClient();
    this.#topics.crypto.set({ state: 'off' });
    this.#topics.connection.set({ state: 'connecting' });
  }

  closed(): Promise<void> {
    return this.#crypto.closed();
  }

  /** Keys before rooms: what is encrypted with them comes in the same answer. */
  async #apply(update: SyncUpdate, asked: ReadonlySet<string>): Promise<void> {
    if (this.#isClosed()) return;
    for (const [type, content] of update.accountData) this.#accountData.set(type, content);
    if ([...update.accountData.keys()].some((type) => /^m\.(secret_storage|cross_signing|megolm_backup)/.test(type))) {
      this.#crypto.assess();
    }
    this.#crypto.accountDataCame(update.accountData);
    const keys = update.crypto === undefined ? undefined : this.#crypto.receive(update.crypto);
    // A failure is told after the rooms have been read.
    await keys?.catch(() => undefined);
    if (!this.#isClosed()) await this.#rooms.apply(update.rooms, asked);
    await keys;
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Keys that were on their way to somebody are gone with what it lost, too. */
  #homeserverWentBack(): void {
    this.#rooms.doubt();
    this.#sync.beginAnew();
  }

  #cryptoStarted(): void {
    this.#sync.withCrypto();
    this.#rooms.readAgain();
  }

  #connected(): void {
    this.#waker.wake();
    this.#rooms.connected();
    // What cannot be asked now is asked another time.
    void pause(roomsFirst, this.#closing.signal)
      .then(() => this.#forgetLeftRooms())
      .catch(() => undefined);
    if (this.#crypto.failed) void this.#crypto.start().catch(() => undefined);
  }

  #untilLeft(address: string, unfollow: () => void): () => void {
    return () => {
      unfollow();
      this.#rooms.left(address);
    };
  }
}
