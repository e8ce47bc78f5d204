import type { WikiRoomError } from '../../protocol/error.ts';
import { homeserverAnswers } from '../http/homeserver-answers.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { errorOfSdk } from '../sdk-error.ts';

export interface PassageOptions {
  readonly api: MatrixApi;
  readonly signal: AbortSignal;
  /** The homeserver has told of the room lately. */
  readonly isCurrent: (roomId: string) => boolean;
}

/** So many refusals in a row, over so many milliseconds, are no accident. */
const mostRefusals = 8;
const leastTime = 2 * 60_000;

/**
 * The way of one message to the homeserver. Something there may refuse this one for what it says, as a firewall does, and
 * lets others through, which wait behind it.
 */
export class Passage {
  readonly #options: PassageOptions;
  readonly #roomId: string;
  #refusals = 0;
  #since = 0;
  #closed = false;

  constructor(options: PassageOptions, roomId: string) {
    this.#options = options;
    this.#roomId = roomId;
  }

  /** It has been refused so often, while everything else went on, that it is given up. */
  get closed(): boolean {
    return this.#closed;
  }

  /** A request that carries the message, or the file of it. */
  async carry<T>(request: Promise<T>): Promise<T> {
    try {
      return await request;
    } catch (thrown) {
      await this.#refused(errorOfSdk(thrown, 'unknown'));
      throw thrown;
    }
  }

  async #refused(error: WikiRoomError): Promise<void> {
    const { api, isCurrent, signal } = this.#options;
    if (!isOnTheWay(error) || !isCurrent(this.#roomId)) {
      this.#refusals = 0;
      return;
    }
    if (this.#refusals === 0) this.#since = performance.now();
    this.#refusals++;
    if (this.#refusals < mostRefusals || performance.now() - this.#since < leastTime) return;
    this.#closed = await homeserverAnswers(api, signal);
    if (!this.#closed) this.#refusals = 0;
  }
}

/**
 * Not in the homeserver's own words, and no fault of its either: a page, or a refusal without CORS headers, of which script
 * is told that nothing could be reached. One that takes too long may take it in the end.
 */
function isOnTheWay({ code, detail, cause }: WikiRoomError): boolean {
  if (code === 'homeserver-unreachable') return !(cause instanceof Error && cause.name === 'TimeoutError');
  return code === 'homeserver-error' && /^HTTP [2-4]/.test(detail ?? '');
}
