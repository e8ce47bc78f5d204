import type { EngineLink } from '../protocol/engine-link.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { EngineSettings } from '../protocol/settings.ts';
import type { EngineAccess, EngineAccessOptions } from './engine-access.ts';
import { Liveness } from './liveness.ts';
import { linkNames } from './names.ts';
import { OwnEngine } from './own-engine.ts';
import { PagePort } from './page-port.ts';
import { browserPlatform } from './platform.ts';
import type { Platform } from './platform.ts';
import { holdPresence } from './presence.ts';
import { SharedEngine } from './shared-engine.ts';
import { ownVersions } from './versions.ts';
import type { Versions } from './versions.ts';
import { asEngineMessage } from './wire-shape.ts';

export interface EngineLinkOptions {
  readonly homeserver: string;
  /** Absolute address of the engine's script, of any origin. */
  readonly engineUrl: string;
  readonly settings: EngineSettings;
  readonly platform?: Platform;
  /** Of this build; tests give their own. */
  readonly versions?: Versions;
}

/**
 * The way to the one engine of this homeserver in this browser profile, wherever it runs. Nothing is started before the
 * first call or subscription, and nothing stays of it when there has been none for a while. Where no engine can be had, calls
 * reject and followers of `session` get `failed`.
 */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  const link = new Link(options);
  return {
    call: (name, args) => {
      const result = link.port.call(name, args);
      link.wake();
      const answered = (): void => link.restLater();
      result.then(answered, answered);
      return result;
    },
    subscribe: (topic, key, listener) => {
      const stop = link.port.subscribe(topic, key, listener);
      link.wakeInTime();
      return () => {
        stop();
        link.restLater();
      };
    },
    startAfter: (moment) => link.startAfter(moment),
  };
}

/** Where no engine can be had, one is tried again this often. Milliseconds. */
const retryPace = 30_000;
/** A page that uses no engine lets go of it after this: an element may be moved, or its room be opened again. Milliseconds. */
const restAfter = 60_000;
const comesBack: readonly string[] = ['engine-lost', 'unknown', 'storage-full', 'storage-unavailable'];

class Link {
  readonly port: PagePort;
  readonly #options: EngineAccessOptions;
  readonly #liveness: Liveness;
  /** From the first question on; raised when the page is left or frozen. */
  #connection: AbortController | undefined;
  #access: EngineAccess | undefined;
  /** An engine of a newer build serves: this page is never to run one again. */
  #outdated = false;
  /** Moments that are waited for, and whether something was asked meanwhile. */
  #moments = 0;
  #sleepy = false;
  #retry: number | undefined;
  #rest: number | undefined;

