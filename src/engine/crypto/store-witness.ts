import { WikiRoomError } from '../../protocol/error.ts';
import { backOff, firstBackOff } from '../../protocol/back-off.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { matrixPath } from '../http/matrix-path.ts';
import { isPassing, isPathless } from '../sdk-error.ts';
import { countOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { Waker } from '../waker.ts';
import type { StoreMark } from './store-mark.ts';

export interface StoreWitnessOptions {
  readonly api: Pick<MatrixApi, 'request'>;
  readonly userId: string;
  readonly deviceId: string;
  readonly mark: StoreMark;
  readonly waker: Pick<Waker, 'wait'>;
  readonly signal: AbortSignal;
  /** The store is not the newest of its device. `elsewhere`: another one has been in use lately; `usedAt`: at the last. */
  readonly foundOld: (elsewhere: boolean, usedAt: number) => void;
  /** It was asked in vain. `forFault`: the homeserver can be reached, and goes on answering with a fault of its own. */
  readonly waits: (forFault: boolean) => void;
}

interface Testimony {
  readonly generation: number;
  /** Of one start of an engine. */
  readonly engine: string;
  /** Milliseconds since the epoch, by the clock of who wrote it. */
  readonly at: number;
}

/**
 * While the store is used it moves on at least this often, in milliseconds. What an older copy has not received is lost at
 * worst; what it sends may take keys that were used already.
 */
const paces = { receiving: 15 * 60_000, sending: 60_000 };
/** Whoever has not written for so long is taken to be gone. */
const lately = 60 * 60_000;
/** How often a homeserver is asked that seems to know of no such thing. */
const mostPathless = 3;

/**
 * Tells a crypto store that went back in time: a disk that was restored, a profile that was copied. Each start, and every
 * while of use, counts one further, in the store first and in the account's data on the homeserver then. A store that is
 * behind what the homeserver knows must not be used: it would encrypt with keys that were used already.
 */
export class StoreWitness {
  readonly #options: StoreWitnessOptions;
  readonly #path: string;
  readonly #engine = crypto.randomUUID();
  readonly type: string;
  /** What the store said before it was opened; `undefined`: nobody knows, and it is left unmarked. */
  #before: number | undefined;
  #generation: number | undefined;
  /** The homeserver told what it knows. Otherwise it is told nothing: the true number may come with the sync later. */
  #answered = false;
  /** It was found to be old after it was opened. */
  isOld = false;
  #movedAt = 0;
  #telling: Promise<void> | undefined;

  constructor(options: StoreWitnessOptions) {
    this.#options = options;
    const { userId, deviceId } = options;
    this.type = `io.wiki-room.device.${deviceId}`;
    this.#path = matrixPath`/_matrix/client/v3/user/${userId}/account_data/${this.type}`;
  }

  /**
   * What the homeserver knows. Waits for a homeserver that cannot be reached, that is starting, or for which somebody else
   * answers, as a hotel's network does: without it nothing can be sent anyway, and to take its silence for ignorance
   * would put a low number over the true one. `undefined`: nobody can tell.
   */
  async #ask(): Promise<Testimony | undefined> {
    const { api, signal, waker } = this.#options;
    for (let attempts = 1, pathless = 0; ; attempts++) {
      try {
        return testimonyOf(await api.request({ path: this.#path, signal }));
      } catch (error) {
        signal.throwIfAborted();
        const failure = WikiRoomError.from(error);
        if (!isTransient(failure)) return testimonyOf({});
        if (isPathless(failure) && ++pathless >= mostPathless) return undefined;
        this.#options.waits(attempts > 1 && failure.code === 'homeserver-error' && !isPathless(failure));
        await waker.wait(attempts === 1 ? firstBackOff() : backOff(attempts - 1), signal);
        signal.throwIfAborted();
      }
    }
  }

  /** Before the store is opened. Where it is an old one, that is told. */
  async isNewest(): Promise<boolean> {
    const [known, generation] = await Promise.all([this.#ask(), this.#options.mark.read().catch(() => undefined)]);
    this.#before = generation;
    this.#answered = known !== undefined;
    if (generation === undefined || known === undefined || known.generation <= generation) return true;
    this.#options.foundOld(Math.abs(Date.now() - known.at) < lately, known.at);
    return false;
  }

  /** The store is open. */
  async begin(): Promise<void> {
    if (this.#before !== undefined) await this.#move(this.#before + 1).catch(() => undefined);
  }

  /** The store is used. */
  used(by: keyof typeof paces): void {
    const generation = this.#generation;
    if (generation === undefined || Math.abs(performance.now() - this.#movedAt) < paces[by]) return;
    void this.#move(generation + 1).catch(() => undefined);
  }

  /** The homeserver tells of it anew: somebody may have the same store. */
  heard(content: Fields): void {
    const { generation, engine, at } = testimonyOf(content);
    const own = this.#generation;
    if (own === undefined || engine === this.#engine) return;
    if (generation < own) {
      if (this.#answered) return;
      this.#answered = true;
      void this.#move(own).catch(() => undefined);
      return;
    }
    this.#generation = undefined;
    this.isOld = true;
    this.#options.foundOld(true, at);
  }

  async #move(generation: number): Promise<void> {
    this.#movedAt = performance.now();
    await this.#options.mark.write(generation);
    this.#generation = generation;
    if (!this.#answered) return;
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tell(): Promise<void> {
    const { api, signal, waker } = this.#options;
    for (let failures = 1; !signal.aborted && this.#generation !== undefined; failures++) {
      const generation = this.#generation;
      const body = { generation, engine: this.#engine, at: Date.now() };
      try {
        await api.request({ method: 'PUT', path: this.#path, body, signal });
        if (generation === this.#generation) return;
      } catch (error) {
        const failure = WikiRoomError.from(error);
        if (!isTransient(failure)) return;
        await waker.wait(backOff(failures), signal);
      }
    }
  }
}

function isTransient(error: WikiRoomError): boolean {
  return isPassing(error) || ['sign-in-required', 'account-locked'].includes(error.code);
}

function testimonyOf(content: Fields): Testimony {
  return {
    generation: countOf(content['generation']) ?? 0,
    engine: textOf(content['engine']) ?? '',
    at: countOf(content['at']) ?? 0,
  };
}
