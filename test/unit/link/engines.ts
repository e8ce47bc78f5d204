import type { EngineLink, EngineService } from '../../../src/protocol/engine-link.ts';
import type { SessionSnapshot } from '../../../src/protocol/session.ts';
import type { Versions } from '../../../src/link/versions.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import { createEngineLink } from '../../../src/link/engine-link.ts';
import { linkNames } from '../../../src/link/names.ts';
import { FakeBrowser } from './fake-browser.ts';
import type { FakePage, FakeWorker } from './fake-browser.ts';

export const settings = {
  homeserver: 'https://matrix.example.org',
  deviceName: 'wiki.example.org',
  wasmUrl: 'https://wiki.example.org/crypto.wasm',
};

/** The build of the script that comes after this one. */
export const nextVersions = {
  release: ownVersions.release + 1,
  version: ownVersions.version + 1,
  oldest: ownVersions.version + 1,
  schema: 99,
};

/** An engine that says which one it is: `userId` of its session is its number. */
export interface TestEngine {
  readonly number: number;
  readonly worker: FakeWorker;
  stopped: boolean;
  /** How often it heard that a page has gone. */
  gone: number;
  /** Something would be lost by its end. */
  needed: boolean;
}

/** A browser whose engines are counted; a second one beside one that still holds the lock is an error. */
export function countingBrowser(
  startTakes = 50,
  callTakes = 30,
): { browser: FakeBrowser; engines: TestEngine[]; faults: string[] } {
  const engines: TestEngine[] = [];
  const faults: string[] = [];
  const browser = new FakeBrowser((_settings, worker) => {
    const engine: TestEngine = { number: engines.length + 1, worker, stopped: false, gone: 0, needed: false };
    const held = browser.holder(linkNames(settings.homeserver).engine);
    if (held !== worker.agent) faults.push(`engine ${engine.number} started without the lock`);
    const beside = engines.filter((other) => other.worker.agent.alive && !other.stopped && held === other.worker.agent);
    if (beside.length > 0) faults.push(`engine ${engine.number} started beside ${beside[0]?.number}`);
    engines.push(engine);
    return new Promise((resolve) => {
      worker.agent.run(() => resolve(serviceOf(engine, callTakes)), startTakes);
    });
  });
  return { browser, engines, faults };
}

function serviceOf(engine: TestEngine, callTakes: number): EngineService {
  const session: SessionSnapshot = { state: 'signed-in', userId: String(engine.number), deviceId: 'D' };
  const service = {
    call: (name: string, args: unknown) =>
      new Promise((resolve) => {
        const bytes = (args as { text?: string }).text?.length ?? 0;
        const result = (): unknown =>
          name === 'is-needed' ? { needed: engine.needed } : { bytes, limit: engine.number };
        engine.worker.agent.run(() => resolve(result()), callTakes);
      }),
    subscribe: (topic: string, _key: string, listener: (update: unknown) => void) => {
      if (topic === 'session') listener(session);
      return () => undefined;
    },
    pageGone: () => {
      engine.gone++;
    },
    stop: () => {
      engine.stopped = true;
    },
  };
  return service as unknown as EngineService;
}

/** A page with a link, what it hears and what its calls gave. */
export class TestPage {
  readonly page: FakePage;
  readonly link: EngineLink;
  session: SessionSnapshot | undefined;
  asked = 0;
  answered = 0;
  readonly failures: unknown[] = [];
  #stop: (() => void) | undefined;

  constructor(
    browser: FakeBrowser,
    missing: { locks?: boolean } = {},
    engineUrl = 'https://cdn.example.org/engine.js',
    versions: Versions = ownVersions,
  ) {
    this.page = browser.openPage(versions);
    this.link = createEngineLink({
      homeserver: settings.homeserver,
      engineUrl,
      settings,
      versions,
      platform: this.page.platform(missing),
    });
  }

  /** With a script of the next build. */
  static newer(browser: FakeBrowser): TestPage {
    return new TestPage(browser, {}, 'https://cdn.example.org/engine-2.js', nextVersions);
  }

  /** Says that it is older than the engine that serves. */
  get outdated(): boolean {
    return this.session?.state === 'failed' && this.session.error.code === 'version-mismatch';
  }

  follow(): this {
    this.#stop = this.link.subscribe('session', '', (update) => (this.session = update));
    return this;
  }

  /** Ends what {@link follow} began. */
  leave(): this {
    this.#stop?.();
    return this;
  }

  call(): this {
    const text = 'x'.repeat(++this.asked);
    this.link.call('measure', { room: '#a:b', text }).then(
      ({ bytes }) => {
        if (bytes !== text.length) throw new Error(`the answer of another call: ${bytes}`);
        this.answered++;
      },
      (error: unknown) => this.failures.push(error),
    );
    return this;
  }
}

export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
