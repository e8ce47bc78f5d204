import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import { quietLogger } from './quiet-sdk.ts';

import type { ICreateClientOpts, IContent, MatrixClient, MatrixEvent } from 'matrix-js-sdk';
import { ClientEvent, MatrixEventEvent, Method, Preset, RoomEvent, createClient } from 'matrix-js-sdk';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { silentMachine } from '../../src/engine/crypto/stop-backend.ts';

export interface PeerOptions {
  readonly deviceName?: string;
  readonly fetchFn?: typeof fetch;
}

/** Signs in with a Keycloak token, as the element does, and starts a client with encryption in memory. */
export async function signInPeer(baseUrl: string, token: string, options: PeerOptions = {}): Promise<Peer> {
  const secret: { key?: Uint8Array<ArrayBuffer> } = {};
  const shared: ICreateClientOpts = {
    baseUrl,
    logger: quietLogger,
    ...(options.fetchFn ? { fetchFn: options.fetchFn } : {}),
  };
  const session = await createClient(shared).loginRequest({
    type: 'org.matrix.login.jwt',
    token,
    initial_device_display_name: options.deviceName ?? 'Peer',
  });
  const client = createClient({
    ...shared,
    userId: session.user_id,
    deviceId: session.device_id,
    accessToken: session.access_token,
    cryptoCallbacks: {
      getSecretStorageKey: ({ keys }) => {
        const id = Object.keys(keys)[0];
        return Promise.resolve(id && secret.key ? [id, secret.key] : null);
      },
      cacheSecretStorageKey: (_id, _info, key) => {
        secret.key = key;
      },
    },
  });
  await client.initRustCrypto({ useIndexedDB: false });
  const peer = new Peer(client, secret);
  await peer.start();
  return peer;
}

/** Another person's client, with nothing in common with the element but the protocol. */
export class Peer {
  readonly client: MatrixClient;
  readonly #secret: { key?: Uint8Array<ArrayBuffer> };

  constructor(client: MatrixClient, secret: { key?: Uint8Array<ArrayBuffer> }) {
    this.client = client;
    this.#secret = secret;
  }

  get userId(): string {
    return this.client.getSafeUserId();
  }

