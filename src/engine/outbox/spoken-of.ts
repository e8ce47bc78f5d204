import { WikiRoomError } from '../../protocol/error.ts';
import { pause } from '../pacing.ts';
import { errorOfSdk } from '../sdk-error.ts';
import type { OutboxRoom, SentEvent } from './outbox-room.ts';

/** How often it is asked for before messages go without what it would tell. */
const mostTries = 3;
/** One try takes no longer, in milliseconds. */
const patience = 10_000;

/**
 * The events that messages speak of. One that the homeserver fails on, and it alone, holds up nothing for long: what is
 * behind it waits too.
 */
export class SpokenOf {
  readonly #isCurrent: (roomId: string) => boolean;
  readonly #failures = new Map<string, number>();

  /** `isCurrent`: the homeserver has told of the room lately. */
  constructor(isCurrent: (roomId: string) => boolean) {
    this.#isCurrent = isCurrent;
  }

  /** `undefined` where it is not to be had. Rejects where trying again may help. */
  async find(eventId: string, { roomId, timeline }: OutboxRoom): Promise<SentEvent | undefined> {
    try {
      const found = await inTime(timeline.fetch(eventId));
      this.#failures.delete(eventId);
      return found;
    } catch (thrown) {
      const error = errorOfSdk(thrown, 'unknown');
      // Without a connection nothing else goes out either.
      if (error.code === 'homeserver-unreachable' && !this.#isCurrent(roomId)) throw error;
      const failures = (this.#failures.get(eventId) ?? 0) + 1;
      this.#failures.set(eventId, failures);
      if (failures < mostTries) throw error;
      return undefined;
    }
  }
}

async function inTime<T>(task: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(patience, over.signal).then(() => {
    throw new WikiRoomError('homeserver-unreachable', 'an event does not come');
  });
  return Promise.race([task, late]).finally(() => over.abort());
}
