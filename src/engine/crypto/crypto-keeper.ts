import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import type { FormerDevice, StoredSession } from '../../protocol/session.ts';
import { backOff } from '../../protocol/back-off.ts';
import { pause } from '../pacing.ts';
import { errorOfSdk, isPassing } from '../sdk-error.ts';
import { hasCryptoDatabase } from '../session/crypto-databases.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import type { DeviceOwner } from '../session/session-keeper.ts';
import type { CryptoUpdate } from '../sync/sync-update.ts';
import type { Topic } from '../topic.ts';
import type { Waker } from '../waker.ts';
import { assessKeys, isRecoverable, isSigned } from './assess-keys.ts';
import type { DeviceLists } from './device-lists.ts';
import { encryptForAll } from './encrypt-for-all.ts';
import { isLost, lostDevice, refusedState } from './lost-device.ts';
import { recoverKeys } from './key-recovery.ts';
import { NewRecoveryKey } from './new-recovery-key.ts';
import type { SecretKeys } from './secret-keys.ts';
import { hasBackupSecret, isBackupOff, isSaved } from './secret-storage-state.ts';
import type { AccountData } from './secret-storage-state.ts';
import { moveRoomKeys } from './move-room-keys.ts';
import { openStore } from './open-store.ts';
import type { OwnKeyRequests } from './own-key-requests.ts';
import { receiveChanges } from './receive-changes.ts';
import { stopBackend } from './stop-backend.ts';
import { storeMark } from './store-mark.ts';
import { StoreWitness } from './store-witness.ts';
import { loadCryptoModule } from './wasm-module.ts';

export interface CryptoKeeperOptions {
  readonly client: MatrixClient;
  readonly api: MatrixApi;
  readonly waker: Waker;
  readonly session: StoredSession;
  readonly secretKeys: SecretKeys;
  readonly accountData: AccountData;
  /** Watches what the client asks. */
  readonly deviceLists: DeviceLists;
  readonly ownKeys: OwnKeyRequests;
  readonly wasmUrl: string;
  /** False: the keys live in memory only. */
  readonly persistent: boolean;
  readonly snapshot: Topic<CryptoSnapshot>;
  readonly owner: DeviceOwner;
  /** Encryption runs. */
  readonly started: () => void;
}

/** Events of the SDK after which this device may stand otherwise to its account. */
const keyEvents = [
  CryptoEvent.KeysChanged,
  CryptoEvent.UserTrustStatusChanged,
  CryptoEvent.KeyBackupStatus,
  CryptoEvent.KeyBackupDecryptionKeyCached,
] as const;

/** Things that happen together are looked at once, in milliseconds. */
const settleTime = 300;

/** Encryption: started when the first room needs it, and how this device stands to its account's keys. */
export class CryptoKeeper {
  readonly #options: CryptoKeeperOptions;
  readonly #stopping = new AbortController();
  #starting: Promise<CryptoBackend> | undefined;
  /** The store is being opened. */
  #opening: Promise<void> | undefined;
  #isNew: Promise<boolean> | undefined;
  #backend: CryptoBackend | undefined;
  #witness: StoreWitness | undefined;
  #assessing: Promise<void> | undefined;
  #assessAgain = false;
  readonly #accountDataKnown = Promise.withResolvers<void>();
  /** How many commands store keys step by step: between, the account looks as if one had broken off. */
  #storing = 0;
  #refused = false;
  readonly #newKey: NewRecoveryKey;
  /** A recovery key holds everything, of which no account data has come yet. */
  #saved = false;
  /** Only devices that their owner has signed get the keys of what is sent. */
  #signed = false;

  constructor(options: CryptoKeeperOptions) {
    this.#options = options;
    this.#newKey = new NewRecoveryKey(options);
    options.snapshot.set({ state: 'off' });
  }

  get backend(): CryptoBackend | undefined {
    return this.#backend;
  }

  /** This device is signed by its owner. */
  get confirmed(): boolean {
    return this.#signed;
  }