  async start(): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      const listener = (state: string): void => {
        if (state !== 'PREPARED') return;
        this.client.off(ClientEvent.Sync, listener);
        resolve();
      };
      this.client.on(ClientEvent.Sync, listener);
    });
    await this.client.startClient({ initialSyncLimit: 20 });
    await ready;
  }

  stop(): void {
    const crypto = this.client.getCrypto() as unknown as { backupManager: { olmMachine: unknown } } | undefined;
    this.client.stopClient();
    // A look at the backup that is on its way meets the freed machine with its answer, and nobody handles that (SDK 43.0.0).
    if (crypto !== undefined) crypto.backupManager.olmMachine = silentMachine;
  }

  /** Makes an encrypted room with a public alias that anybody may join. */
  async createRoom(alias: string, options: { encrypted?: boolean; name?: string } = {}): Promise<string> {
    const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } };
    const answer = await this.client.createRoom({
      preset: Preset.PublicChat,
      room_alias_name: alias,
      name: options.name ?? alias,
      initial_state: options.encrypted === false ? [] : [encryption],
    });
    await this.knows(answer.room_id);
    // The sync may tell that one is in the room before it tells the rest: what is sent between would go in clear.
    while (options.encrypted !== false && !(await this.#crypto().isEncryptionEnabledInRoom(answer.room_id))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return answer.room_id;
  }

  /** Joins by alias or id and waits until the room is known, so that a first message is encrypted. */
  async join(room: string): Promise<string> {
    const { roomId } = await this.client.joinRoom(room);
    await this.knows(roomId);
    return roomId;
  }

  /** Resolves once this client holds the room as one it is in. */
  async knows(roomId: string): Promise<void> {
    const deadline = performance.now() + 90_000;
    while (this.client.getRoom(roomId)?.getMyMembership() !== 'join') {
      if (performance.now() > deadline) throw new Error(`${this.userId} did not get to know ${roomId}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Resolves once this client knows that somebody is in the room: what it sends is encrypted for them from then on. */
  async waitForMember(roomId: string, userId: string): Promise<void> {
    const deadline = performance.now() + 90_000;
    while (this.client.getRoom(roomId)?.getMember(userId)?.membership !== 'join') {
      if (performance.now() > deadline) throw new Error(`${this.userId} did not see ${userId} in ${roomId}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Resolves once this client knows a device of somebody: what it encrypts can be read there from then on. */
  async waitForDevice(userId: string, deviceId: string): Promise<void> {
    const deadline = performance.now() + 90_000;
    while ((await this.#crypto().getUserDeviceInfo([userId])).get(userId)?.has(deviceId) !== true) {
      if (performance.now() > deadline) throw new Error(`${this.userId} did not get to know ${deviceId} of ${userId}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Resolves once this client knows that the owner of a device has signed it. */
  async waitForSignature(userId: string, deviceId: string): Promise<void> {
    const deadline = performance.now() + 90_000;
    while ((await this.#crypto().getDeviceVerificationStatus(userId, deviceId))?.signedByOwner !== true) {
      if (performance.now() > deadline) throw new Error(`${this.userId} saw no signature of ${deviceId} of ${userId}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  send(roomId: string, message: string | IContent): Promise<string> {
    const content = typeof message === 'string' ? { msgtype: 'm.text', body: message } : message;
    return this.sendEvent(roomId, 'm.room.message', content);
  }

  async sendEvent(roomId: string, type: string, content: IContent): Promise<string> {
    // The SDK types contents by kind of event; a test may send any.
    const answer = await this.client.sendEvent(roomId, type as never, content as never);
    return answer.event_id;
  }

  /** Events of the room that this client holds, decrypted where it can. */
  events(roomId: string): MatrixEvent[] {
    return this.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  }

  /** Pages back to the beginning of the room. */
  async loadHistory(roomId: string): Promise<MatrixEvent[]> {
    const room = this.client.getRoom(roomId);
    if (!room) throw new Error(`${this.userId} does not know ${roomId}`);
    while (room.oldState.paginationToken) await this.client.scrollback(room, 100);
    const events = this.events(roomId);
    for (const event of events) await event.getDecryptionPromise();
    return events;
  }

  /** The next (or an already known) message that the predicate accepts, once it is readable. */
  async waitForMessage(
    roomId: string,
    accepts: (content: IContent, event: MatrixEvent) => boolean,
    timeoutMs = 90_000,
  ): Promise<MatrixEvent> {
    const fits = (event: MatrixEvent): boolean =>
      event.getRoomId() === roomId && event.getType() === 'm.room.message' && accepts(event.getContent(), event);
    const known = this.events(roomId).find(fits);
    if (known) return known;
    return new Promise((resolve, reject) => {
      const check = (event: MatrixEvent): void => {
        if (!fits(event)) return;
        finish();
        resolve(event);
      };
      const finish = (): void => {
        clearTimeout(timer);
        this.client.off(RoomEvent.Timeline, check);
        this.client.off(MatrixEventEvent.Decrypted, check);
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`${this.userId} saw no such message within ${String(timeoutMs)} ms; ${this.#holds(roomId)}`));
      }, timeoutMs);
      this.client.on(RoomEvent.Timeline, check);
      this.client.on(MatrixEventEvent.Decrypted, check);
    });
  }

  /** How its sync stands, and which of the last events it cannot read: no content. */
  #holds(roomId: string): string {
    const last = this.events(roomId).slice(-5);
    const events = last.map((event) => `${event.getType()} ${event.decryptionFailureReason ?? 'readable'}`);
    return `sync ${String(this.client.getSyncState())}, last events: ${events.join(', ')}`;
  }

  /**
   * Sets up cross-signing, secret storage and key backup, as a user's first device does; with a key that is made of a
   * passphrase, or by chance. Gives the recovery key.
   */
  async setUpEncryption(passphrase?: string, setupNewKeyBackup = true): Promise<string> {
    const crypto = this.#crypto();
    await crypto.bootstrapCrossSigning({
      authUploadDeviceSigningKeys: async (makeRequest) => {
        await makeRequest(null);
      },
    });
    const made = await crypto.createRecoveryKeyFromPassphrase(passphrase);
    await crypto.bootstrapSecretStorage({
      createSecretStorageKey: () => Promise.resolve(made),
      setupNewKeyBackup,
      setupNewSecretStorage: true,
    });
    if (!made.encodedPrivateKey) throw new Error('The SDK made no recovery key');
    return made.encodedPrivateKey;
  }

  /** Makes this device trusted and brings the keys of old messages back, as a further device does. */
  async recover(recoveryKey: string): Promise<void> {
    const crypto = this.#crypto();
    this.#secret.key = decodeRecoveryKey(recoveryKey);
    // The machine takes the secrets only when it knows the public keys they belong to.
    await crypto.userHasCrossSigningKeys(this.userId, true);
    await crypto.bootstrapCrossSigning({});
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    await crypto.checkKeyBackupAndEnable();
    await crypto.restoreKeyBackup();
  }

  /** Returns when this client has read the whole room and the server's backup holds all its keys. */
  async backUpKeysOf(roomId: string, timeoutMs = 60_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const encrypted = (await this.loadHistory(roomId)).filter((event) => event.isEncrypted() && !event.isRedacted());
      const sessions = new Set(encrypted.map((event) => String(event.getWireContent()['session_id'])));
      const unread = encrypted.filter((event) => event.isDecryptionFailure()).length;
      // Asked of the server itself, because the SDK answers with what it knew at first.
      const path = '/room_keys/version';
      const backup = await this.client.http.authedRequest<{ count: number }>(Method.Get, path);
      if (unread === 0 && backup.count >= sessions.size) return;
      if (performance.now() > deadline) {
        const state = `${String(unread)} unread, ${String(backup.count)} of ${String(sessions.size)} keys`;
        throw new Error(`The key backup of ${this.userId} is not complete: ${state}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  #crypto(): NonNullable<ReturnType<MatrixClient['getCrypto']>> {
    const crypto = this.client.getCrypto();
    if (!crypto) throw new Error('Encryption has not been started');
    return crypto;
  }
}
