import type { EngineService } from '../protocol/engine-link.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { EngineSettings } from '../protocol/settings.ts';
import { asStartMessage } from './control.ts';
import type { StartMessage, WorkerMessage } from './control.ts';
import { EnginePort } from './engine-port.ts';
import { linkNames } from './names.ts';
import { ownVersions } from './versions.ts';
import type { Versions } from './versions.ts';

/** What the host uses of a worker's global scope. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
  addEventListener(type: 'error' | 'unhandledrejection', listener: (event: Event) => void): void;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  readonly navigator: { readonly locks: LockManager };
  readonly BroadcastChannel: typeof BroadcastChannel;
}

/** `giveUp`: this engine cannot go on, and a new worker is to go on from the store. */
type Start = (settings: EngineSettings, giveUp: (reason: unknown) => void) => Promise<EngineService>;

/**
 * Runs the engine in this worker: starts it under the engine lock, serves the pages, and stops it at once when the
 * lock is stolen (this worker was taken for dead).
 */
export function hostEngine(
  start: Start,
  scope = globalThis as unknown as WorkerScope,
  versions: Versions = ownVersions,
): void {
  const host = new EngineHost(start, scope, versions);
  scope.onmessage = (event) => host.receive(event.data);
  scope.addEventListener('error', (event) => host.notice((event as ErrorEvent).error));
  scope.addEventListener('unhandledrejection', (event) => host.notice((event as PromiseRejectionEvent).reason));
  scope.postMessage({ kind: 'loaded' } satisfies WorkerMessage);
}

/** An engine whose page lost its place ends sooner than this, if it ends by itself. Milliseconds. */
const longestEnd = 5_000;
/** While it starts it says this often that it lives. Milliseconds. */
const signOfLife = 10_000;

class EngineHost {
  readonly #start: Start;
  readonly #scope: WorkerScope;
  readonly #versions: Versions;
  #started = false;
  #stopped = false;
  #service: EngineService | undefined;
  #port: EnginePort | undefined;
  #channel: BroadcastChannel | undefined;

  constructor(start: Start, scope: WorkerScope, versions: Versions) {
    this.#start = start;
    this.#scope = scope;
    this.#versions = versions;
  }

  receive(data: unknown): void {
    const message = asStartMessage(data);
    if (message === undefined) this.#port?.receive(data);
    else if (!this.#started) void this.#run(message);
  }

  /**
   * An error that nobody caught. A module of WebAssembly that has trapped (a fault in it, no memory left) may have been
   * halfway through a change: nothing it holds can be relied on, and a new worker goes on from the store.
   */
  notice(error: unknown): void {
    if (error instanceof WebAssembly.RuntimeError) this.#stop(error);
  }

  async #run(message: StartMessage): Promise<void> {
    this.#started = true;
    this.#sayThatItLives();
    const { homeserver } = message.settings;
    try {
      if (!message.shared) return await this.#serveOnePage(message.settings);
      // Rejects as soon as the lock is stolen, while the callback still waits.
      await this.#withLock(linkNames(homeserver).engine, message.steal, async () => {
        await this.#serveAllPages(message.settings);
        if (!this.#stopped) await new Promise<never>(() => undefined);
      });
    } catch (error) {
      this.#stop(error);
    }
  }

  #sayThatItLives(): void {
    this.#scope.setTimeout(() => {
      if (this.#service !== undefined || this.#stopped) return;
      this.#scope.postMessage({ kind: 'waiting' } satisfies WorkerMessage);
      this.#sayThatItLives();
    }, signOfLife);
  }

  /**
   * The page of this worker is the one that may run an engine. One that still holds the lock after a while is asleep with
   * a page that lost its place.
   */
  async #withLock(name: string, steal: boolean, run: () => Promise<void>): Promise<void> {
    const { locks } = this.#scope.navigator;
    if (!steal) {
      const waiting = new AbortController();
      const granted = new AbortController();
      this.#scope.setTimeout(() => waiting.abort(), longestEnd);
      const served = (): Promise<void> => {
        granted.abort();
        return run();
      };
      try {
        return await locks.request(name, { signal: waiting.signal }, served);
      } catch (error) {
        if (granted.signal.aborted || !waiting.signal.aborted) throw error;
      }
    }
    await locks.request(name, { steal: true }, run);
  }

  async #serveOnePage(settings: EngineSettings): Promise<void> {
    const never = new Promise<never>(() => undefined);
    await this.#serve(
      settings,
      (message) => this.#scope.postMessage(message),
      () => never,
    );
  }

  async #serveAllPages(settings: EngineSettings): Promise<void> {
    const names = linkNames(settings.homeserver);
    const channel = new this.#scope.BroadcastChannel(names.channel);
    this.#channel = channel;
    const gone = (page: string): Promise<void> =>
      this.#scope.navigator.locks.request(names.page(page), () => undefined);
    await this.#serve(settings, (message) => channel.postMessage(message), gone);
    channel.onmessage = (event: MessageEvent<unknown>) => this.#port?.receive(event.data);
  }

  async #serve(settings: EngineSettings, ...[post, gone]: PortArguments): Promise<void> {
    const service = await this.#start(settings, (reason) => this.#stop(reason));
    if (this.#stopped) return service.stop();
    this.#service = service;
    this.#port = new EnginePort(service, this.#versions, post, gone);
    this.#scope.postMessage({ kind: 'ready' } satisfies WorkerMessage);
    this.#port.announce();
  }

  #stop(reason: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#port?.close();
    this.#service?.stop();
    this.#channel?.close();
    this.#scope.postMessage({ kind: 'closed', error: WikiRoomError.from(reason, 'engine-lost').toData() });
    this.#scope.close();
  }
}

type PortArguments = [
  post: ConstructorParameters<typeof EnginePort>[2],
  gone: ConstructorParameters<typeof EnginePort>[3],
];
