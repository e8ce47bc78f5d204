import type { CommandName, Commands, TopicName, Topics } from '../protocol/command.ts';
import type { EngineLink } from '../protocol/engine-link.ts';
import { WikiRoomError } from '../protocol/error.ts';
import { once } from '../protocol/once.ts';
import type { Platform } from './platform.ts';

/** Where it cannot be loaded, it is tried again this often for those who follow something. Milliseconds. */
const retryPace = 30_000;

/** Somebody follows a topic, and does so from when the link is there. */
interface Follower {
  readonly begin: (link: EngineLink) => void;
  readonly failed: (error: WikiRoomError) => void;
}

/**
 * A link to the engine that is a chunk of its own: what is stored of a room is painted without it. Loaded for the first
 * command, or once what is followed need not wait any more. Where it cannot be loaded, commands reject with
 * `script-unreachable`, followers of `session` get `failed`, and it is tried again:
 * for whoever asks next, when the network is back, and from time to time.
 */
export class DeferredLink implements EngineLink {
  readonly #there: () => Promise<EngineLink>;
  readonly #events: Platform['events'];
  #loaded: EngineLink | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #moments = new Set<Promise<unknown>>();
  readonly #followers = new Set<Follower>();

  constructor(load: () => Promise<EngineLink>, events: Platform['events']) {
    this.#events = events;
    this.#there = once(async () => {
      try {
        return this.#begin(await load());
      } catch (error) {
        throw this.#fail(error);
      }
    });
  }

  async call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']> {
    return (this.#loaded ?? (await this.#there())).call(name, args);
  }

  startAfter(moment: Promise<unknown>): void {
    if (this.#loaded !== undefined) return this.#loaded.startAfter(moment);
    this.#moments.add(moment);
    const pass = (): void => {
      this.#moments.delete(moment);
      this.#loadInTime();
    };
    moment.then(pass, pass);
  }

  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void {
    if (this.#loaded !== undefined) return this.#loaded.subscribe(topic, key, listener);
    let stopped = false;
    let stop: (() => void) | undefined;
    const follower: Follower = {
      begin: (link) => {
        stop = link.subscribe(topic, key, listener);
        // The first value may have been enough.
        if (stopped) stop();
      },
      failed: (error) => {
        if (topic === 'session') (listener as SessionListener)({ state: 'failed', error: error.toData() });
      },
    };
    this.#followers.add(follower);
    this.#loadInTime();
    return () => {
      stopped = true;
      this.#followers.delete(follower);
      stop?.();
    };
  }

  /** Once the last moment has passed that somebody wants to wait for. */
  #loadInTime = (): void => {
    if (this.#moments.size === 0 && this.#followers.size > 0) this.#there().catch(() => undefined);
  };

  /** Whoever follows something is told, and has it tried again. */
  #fail(cause: unknown): WikiRoomError {
    const error = WikiRoomError.from(cause, 'script-unreachable');
    for (const { failed } of [...this.#followers]) failed(error);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#loadInTime, retryPace);
    this.#events.addEventListener('online', this.#loadInTime);
    return error;
  }

  #begin(link: EngineLink): EngineLink {
    this.#loaded = link;
    clearTimeout(this.#retry);
    this.#events.removeEventListener('online', this.#loadInTime);
    for (const moment of this.#moments) link.startAfter(moment);
    for (const follower of this.#followers) {
      this.#followers.delete(follower);
      follower.begin(link);
    }
    return link;
  }
}

type SessionListener = (update: Topics['session']['update']) => void;
