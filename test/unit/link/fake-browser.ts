import { hostEngine } from '../../../src/link/engine-host.ts';
import type { WorkerScope } from '../../../src/link/engine-host.ts';
import type { Platform } from '../../../src/link/platform.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import type { Versions } from '../../../src/link/versions.ts';
import type { EngineService } from '../../../src/protocol/engine-link.ts';
import type { EngineSettings } from '../../../src/protocol/settings.ts';
import { Clock } from './clock.ts';

/**
 * One browser profile in virtual time: pages and workers as agents that can be frozen and killed, with Web Locks and
 * BroadcastChannels between them, behaving as the specifications say.
 */
export class FakeBrowser {
  readonly clock = new Clock();
  readonly #locks = new Map<string, LockState>();
  readonly #channels = new Set<FakeChannel>();
  /** Every worker that was started and not ended. */
  readonly workers = new Set<FakeWorker>();
  /** The engine's script: what the next workers run. */
  start: (settings: EngineSettings, worker: FakeWorker) => Promise<EngineService>;
  /** How loading the script goes, for each address. */
  load: (url: string, page: FakePage) => 'loads' | 'fails' | 'throws' = () => 'loads';

  constructor(start: FakeBrowser['start']) {
    this.start = start;
  }

  /** With a script of that build. */
  openPage(versions: Versions = ownVersions): FakePage {
    return new FakePage(this, versions);
  }

  holder(name: string): Agent | undefined {
    return this.#locks.get(name)?.holder?.agent;
  }

  /** Names of the locks that somebody holds. */
  held(): readonly string[] {
    return [...this.#locks].filter(([, { holder }]) => holder !== undefined).map(([name]) => name);
  }

  locksOf(agent: Agent): LockManager {
    const request = (
      name: string,
      ...rest: [LockGrantedCallback<unknown>] | [LockOptions, LockGrantedCallback<unknown>]
    ) => {
      const [options, callback] = rest.length === 2 ? rest : [{} as LockOptions, rest[0]];
      return new Promise((resolve, reject) => {
        const wanted: LockRequest = { agent, callback, resolve, reject };
        const state = this.#locks.get(name) ?? { holder: undefined, queue: [] };
        this.#locks.set(name, state);
        options.signal?.addEventListener('abort', () => {
          if (!state.queue.includes(wanted)) return;
          state.queue = state.queue.filter((other) => other !== wanted);
          agent.run(() => reject(aborted()));
        });
        if (options.steal === true) {
          const robbed = state.holder;
          state.holder = undefined;
          robbed?.agent.run(() => robbed.reject(aborted()));
          state.queue.unshift(wanted);
        } else {
          state.queue.push(wanted);
        }
        this.#grant(state);
      });
    };
    const query = () => Promise.resolve({ held: this.held().map((name) => ({ name })) });
    return { request, query };
  }

  channelOf(agent: Agent): typeof BroadcastChannel {
    const channels = this.#channels;
    return class extends FakeChannel {
      constructor(name: string) {
        super(name, agent, channels);
      }
    } as unknown as typeof BroadcastChannel;
  }

  /** What a dead agent held goes to the next. */
  forget(agent: Agent): void {
    for (const state of this.#locks.values()) {
      state.queue = state.queue.filter((wanted) => wanted.agent !== agent);
      if (state.holder?.agent === agent) state.holder = undefined;
      this.#grant(state);
    }
    for (const channel of this.#channels) if (channel.agent === agent) this.#channels.delete(channel);
  }

  #grant(state: LockState): void {
    if (state.holder !== undefined) return;
    const next = state.queue.shift();
    if (next === undefined) return;
    state.holder = next;
    next.agent.run(() => void hold());
    const hold = async (): Promise<void> => {
      let result: unknown;
      let failure: unknown;
      try {
        result = await next.callback(null);
      } catch (error) {
        failure = error;
      }
      if (state.holder !== next) return;
      state.holder = undefined;
      this.#grant(state);
      if (failure === undefined) next.resolve(result);
      else next.reject(failure);
    };
  }
}

const aborted = (): DOMException => new DOMException('lock', 'AbortError');

interface LockRequest {
  readonly agent: Agent;
  readonly callback: LockGrantedCallback<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface LockState {
  holder: LockRequest | undefined;
  queue: LockRequest[];
}

/** A thread of its own: what reaches it while it is frozen waits, what reaches it when it is dead is lost. */
export class Agent {
  readonly browser: FakeBrowser;
  alive = true;
  #frozen = false;
  readonly #waiting: (() => void)[] = [];

