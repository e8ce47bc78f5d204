import type { Fetch } from '../http/matrix-api.ts';
import { fieldsOf } from '../shape.ts';

const queryPath = '/_matrix/client/v3/keys/query';

/**
 * Of whom the homeserver has told the devices since they may last have changed, and whether the crypto machine has taken
 * that in. The crypto machine encrypts for the
 * devices it knows, also where it has asked for others in vain: who was left out could never read the message.
 * Source: Client-Server API, "Tracking the device list for a user".
 */
export class DeviceLists {
  /** By user, with the number of the answer that told them; 0: nobody had to ask. */
  readonly #told = new Map<string, number>();
  readonly #tracked = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #asking = new Set<Set<string>>();
  /** When the devices of somebody, or of everybody, may last have changed: the {@link moment} that began with it. */
  readonly #changed = new Map<string, number>();
  #allChanged = 0;
  #moment = 0;
  /** How many answers told of devices, and how many of them the machine has taken in. */
  #answers = 0;
  #taken = 0;

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
        if (told) this.#answers++;
        for (const user of users) {
          if (told) this.#told.set(user, this.#answers);
          if (told) this.#refused.delete(user);
          else this.#refused.add(user);
        }
      }
    };
  }

  /** The devices of these, or of all, may be others by now; an answer that is under way may be older than that. */
  forget(users?: readonly string[]): void {
    this.#moment++;
    if (users === undefined) this.#allChanged = this.#moment;
    for (const user of users ?? []) this.#changed.set(user, this.#moment);
    for (const user of users ?? this.#told.keys()) this.#told.delete(user);
    for (const asked of this.#asking) for (const user of users ?? asked) asked.delete(user);
  }

  /** Begins anew whenever somebody's devices may have changed. */
  get moment(): number {
    return this.#moment;
  }

  /** The machine asks by itself for these whenever their devices change: something was encrypted for them. */
  track(users: readonly string[]): void {
    for (const user of users) this.#tracked.add(user);
  }

  tracks(users: readonly string[]): boolean {
    return users.every((user) => this.#tracked.has(user));
  }

  /** The homeserver has told the devices of all of them. */
  known(users: readonly string[]): boolean {
    return users.every((user) => this.#told.has(user));
  }

  /** The machine has taken in what was told of them. */
  isTaken(users: readonly string[]): boolean {
    return users.every((user) => (this.#told.get(user) ?? 0) <= this.#taken);
  }

  /** `take` ends when the machine has asked for whom it had to, and has taken in what was answered before it began. */
  async taking(take: () => Promise<void>): Promise<void> {
    const answers = this.#answers;
    await take();
    this.#taken = Math.max(this.#taken, answers);
  }

  /**
   * After {@link taking}: `known`, the machine knows the devices of all of these as they were at `since`, the {@link moment}
   * before; a homeserver that could not be reached by ours counts as told. `changed`: somebody's have changed since.
   * `refused`: somebody's could not be asked for.
   */
  settle(users: readonly string[], since: number): 'known' | 'changed' | 'refused' {
    const open = users.filter((user) => !this.#told.has(user));
    if (open.some((user) => this.#isUnanswered(user))) return 'refused';
    if (open.some((user) => Math.max(this.#allChanged, this.#changed.get(user) ?? 0) > since)) return 'changed';
    for (const user of open) this.#told.set(user, 0);
    return 'known';
  }

  #isUnanswered(user: string): boolean {
    return this.#refused.has(user) || [...this.#asking].some((asked) => asked.has(user));
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