  /** There is a recovery key that could be entered, as far as is known. */
  get recoverable(): boolean {
    return isRecoverable(this.#options.snapshot.value);
  }

  get failed(): boolean {
    return this.#options.snapshot.value?.state === 'failed' && this.#backend === undefined;
  }

  /** Starts encryption, once; after a failure it can be called again. */
  start(): Promise<CryptoBackend> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      const failure = errorOfSdk(error, 'crypto-failed');
      if (failure.detail !== lostDevice && !this.#stopping.signal.aborted)
        this.#options.snapshot.set({ state: 'failed', error: failure.toData() });
      throw failure;
    });
    return this.#starting;
  }

  /** This device has not used encryption before this visit: until its keys come it can read nothing. */
  isNew(): Promise<boolean> {
    this.#isNew ??= this.#hasDatabase().then(
      (has) => !has,
      () => false,
    );
    return this.#isNew;
  }

  async #start(): Promise<CryptoBackend> {
    const { client, session, persistent, snapshot, wasmUrl } = this.#options;
    const { userId } = session;
    if (session.lost !== undefined) throw isLost();
    snapshot.set({ state: 'starting' });
    // Asked before there is a database.
    void this.isNew();
    const witness = persistent ? this.#newWitness() : undefined;
    const [isNewest] = await Promise.all([witness?.isNewest(), loadCryptoModule(wasmUrl)]);
    this.#stopping.signal.throwIfAborted();
    if (isNewest === false) throw isLost();
    this.#tellStarting(false);
    this.#opening = this.#open();
    await this.#opening;
    const backend = client.getCrypto() as CryptoBackend;
    await witness?.begin();
    this.#stopping.signal.throwIfAborted();
    this.#options.ownKeys.fingerprint = (await backend.getOwnDeviceKeys()).ed25519;
    this.#witness = witness;
    // It comes with the first answer of the sync alone, which may have been before this.
    this.#toldOf(this.#options.accountData);
    // The account is being closed. To fail before would mark what waits as failed.
    if (witness?.isOld === true) {
      const { signal } = this.#stopping;
      await new Promise((resolve) => signal.aborted || signal.addEventListener('abort', resolve));
    }
    this.#stopping.signal.throwIfAborted();
    // Before anything can be encrypted: what waited in the outbox does not wait for the first assessment.
    this.#signed = await isSigned(backend, userId, session.deviceId).catch(() => false);
    this.#backend = backend;
    if (session.former !== undefined) void this.#takeOver(session.former, backend).catch(() => undefined);
    for (const name of keyEvents) client.on(name, () => this.assess());
    client.on(CryptoEvent.DevicesUpdated, (users) => {
      if (users.includes(userId)) this.assess();
    });
    await backend.markAllTrackedUsersAsDirty();
    this.#options.started();
    this.assess();
    return backend;
  }

  async #open(): Promise<void> {
    const { owner } = this.#options;
    await openStore(this.#options, (loss) => !this.#isStopped() && owner.lost(loss, false));
    if (!this.#isStopped()) return;
    // At once: whoever removes the store waits for it, and whatever else is asked of the store waits for that.
    this.#stopBackend();
    this.#stopping.signal.throwIfAborted();
  }

  /**
   * This device has encrypted for the room before, whatever the homeserver says now. Encryption is started for the
   * question only where this device has ever used it.
   */
  async remembersEncryption(roomId: string): Promise<boolean> {
    if (this.#backend === undefined && !(await this.#hasDatabase())) return false;
    return (await this.start()).isEncryptionEnabledInRoom(roomId);
  }

  async #hasDatabase(): Promise<boolean> {
    const { persistent, session } = this.#options;
    return persistent && (await hasCryptoDatabase(session.userId, session.deviceId));
  }

  /**
   * Something came for this device that only encryption can take in: where it has ever run here, it is started for it.
   * False: nobody can have sent keys to it, or it will never run here.
   */
  async keysWait(): Promise<boolean> {
    if (await this.isNew()) return false;
    const { value } = this.#options.snapshot;
    // It is begun again when the connection is; what can never be taken in is not waited for.
    if (value?.state === 'failed' && this.failed)
      return isPassing(value.error) || value.error.code === 'script-unreachable';
    void this.start().catch(() => undefined);
    return true;
  }

  /** With every answer of the sync, also where it brought none. */
  accountDataCame(update: AccountData): void {
    this.#accountDataKnown.resolve();
    this.#toldOf(update);
    if (this.#storing === 0 && isSaved(this.#options.accountData)) this.#saved = false;
  }

  #toldOf(data: AccountData): void {
    const told = this.#witness && data.get(this.#witness.type);
    if (told !== undefined) this.#witness?.heard(told);
  }

  async #takeOver(former: FormerDevice, backend: CryptoBackend): Promise<void> {
    await moveRoomKeys(this.#options.session.userId, former, backend);
    this.#options.owner.moved();
  }

  #tellStarting(waits: boolean): void {
    const { snapshot } = this.#options;
    const { value } = snapshot;
    if (value?.state !== 'starting' || (value.waits === true) === waits) return;
    snapshot.set(waits ? { state: 'starting', waits } : { state: 'starting' });
  }

  #newWitness(): StoreWitness {
    const { api, waker, owner } = this.#options;
    const { userId, deviceId } = this.#options.session;
    return new StoreWitness({
      api,
      waker,
      userId,
      deviceId,
      mark: storeMark(userId, deviceId),
      signal: this.#stopping.signal,
      foundOld: (elsewhere, usedAt) => owner.lost('rolled-back', elsewhere, usedAt),
      waits: (forFault) => this.#tellStarting(forFault),
    });
  }

  /** What a sync answer brought. Rejects where it could not be stored. */
  async receive(update: CryptoUpdate): Promise<void> {
    const backend = this.#backend;
    if (backend === undefined) return;
    const { deviceLists } = this.#options;
    const { changed } = update;
    if (changed.length > 0) deviceLists.forget(changed);
    try {
      await receiveChanges(backend, update);
    } catch (error) {
      throw errorOfSdk(error, 'crypto-failed');
    } finally {
      // Nobody was asked for whom the machine did not know of yet.
      if (changed.length > 0) deviceLists.forget(changed);
    }
    if (update.toDevice.length > 0) this.#witness?.used('receiving');
    backend.onSyncCompleted({});
  }

  /** The homeserver takes no keys of this device. Others may be unable to write to it, which is all that can be said. */
  keysRefused(refused: boolean): void {
    if (refused && this.#options.owner.lost('refused', false)) return;
    this.#refused = refused;
    this.assess();
  }

  /** Sync began anew: what other devices did meanwhile is not told. */
  async deviceListsMayBeOld(): Promise<void> {
    await this.#backend?.markAllTrackedUsersAsDirty();
    this.#options.deviceLists.forget();
  }

  /** The next message in the room has a key of its own. */
  async newRoomKey(roomId: string): Promise<void> {
    await (await this.start()).forceDiscardSession(roomId);
  }

  /** See {@link encryptForAll}. */
  async encrypt(event: MatrixEvent, room: Room): Promise<void> {
    const { deviceLists } = this.#options;
    const backend = await this.start();
    this.#witness?.used('sending');
    await encryptForAll(event, room, { backend, deviceLists, onlySigned: () => this.#signed });
  }

  async recover(secret: string): Promise<void> {
    const { client, api, secretKeys, snapshot, accountData } = this.#options;
    const backend = await this.start();
    await this.#store(() =>
      recoverKeys(client, backend, api, secretKeys, secret, {
        // From here on others' unsigned devices get no keys, also before the backup is restored.
        signed: () => (this.#signed = true),
        restoring: (done, total) => snapshot.set({ state: 'restoring', done, total }),
        isBackupOff: () => isBackupOff(accountData),
      }),
    );
    await this.#assessing;
  }

  async #store(action: () => Promise<void>): Promise<void> {
    this.#storing++;
    try {
      await action();
      this.#saved = true;
    } finally {
      this.#storing--;
      // The homeserver was asked itself, also where no room is followed and no sync runs.
      this.#accountDataKnown.resolve();
      this.assess();
    }
  }

  /** See {@link NewRecoveryKey}. Both reject `not-allowed`, detail `needs-recovery`, where this device has no keys to save. */
  async makeRecoveryKey(): Promise<string> {
    return this.#newKey.make(await this.#backendWithKeys());
  }

  async useRecoveryKey(recoveryKey: string): Promise<void> {
    const backend = await this.#backendWithKeys();
    await this.#store(() => this.#newKey.use(backend, recoveryKey));
    this.#options.snapshot.set({ state: 'ready', saved: true });
  }

  async #backendWithKeys(): Promise<CryptoBackend> {
    const backend = await this.start();
    if (this.#options.snapshot.value?.state !== 'ready') await this.#assessing;
    if (this.#holdsKeys()) return backend;
    throw new WikiRoomError('not-allowed', 'this device does not hold the keys', { detail: 'needs-recovery' });
  }

  /** Also where a key was put to use half-way: it can be put to use again. */
  #holdsKeys(): boolean {
    const { snapshot, accountData } = this.#options;
    const { value } = snapshot;
    if (value?.state === 'needs-recovery') return value.backup !== undefined && !hasBackupSecret(accountData);
    return value?.state === 'ready';
  }

  /** Looks anew how this device stands to the account; soon, and once for many reasons at a time. */
  assess(): void {
    this.#assessAgain = true;
    this.#assessing ??= this.#assess().finally(() => {
      this.#assessing = undefined;
    });
  }

  async #assess(): Promise<void> {
    // Before, an account that has a recovery key looks as if it had none.
    await this.#accountDataKnown.promise;
    for (let failures = 0; this.#assessAgain && !this.#isStopped();) {
      // At first, too: what waits to be read is read before.
      await pause(failures === 0 ? settleTime : backOff(failures), this.#stopping.signal);
      const backend = this.#backend;
      if (backend === undefined || this.#isStopped()) return;
      this.#assessAgain = false;
      backend.onSyncCompleted({});
      try {
        const state = await assessKeys(
          this.#options,
          backend,
          (signed) => (this.#signed = signed),
          () => this.#saved,
        );
        failures = 0;
        if (this.#storing === 0 && !this.#isStopped()) this.#publish(state);
      } catch {
        failures++;
        this.#assessAgain = true;
      }
    }
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #publish(assessed: CryptoSnapshot): void {
    const state = this.#refused ? refusedState : assessed;
    const { snapshot, session } = this.#options;
    const { replaces } = session;
    const next: CryptoSnapshot = state.state === 'ready' ? state : { ...state, ...(replaces && { replaces }) };
    if (JSON.stringify(next) !== JSON.stringify(snapshot.value)) snapshot.set(next);
  }

  stop(): void {
    this.#stopping.abort();
    this.#accountDataKnown.resolve();
    this.#options.secretKeys.forget();
    this.#newKey.forget();
    this.#backend = undefined;
    this.#stopBackend();
  }

  #stopBackend(): void {
    const backend = this.#options.client.getCrypto() as CryptoBackend | undefined;
    if (backend !== undefined) stopBackend(backend);
  }

  /** After {@link stop}: the store is not being opened any more. One that is removed before would come to be again. */
  async closed(): Promise<void> {
    await this.#opening?.catch(() => undefined);
  }
}
