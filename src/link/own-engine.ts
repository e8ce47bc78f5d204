import type { PageMessage } from '../protocol/wire.ts';
import type { EngineAccess, EngineAccessOptions } from './engine-access.ts';
import { EngineRunner } from './engine-runner.ts';

/** An engine for this page alone, where the browser lets no tabs meet (an opaque origin has no locks). */
export class OwnEngine implements EngineAccess {
  readonly #runner: EngineRunner;
  readonly #closed = new AbortController();
  #post: ((message: unknown) => void) | undefined;
  #running = false;

  constructor({ platform, engineUrl, settings, received, lost }: EngineAccessOptions) {
    this.#runner = new EngineRunner({
      platform,
      engineUrl,
      start: { kind: 'start', settings, shared: false, steal: false },
      ready: () => undefined,
      connected: (post) => (this.#post = post),
      received,
      lost,
    });
  }

  get starting(): boolean {
    return this.#runner.starting;
  }

  ensure(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#runner.run(this.#closed.signal, false).finally(() => (this.#running = false));
  }

  replace(): void {
    this.#runner.restart();
  }

  takeOver(): boolean {
    // This page starts its engine from beside its own script.
    return false;
  }

  servesOthers(): Promise<boolean> {
    return Promise.resolve(false);
  }

  send(message: PageMessage): void {
    this.#post?.(message);
  }

  close(): void {
    this.#closed.abort();
  }
}
