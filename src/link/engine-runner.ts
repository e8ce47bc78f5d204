import { WikiRoomError } from '../protocol/error.ts';
import { runEngineWorker } from './engine-worker.ts';
import type { EngineWorkerOptions } from './engine-worker.ts';
import { startTimer } from './timer.ts';

export interface EngineRunnerOptions extends Omit<EngineWorkerOptions, 'signal'> {
  /** The engine cannot be started, after all attempts. */
  readonly lost: (error: WikiRoomError) => void;
}

const attempts = 5;
/** Milliseconds before the second attempt; doubled with each. */
const firstDelay = 500;
/** An engine that has served this long starts with all its attempts again. Milliseconds. */
const settled = 60_000;

/** One that lives and does not serve after this long waits for what does not come. Milliseconds; 180 s were seen to end well. */
const longestStart = 300_000;

/** Any other reason names something that trying again does not change. */
const passing: readonly unknown[] = ['engine-lost', 'unknown', undefined];

const outwaited = new WikiRoomError('storage-unavailable', 'the engine waits without end', { detail: 'blocked' });

function passes(error: WikiRoomError | undefined): boolean {
  // A tab that sleeps with an older database open may be closed.
  return passing.includes(error?.code) || (error?.code === 'storage-unavailable' && error.detail === 'blocked');
}

/** Keeps an engine running while this page holds it: starts its worker again when it dies. */
export class EngineRunner {
  readonly #options: EngineRunnerOptions;
  #worker: AbortController | undefined;
  #starting = false;

  constructor(options: EngineRunnerOptions) {
    this.#options = options;
  }

  /** True while this page is to run an engine and none serves yet: loading, or waiting before another attempt. */
  get starting(): boolean {
    return this.#starting;
  }

  /** Ends a worker that hangs; the next one is started as after a crash. */
  restart(): void {
    this.#worker?.abort();
  }

  /** Until the signal, or until all attempts have failed. */
  async run(signal: AbortSignal, steal: boolean): Promise<void> {
    this.#starting = true;
    await this.#attempts(signal, steal).finally(() => (this.#starting = false));
  }

  async #attempts(signal: AbortSignal, steal: boolean): Promise<void> {
    const { platform, start, lost } = this.#options;
    let failures = 0;
    for (;;) {
      let since: number | undefined;
      const error = await this.#runOnce(signal, { ...start, steal }, () => {
        since = platform.now();
      });
      if (signal.aborted) return;
      failures = since !== undefined && platform.now() - since > settled ? 1 : failures + 1;
      if (failures === attempts || error === outwaited || !passes(error)) {
        return lost(error ?? new WikiRoomError('engine-lost', 'the engine hangs'));
      }
      await new Promise<void>((resolve) => {
        const timer = platform.setTimeout(resolve, firstDelay * 2 ** (failures - 1));
        signal.addEventListener('abort', () => {
          platform.clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async #runOnce(
    signal: AbortSignal,
    start: EngineWorkerOptions['start'],
    ready: () => void,
  ): Promise<WikiRoomError | undefined> {
    const worker = new AbortController();
    const abort = (): void => worker.abort();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    this.#worker = worker;
    let timer: number | undefined;
    const { platform } = this.#options;
    const watch = (): void => {
      timer = startTimer(platform, longestStart, (onTime) => (onTime ? worker.abort(outwaited) : watch()));
    };
    watch();
    try {
      const error = await runEngineWorker({
        ...this.#options,
        start,
        signal: worker.signal,
        ready: () => {
          platform.clearTimeout(timer);
          this.#starting = false;
          ready();
          this.#options.ready();
        },
      });
      return worker.signal.reason === outwaited ? outwaited : error;
    } finally {
      platform.clearTimeout(timer);
      this.#starting = true;
      signal.removeEventListener('abort', abort);
    }
  }
}