  constructor({ engineUrl, settings, platform = browserPlatform(), versions = ownVersions }: EngineLinkOptions) {
    this.port = new PagePort({
      versions,
      post: (message) => this.#access?.send(message),
      mismatch: (engine) => {
        if (engine !== 'newer') return this.#access?.takeOver() === true;
        this.#giveWay();
        return true;
      },
    });
    this.#options = {
      platform,
      engineUrl,
      settings,
      received: (data) => this.#receive(data),
      lost: (error) => this.#lost(error),
    };
    this.#liveness = new Liveness(platform, {
      patience: 4_000,
      idlePatience: 20_000,
      grace: 4_000,
      waiting: () => this.port.waiting,
      ping: () => (this.#access?.starting === true ? this.#liveness.heard() : this.port.hello()),
      dead: () => {
        if (!this.port.givenUp) this.#access?.replace();
      },
    });
  }

  /** Something was asked of the engine. */
  wake(): void {
    if (this.#outdated) this.port.fail(outdated());
    else if (this.#connection === undefined) {
      this.#followPage('addEventListener');
      this.#connect();
    } else {
      this.#access?.ensure();
      this.#liveness.hurry();
    }
  }

  /** Something is followed. */
  wakeInTime(): void {
    if (this.#moments === 0 || this.#connection !== undefined) this.wake();
    else this.#sleepy = true;
  }

  startAfter(moment: Promise<unknown>): void {
    this.#moments++;
    const pass = (): void => {
      this.#moments--;
      if (this.#moments > 0 || !this.#sleepy) return;
      this.#sleepy = false;
      if (!this.port.isIdle()) this.wake();
    };
    moment.then(pass, pass);
  }

  /** The last room of the page may have gone: a while after it, nothing of the link stays. Whoever asks next begins anew. */
  restLater(): void {
    const { platform } = this.#options;
    platform.clearTimeout(this.#rest);
    this.#rest = platform.setTimeout(() => void this.#restUnlessNeeded(), restAfter);
  }

  async #restUnlessNeeded(): Promise<void> {
    if (!this.port.isIdle() || this.#connection === undefined) return;
    const timer = this.#rest;
    const isNeeded = this.port.served && (await this.#isNeeded());
    // Somebody may have come meanwhile, or come and gone.
    if (!this.port.isIdle() || this.#rest !== timer) return;
    if (isNeeded) return this.restLater();
    this.#followPage('removeEventListener');
    this.#disconnect();
    this.#connection = undefined;
  }

  /** By what waits in it, or by other pages: a change of the engine would hold them up, and gain the browser nothing. */
  async #isNeeded(): Promise<boolean> {
    try {
      const asked = this.port.call('is-needed', {});
      this.wake();
      return (await asked).needed || (await this.#access?.servesOthers()) === true;
    } catch {
      return true;
    }
  }

  #connect = (): void => {
    if (this.#outdated || this.#connection?.signal.aborted === false) return;
    const connection = new AbortController();
    this.#connection = connection;
    void this.#reach(crypto.randomUUID(), connection.signal);
  };

  async #reach(page: string, signal: AbortSignal): Promise<void> {
    const { locks, BroadcastChannel } = this.#options.platform;
    const { homeserver } = this.#options.settings;
    const shared =
      locks !== undefined &&
      BroadcastChannel !== undefined &&
      (await holdPresence(locks, linkNames(homeserver).page(page), signal));
    if (signal.aborted) return;
    this.#access = shared ? new SharedEngine(locks, BroadcastChannel, this.#options) : new OwnEngine(this.#options);
    this.#access.ensure();
    this.port.connect(page);
    this.#watch();
  }

  /** The network may be away, or the place full: what was given up comes back by itself. */
  #lost(error: WikiRoomError): void {
    this.port.fail(error);
    this.#options.platform.clearTimeout(this.#retry);
    if (comesBack.includes(error.code)) this.#retry = this.#options.platform.setTimeout(this.#tryAgain, retryPace);
  }

  #tryAgain = (): void => {
    if (this.port.givenUp && !this.#outdated) this.#access?.ensure();
  };

  #disconnect = (): void => {
    this.#liveness.stop();
    this.#options.platform.clearTimeout(this.#retry);
    if (this.#access !== undefined) this.port.bye();
    this.#access?.close();
    this.#access = undefined;
    this.#connection?.abort();
  };

  #giveWay(): void {
    this.#outdated = true;
    // First, for what is asked is told why.
    this.port.fail(outdated());
    this.#disconnect();
  }

  #receive(data: unknown): void {
    const message = asEngineMessage(data);
    if (message !== undefined && this.port.receive(message)) this.#liveness.heard();
  }

  /** The watch is only right while this page is not throttled. */
  #watch = (): void => {
    if (this.#access === undefined || this.#options.platform.document?.visibilityState === 'hidden') {
      this.#liveness.stop();
    } else {
      this.#liveness.start();
    }
  };

  /** A page in the back/forward cache or frozen holds nothing; when it returns it is a new page to the engine. */
  #followPage(change: 'addEventListener' | 'removeEventListener'): void {
    const { events, document } = this.#options.platform;
    events[change]('pagehide', this.#disconnect);
    events[change]('pageshow', this.#connect);
    events[change]('online', this.#tryAgain);
    document?.[change]('freeze', this.#disconnect);
    document?.[change]('resume', this.#connect);
    document?.[change]('visibilitychange', this.#watch);
  }
}

function outdated(): WikiRoomError {
  return new WikiRoomError('version-mismatch', 'an engine of a newer version serves');
}
