import type { Platform } from './platform.ts';
import { startTimer } from './timer.ts';

export interface LivenessOptions {
  /** Milliseconds of silence after which the engine is asked for a sign of life, while something is awaited. */
  readonly patience: number;
  /** The same while nothing is awaited. */
  readonly idlePatience: number;
  /** Milliseconds it then has to answer. */
  readonly grace: number;
  readonly waiting: () => boolean;
  /** Asks for a sign of life; {@link Liveness.heard} tells of it. */
  readonly ping: () => void;
  readonly dead: () => void;
}

/** Finds out that the engine does not answer any more, by this page's own watch, and only while that watch goes right. */
export class Liveness {
  readonly #platform: Platform;
  readonly #options: LivenessOptions;
  #timer: number | undefined;
  #running = false;
  #silent = true;
  #idle = false;

  constructor(platform: Platform, options: LivenessOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  /** A sign of life. */
  heard(): void {
    this.#silent = false;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#listen();
  }

  stop(): void {
    this.#running = false;
    this.#platform.clearTimeout(this.#timer);
  }

  /** Something is awaited from now on: the silence counts from here, unless it has begun already. */
  hurry(): void {
    if (this.#running && (this.#idle || !this.#silent)) this.#listen();
  }

  #listen(): void {
    this.#silent = true;
    const { patience, idlePatience, waiting, ping, grace, dead } = this.#options;
    this.#idle = !waiting();
    this.#after(this.#idle ? idlePatience : patience, (onTime) => {
      if (!onTime || !this.#silent) return this.#listen();
      ping();
      this.#after(grace, (stillOnTime) => {
        if (stillOnTime && this.#silent) dead();
        if (this.#running) this.#listen();
      });
    });
  }

  #after(milliseconds: number, then: (onTime: boolean) => void): void {
    this.#platform.clearTimeout(this.#timer);
    this.#timer = startTimer(this.#platform, milliseconds, (onTime) => {
      if (this.#running) then(onTime);
    });
  }
}
