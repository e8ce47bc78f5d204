import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { EngineStore } from '../../protocol/engine-store.ts';
import type { CryptoKeeper } from '../crypto/crypto-keeper.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import type { RoomUpdate } from '../sync/sync-update.ts';
import type { Waker } from '../waker.ts';
import { RoomEntry } from './room-entry.ts';
import type { RoomEntryOptions } from './room-entry.ts';
import { RoomModel } from './room-model.ts';

export interface RoomsOptions {
  readonly client: MatrixClient;
  readonly api: MatrixApi;
  readonly store: EngineStore;
  readonly crypto: CryptoKeeper;
  readonly userId: string;
  readonly waker: Waker;
  readonly asksToJoin: boolean;
  readonly signal: AbortSignal;
  readonly follow: (roomId: string) => void;
  readonly unfollow: (roomId: string) => void;
  readonly askAnew: () => void;
  readonly trouble: RoomEntryOptions['trouble'];
  /** Rows or access of a room changed: something of the outbox may have arrived, or may go now. */
  readonly changed: (model: RoomModel) => void;
}

/** A room that nobody looks at any more is followed for this long, in milliseconds. */
const afterglow = 60_000;

/** The open rooms: by the address they were asked for, and by their id. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #entries = new Map<string, RoomEntry>();
  readonly #models = new Map<string, RoomModel>();
  /** By address: until it rests. */
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #followed = new Set<string>();
  /** Followed for what waits in the outbox. */
  readonly #held = new Set<string>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** The room of that address, being opened. */
  entry(address: string): RoomEntry {
    const known = this.#entries.get(address);
    known?.wake();
    if (known?.model !== undefined) this.#follow(known.model.roomId);
    if (known !== undefined) return known;
    const { api, store, userId, waker, asksToJoin, signal, trouble, askAnew } = this.#options;
    const entry = new RoomEntry({
      address,
      api,
      store,
      userId,
      waker,
      asksToJoin,
      signal,
      trouble,
      membershipChanged: askAnew,
      model: (roomId) => this.model(roomId),
    });
    this.#entries.set(address, entry);
    void entry.open();
    return entry;
  }

  /** As {@link entry}, for a command: a view that has gone may have given it, and follows no more. */
  entryFor(address: string): RoomEntry {
    const entry = this.entry(address);
    this.left(address);
    return entry;
  }

  /** The room of that id, followed by the sync. */
  model(roomId: string): RoomModel {
    this.#follow(roomId);
    const known = this.#models.get(roomId);
    if (known !== undefined) return known;
    const { client, api, crypto, userId, signal } = this.#options;
    const model = new RoomModel({ roomId, client, api, crypto, ownUserId: userId, signal });
    this.#models.set(roomId, model);
    model.follow(() => this.#options.changed(model));
    return model;
  }

  isFollowed(roomId: string): boolean {
    return this.#followed.has(roomId);
  }

  hold(roomId: string): RoomModel {
    this.#held.add(roomId);
    return this.model(roomId);
  }

  letGo(roomId: string): void {
    if (this.#held.delete(roomId)) this.#release(roomId);
  }

  /** The room is not looked at any more, as far as this view is concerned. */
  left(address: string): void {
    clearTimeout(this.#leaving.get(address));
    const leaving = setTimeout(() => {
      const entry = this.#entries.get(address);
      if (entry?.idle !== true) return;
      entry.rest();
      if (entry.model !== undefined) this.#release(entry.model.roomId);
    }, afterglow);
    this.#leaving.set(address, leaving);
  }

  /** Takes in what the sync brought. One room that cannot be read does not stop the others. */
  async apply(updates: readonly RoomUpdate[], asked: ReadonlySet<string>): Promise<void> {
    await Promise.all(
      updates.map(async (update) => {
        await this.#models
          .get(update.roomId)
          ?.apply(update)
          .catch(() => undefined);
      }),
    );
    for (const roomId of asked) {
      this.#models.get(roomId)?.told();
      if (this.#followed.has(roomId)) this.#models.get(roomId)?.timeline.wake();
    }
    for (const entry of this.#entries.values()) {
      const { model } = entry;
      if (model !== undefined && asked.has(model.roomId) && model.membership === undefined) {
        if (entry.access.kind === 'opening') void entry.find();
      }
    }
  }

  /** What was refused may be allowed by now, and keys that were missing may lie in the backup. */
  lookAgain(): void {
    for (const entry of this.#entries.values()) if (!entry.idle) entry.lookAgain();
    this.readAgain();
  }

  readAgain(): void {
    for (const model of this.#models.values()) void model.readAgain();
  }

  /** The homeserver went back in time. */
  doubt(): void {
    for (const model of this.#models.values()) model.doubt();
  }

  connected(): void {
    for (const model of this.#models.values()) model.timeline.retry();
    this.readAgain();
  }

  disconnected(): void {
    for (const model of this.#models.values()) model.disconnected();
  }

  stop(): void {
    for (const leaving of this.#leaving.values()) clearTimeout(leaving);
    for (const entry of this.#entries.values()) entry.stop();
    for (const model of this.#models.values()) model.stop();
  }

  #follow(roomId: string): void {
    this.#followed.add(roomId);
    this.#options.follow(roomId);
  }

  #release(roomId: string): void {
    const looked = [...this.#entries.values()].some((entry) => entry.model?.roomId === roomId && !entry.resting);
    if (looked || this.#held.has(roomId)) return;
    this.#followed.delete(roomId);
    this.#options.unfollow(roomId);
    const model = this.#models.get(roomId);
    // Nothing tells any more who stops typing.
    model?.disconnected();
    model?.timeline.rest();
  }
}
