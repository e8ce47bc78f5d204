import { MatrixEventEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { pause } from '../pacing.ts';
import { acceptIdentities, changedIdentities } from '../crypto/changed-identities.ts';
import type { CryptoKeeper } from '../crypto/crypto-keeper.ts';
import { megolm, roomSettings } from '../crypto/room-settings.ts';
import { shieldOf } from '../crypto/shield-of.ts';
import { errorOfSdk } from '../sdk-error.ts';
import type { RawEvent } from '../sync/raw-event.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import { sdkEvent } from './sdk-room.ts';

/** Encryption that has not started by then leaves its events unread for now. Milliseconds. */
const patience = 20_000;

/** How one room is encrypted, and reading what is. */
export class RoomEncryption {
  readonly #crypto: CryptoKeeper;
  readonly #room: Room;
  readonly #loadMembers: () => Promise<void>;
  readonly #changed: (entry: TimelineEntry) => void;
  #on = false;
  #event: RawEvent | undefined;
  #configured: Promise<void> | undefined;
  #keyIsOld = false;
  /** How often members may have come and gone unnoticed, and up to which time that is made up for. */
  #missed = 0;
  #madeUp = 0;
  #loading: Promise<void> | undefined;

  /**
   * `loadMembers`: asks the homeserver anew who is in the room.
   * `changed`: an event can be read, or is known not to be, later than when it was first tried.
   */
  constructor(
    crypto: CryptoKeeper,
    room: Room,
    loadMembers: () => Promise<void>,
    changed: (entry: TimelineEntry) => void,
  ) {
    this.#crypto = crypto;
    this.#room = room;
    this.#loadMembers = loadMembers;
    this.#changed = changed;
  }

  /** Once true, always true: what the homeserver says later cannot make it send in clear. */
  get on(): boolean {
    return this.#on;
  }

  /** The room is encrypted, as this device remembers. The crypto module is loaded for the first room that needs it. */
  remember(): void {
    if (this.#on) return;
    this.#on = true;
    // A failure is told by the topic of its own.
    void this.#crypto.start().catch(() => undefined);
  }

  /** The room's `m.room.encryption`. */
  receive(event: RawEvent): void {
    this.remember();
    this.#event = event;
    this.#configured = undefined;
    void this.#configure().catch(() => undefined);
  }

  /** Encryption has started, perhaps only now. */
  async started(): Promise<void> {
    if (this.#event !== undefined) await this.#configure().catch(() => undefined);
  }

  /** Those who could not be given the present key read what is written from now on: nothing more is encrypted with it. */
  newRoomKey(): void {
    if (!this.#on) return;
    this.#keyIsOld = true;
    void this.#renewKey().catch(() => undefined);
  }

  /** Members may have come and gone unnoticed. */
  membersMissed(): void {
    this.#missed++;
  }

  /** Everyone in the room is known, and it can be encrypted for them. Rejects: crypto-failed, and what a request may. */
  async ready(): Promise<void> {
    await this.#renewKey();
    await this.#room.loadMembersIfNeeded().catch((error: unknown) => {
      // An answer that the SDK cannot read is none.
      throw errorOfSdk(error, 'homeserver-error');
    });
    while (this.#madeUp !== this.#missed) {
      this.#loading ??= this.#makeUp().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
  }

  encrypt(event: MatrixEvent): Promise<void> {
    return this.#crypto.encrypt(event, this.#room);
  }

  async changedIdentities(userIds: readonly string[]): Promise<readonly string[]> {
    return changedIdentities(await this.#crypto.start(), userIds);
  }

  async acceptIdentities(userIds: readonly string[]): Promise<void> {
    await acceptIdentities(await this.#crypto.start(), userIds);
  }

  /** Tries to read events; never rejects. */
  async decrypt(entries: readonly TimelineEntry[]): Promise<void> {
    const backend = await this.#backendSoon();
    if (backend === undefined) return;
    await Promise.all(entries.map((entry) => this.#read(entry, backend)));
  }

  /** As {@link decrypt}, of events that are not shown: nobody is told when they can be read later. */
  async peek(entries: readonly TimelineEntry[]): Promise<void> {
    const backend = await this.#backendSoon();
    if (backend === undefined) return;
    await Promise.all(
      entries.map(({ event }) => event.attemptDecryption(backend, { emit: false }).catch(() => undefined)),
    );
  }

  /**
   * Tells the crypto machine how the room is encrypted. A broken event leaves it as it was, or unable to send; where the
   * homeserver no longer tells, the one algorithm there is counts.
   */
  #configure(): Promise<void> {
    const { roomId, myUserId } = this.#room;
    const event = this.#event ?? {
      event_id: '$',
      room_id: roomId,
      type: 'm.room.encryption',
      sender: myUserId,
      origin_server_ts: 0,
      state_key: '',
      content: { algorithm: megolm },
      unsigned: {},
    };
    this.#configured ??= (async () => {
      const backend = await this.#crypto.start();
      const content = await roomSettings(backend, roomId, event.content);
      await backend.onCryptoEvent(this.#room, sdkEvent({ ...event, content }));
    })().catch((error: unknown) => {
      this.#configured = undefined;
      throw error;
    });
    return this.#configured;
  }

  /** The crypto machine knows the room's key once it knows how the room is encrypted. */
  async #renewKey(): Promise<void> {
    await this.#configure();
    if (!this.#keyIsOld) return;
    await this.#crypto.newRoomKey(this.#room.roomId);
    this.#keyIsOld = false;
  }

  async #makeUp(): Promise<void> {
    const missed = this.#missed;
    await this.#loadMembers();
    this.#madeUp = missed;
  }

  async #backendSoon(): Promise<CryptoBackend | undefined> {
    if (this.#crypto.backend !== undefined) return this.#crypto.backend;
    // Its rows say that they wait for keys; they are read again when encryption has started.
    if (await this.#crypto.isNew()) return undefined;
    const waiting = new AbortController();
    const started = this.#crypto.start().catch(() => undefined);
    return Promise.race([started, pause(patience, waiting.signal).then(() => undefined)]).finally(() =>
      waiting.abort(),
    );
  }

  async #read(entry: TimelineEntry, backend: CryptoBackend): Promise<void> {
    const { event } = entry;
    if (entry.readable || event.isBeingDecrypted()) return;
    const isFirst = event.listenerCount(MatrixEventEvent.Decrypted) === 0;
    // The key may come much later: from the sync, from the backup, one by one.
    if (isFirst) {
      event.on(MatrixEventEvent.Decrypted, () => void this.#shield(entry, backend).then(() => this.#changed(entry)));
    }
    entry.triedBy = { confirmed: this.#crypto.confirmed, recoverable: this.#crypto.recoverable };
    await event.attemptDecryption(backend, { emit: false }).catch(() => undefined);
    await this.#shield(entry, backend);
  }

  /** Before anybody is told that it can be read: it never stands there without what is wrong with its sender. */
  async #shield(entry: TimelineEntry, backend: CryptoBackend): Promise<void> {
    if (!entry.readable || entry.redaction !== undefined) return;
    entry.shield = shieldOf(await backend.getEncryptionInfoForEvent(entry.event).catch(() => null));
  }
}