  constructor(browser: FakeBrowser) {
    this.browser = browser;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  run(task: () => void, delay = 0): number {
    return this.browser.clock.setTimeout(() => {
      if (!this.alive) return;
      if (this.#frozen) this.#waiting.push(task);
      else task();
    }, delay);
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const task of this.#waiting.splice(0)) this.run(task);
  }

  kill(): void {
    this.alive = false;
    this.browser.forget(this);
  }
}

class FakeChannel {
  readonly name: string;
  readonly agent: Agent;
  readonly #all: Set<FakeChannel>;
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(name: string, agent: Agent, all: Set<FakeChannel>) {
    this.name = name;
    this.agent = agent;
    this.#all = all;
    all.add(this);
  }

  postMessage(message: unknown): void {
    if (!this.agent.alive) return;
    for (const other of this.#all) {
      if (other === this || other.name !== this.name) continue;
      const data: unknown = structuredClone(message);
      other.agent.run(() => this.#all.has(other) && other.onmessage?.({ data } as MessageEvent));
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}

/** Counts who listens. */
class CountedEvents extends EventTarget {
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
}

/** Of a document what the link asks of it. */
class FakeDocument extends CountedEvents {
  visibilityState: DocumentVisibilityState = 'visible';
}

export class FakePage extends Agent {
  readonly events = new CountedEvents();
  readonly document = new FakeDocument();
  readonly versions: Versions;

  constructor(browser: FakeBrowser, versions: Versions) {
    super(browser);
    this.versions = versions;
  }

  get listeners(): number {
    return this.events.listeners + this.document.listeners;
  }

  /** Leaves the page as a closed tab or, `persisted`, into the back/forward cache. */
  hide(persisted: boolean): void {
    this.events.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
  }

  show(): void {
    this.events.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  }

  /** The reader looks at another tab, or comes back. */
  turn(visibilityState: DocumentVisibilityState): void {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }

  override kill(): void {
    super.kill();
    for (const worker of this.browser.workers) if (worker.page === this) worker.terminate();
  }

  platform(missing: { locks?: boolean } = {}): Platform {
    const { browser, events, document } = this;
    return {
      locks: missing.locks === true ? undefined : browser.locksOf(this),
      BroadcastChannel: browser.channelOf(this),
      Worker: workerOf(browser, this),
      document: document as unknown as Document,
      events,
      origin: 'https://wiki.example.org',
      now: () => browser.clock.now,
      setTimeout: (callback, milliseconds) => this.run(callback, milliseconds),
      clearTimeout: (timer) => browser.clock.clearTimeout(timer),
    };
  }
}

function workerOf(browser: FakeBrowser, page: FakePage): typeof Worker {
  return class extends FakeWorker {
    constructor(url: string) {
      super(browser, page, url);
    }
  } as unknown as typeof Worker;
}

export class FakeWorker {
  readonly page: FakePage;
  readonly agent: Agent;
  readonly url: string;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onmessageerror: ((event: Event) => void) | null = null;
  readonly #scope: WorkerScope;
  readonly #events = new EventTarget();
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(browser: FakeBrowser, page: FakePage, url: string) {
    const outcome = browser.load(url, page);
    if (outcome === 'throws') throw new DOMException('not allowed', 'SecurityError');
    this.page = page;
    this.url = url;
    this.agent = new Agent(browser);
    browser.workers.add(this);
    this.#scope = {
      onmessage: null,
      postMessage: (message: unknown) => {
        const data: unknown = structuredClone(message);
        page.run(() => this.onmessage?.({ data } as MessageEvent));
      },
      close: () => this.terminate(),
      addEventListener: (type, listener) => this.#events.addEventListener(type, listener),
      setTimeout: (callback, milliseconds) => this.agent.run(callback, milliseconds),
      navigator: { locks: browser.locksOf(this.agent) },
      BroadcastChannel: browser.channelOf(this.agent),
    };
    this.agent.run(() => {
      if (outcome === 'fails') page.run(() => this.onerror?.(new Event('error')));
      else {
        const start = (settings: EngineSettings, giveUp: (reason: unknown) => void): Promise<EngineService> => {
          this.#giveUp = giveUp;
          return browser.start(settings, this);
        };
        hostEngine(start, this.#scope, page.versions);
      }
    }, 20);
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    this.agent.run(() => this.#scope.onmessage?.({ data } as MessageEvent));
  }

  /** An error in it that nobody catches. */
  throwError(error: unknown): void {
    this.agent.run(() => this.#events.dispatchEvent(Object.assign(new Event('error'), { error })));
  }

  /** The engine itself finds that it cannot go on. */
  giveUp(reason: unknown): void {
    this.agent.run(() => this.#giveUp?.(reason));
  }

  terminate(): void {
    this.agent.browser.workers.delete(this);
    this.agent.kill();
  }
}
