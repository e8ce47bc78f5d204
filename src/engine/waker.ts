import { pause } from './pacing.ts';

/** Waits that all end when somebody has reason to believe that trying again will help. */
export class Waker {
  #woken = Promise.withResolvers<void>();

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return pause(ms, signal, this.#woken.promise);
  }

  wake(): void {
    this.#woken.resolve();
    this.#woken = Promise.withResolvers<void>();
  }
}
