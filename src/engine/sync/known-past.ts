import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { errorOfSdk, isRefusal } from '../sdk-error.ts';
import type { RoomUpdate } from './sync-update.ts';

export interface KnownPastOptions {
  readonly api: MatrixApi;
  readonly signal: AbortSignal;
  /** The homeserver was restored from a backup. Called before anything more is taken in or sent. */
  readonly wentBack: () => void;
}

/** It is asked between two questions for news, which wait for it. Milliseconds. */
const patience = 10_000;

interface Told {
  readonly roomId: string;
  readonly eventId: string;
  readonly at: number;
}

/**
 * Tells a homeserver that was restored from a backup: it lacks the newest event that it told. It says so nowhere, and
 * answers a place in its future with what is new from now on, so that what lies between would never be asked for.
 */
export class KnownPast {
  readonly #options: KnownPastOptions;
  #newest: Told | undefined;
  /** How often there was a reason to doubt, and for how many of them it is settled. */
  #doubts = 0;
  #settled = 0;
  #asking: Promise<boolean> | undefined;

  constructor(options: KnownPastOptions) {
    this.#options = options;
  }

  /** It was away, or nobody spoke to it: it may have been restored meanwhile. */
  doubt(): void {
    if (this.#newest !== undefined) this.#doubts++;
  }

  get inDoubt(): boolean {
    return this.#doubts > this.#settled;
  }

  /** It cannot be found out. */
  trust(): void {
    this.#settled = this.#doubts;
  }

  /** Of an answer of the sync. Rooms that are told anew may be quiet since long ago. */
  told(updates: readonly RoomUpdate[]): void {
    for (const { roomId, timeline, initial, limited } of updates) {
      const newest = timeline.at(-1);
      if (newest === undefined) continue;
      const at = newest.origin_server_ts;
      if ((initial || limited) && this.#newest !== undefined && this.#newest.at > at) continue;
      this.#newest = { roomId, eventId: newest.event_id, at };
    }
  }

  /**
   * Where there is doubt, asks for the newest event. True: it is gone, and all is done that must be before the homeserver is
   * asked for news again, without a position. Rejects with what may pass.
   */
  isGone(): Promise<boolean> {
    this.#asking ??= this.#isGone().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #isGone(): Promise<boolean> {
    const { wentBack } = this.#options;
    const newest = this.#newest;
    if (!this.inDoubt || newest === undefined) return false;
    const doubts = this.#doubts;
    const isGone = !(await this.#isThere(newest));
    if (isGone) {
      wentBack();
      this.#newest = undefined;
    }
    // Of what was told before nothing counts any more.
    this.#settled = isGone ? this.#doubts : doubts;
    return isGone;
  }

  /** Source: Client-Server API, `GET /rooms/{roomId}/event/{eventId}`. */
  async #isThere({ roomId, eventId }: Told): Promise<boolean> {
    const { api, signal } = this.#options;
    try {
      const path = matrixPath`/_matrix/client/v3/rooms/${roomId}/event/${eventId}`;
      await api.request({ path, signal, timeout: patience });
      return true;
    } catch (thrown) {
      const error = errorOfSdk(thrown, 'unknown');
      if (error.detail === 'M_NOT_FOUND') return false;
      // The room may not be seen any more, which says nothing of the rest.
      if (isRefusal(error)) return true;
      throw error;
    }
  }
}
