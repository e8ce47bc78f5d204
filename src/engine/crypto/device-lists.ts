import type { Fetch } from '../http/matrix-api.ts';
import { fieldsOf } from '../shape.ts';

/** A question that is not answered by then is asked once more later. Milliseconds. */
const patience = 5_000;

const queryPath = '/_matrix/client/v3/keys/query';

/**
 * Of whom the homeserver has told the devices since they may last have changed. The crypto machine encrypts for the
 * devices it knows, also where it has asked for others in vain: who was left out could never read the message.
 * Source: Client-Server API, "Tracking the device list for a user".
 */
export class DeviceLists {
  readonly #told = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #asking = new Set<Set<string>>();
  readonly #waiting = new Set<() => void>();
  /** How many questions have come to an end. */
  #answers = 0;

  /** As `fetch`, but what becomes of a question for devices is noted. */
  watch(fetch: Fetch): Fetch {
    return async (input, init) => {
      if (new URL(input).pathname !== queryPath) return fetch(input, init);
      const users = new Set(usersIn(init?.body));
      this.#asking.add(users);
      let told = false;
      try {
        const response = await fetch(input, init);
        told = response.ok && (await hasDevices(response.clone()));
        return response;
      } finally {
        this.#asking.delete(users);
        for (const user of users) {
          if (told) this.#told.add(user);
          if (told) this.#refused.delete(user);
          else this.#refused.add(user);
        }
        this.#answers++;
        for (const goOn of [...this.#waiting]) goOn();
      }
    };
  }

  /** The devices of these, or of all, may be others by now; an answer that is under way may be older than that. */
  forget(users?: readonly string[]): void {
    for (const user of users ?? this.#told) this.#told.delete(user);
    for (const asked of this.#asking) for (const user of users ?? asked) asked.delete(user);
  }

  /** How many questions have been answered or refused. */
  get answers(): number {
    return this.#answers;
  }

  /** The devices of all of them are known. */
  known(users: readonly string[]): boolean {
    return users.every((user) => this.#told.has(user));
  }

  /**
   * Once the crypto machine has asked for whom it had to: it was told of all of these. A homeserver that could not be
   * reached by ours counts as told. Waits for an answer where none came since `answers`, which is the {@link answers} of
   * the time before the machine was made to ask.
   */
  async settled(users: readonly string[], answers: number): Promise<boolean> {
    if (this.#isOpen(users) && this.#answers === answers) await this.#nextAnswer();
    if (this.#isOpen(users)) return false;
    for (const user of users) this.#told.add(user);
    return true;
  }

  #isOpen(users: readonly string[]): boolean {
    return users.some((user) => this.#refused.has(user) || this.#isAsked(user));
  }

  #nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, patience);
      this.#waiting.add(done);
    });
  }

  #isAsked(user: string): boolean {
    return [...this.#asking].some((asked) => asked.has(user));
  }
}

function usersIn(body: unknown): readonly string[] {
  if (typeof body !== 'string') return [];
  return Object.keys(fieldsOf(fieldsOf(JSON.parse(body))['device_keys']));
}

async function hasDevices(response: Response): Promise<boolean> {
  const answer: unknown = await response.json().catch(() => undefined);
  const devices = fieldsOf(answer)['device_keys'];
  return typeof devices === 'object' && devices !== null;
}
