import { setTimeout as delay } from 'node:timers/promises';
import type { FaultProxy, ProxiedRequest } from '../stack/fault-proxy.ts';
import type { Stack } from '../stack/stack.ts';
import { waitingOf } from './backlog.ts';
import type { ChaosWindow } from './chaos-window.ts';
import type { Chronicle } from './chronicle.ts';
import type { PeerActor } from './peer-actor.ts';
import type { Step } from './plan.ts';
import type { Profile } from './profile.ts';
import { Weather } from './weather.ts';

export interface StageOptions {
  readonly stack: Stack;
  readonly proxy: FaultProxy;
  readonly profiles: readonly Profile[];
  /** The first half belongs to the first profile. */
  readonly windows: readonly ChaosWindow[];
  readonly chronicle: Chronicle;
  readonly peer: PeerActor;
}

interface Lasting {
  left: number;
  readonly end: () => Promise<void> | void;
}

/** A window is given so long to be ready, milliseconds. */
const readiness = 15_000;
/**
 * A frozen holder is to be replaced within this time, milliseconds: the link's patience, late timers, a start; and one that
 * was stopped within a transaction keeps the others from the database for minutes.
 */
const replacement = 240_000;
/** So many messages of one device. */
const muchWaits = 60;
const unknownToken = { errcode: 'M_UNKNOWN_TOKEN', error: 'Access token has expired', soft_logout: true };

/** Plays the steps. What lasts is ended after so many others. */
export class Stage {
  readonly profiles: readonly Profile[];
  readonly windows: readonly ChaosWindow[];
  readonly peer: PeerActor;
  readonly proxy: FaultProxy;
  readonly #stack: Stack;
  readonly #chronicle: Chronicle;
  readonly #weather: Weather;
  #lasting: Lasting[] = [];
  /** Resolves when the homeserver is up; while it is being brought back, later. */
  #up: Promise<void> = Promise.resolve();
  #down = false;
  readonly #neverSent = new Map<Profile, number>();

  constructor({ stack, proxy, profiles, windows, chronicle, peer }: StageOptions) {
    this.#stack = stack;
    this.proxy = proxy;
    this.profiles = profiles;
    this.windows = windows;
    this.peer = peer;
    this.#chronicle = chronicle;
    this.#weather = new Weather(proxy);
  }

  async reachable(): Promise<void> {
    await this.#up;
  }

  async play(step: Step): Promise<void> {
    switch (step.do) {
      case 'write':
        return this.#window(step.window).write(step.count, true);
      case 'write-together':
        await Promise.all(this.windows.filter(({ frozen }) => !frozen).map((window) => window.write(step.count, true)));
        return;
      case 'edit':
        return this.#window(step.window).edit();
      case 'peer-writes':
        return this.peer.write(step.count);
      case 'peer-reacts':
        return this.peer.react();
      case 'close':
      case 'crash':
      case 'reload': {
        const window = this.#window(step.window);
        await window.write(1, !step.atOnce);
        return window[step.do]();
      }
      case 'freeze':
        return this.#freeze(this.#profile(step.profile), step.who, step.steps);
      case 'offline': {
        const profile = this.#profile(step.profile);
        await profile.setOffline(true);
        return this.#lasts(step.steps, () => profile.setOffline(false));
      }
      case 'weather':
        return this.#weather.bring(step.kind, step.target, step.requests);
      case 'restart-homeserver':
        if (this.#down) return;
        return this.#takeDown(() => this.#stack.synapse.stop(), step.steps);
      case 'kill-homeserver':
        return this.#killWhileSending(step.moment, step.steps);
      case 'expire-token':
        return this.#expireToken(this.#profile(step.profile), step.renewal);
      case 'kill-browser':
        return this.#profile(step.profile).kill();
    }
  }

  /** A step is over: people answer what they are asked, and what lasted long enough ends. */
  async passed(): Promise<void> {
    for (const window of this.windows) await window.agree();
    await this.#rest();
    for (const lasting of this.#lasting) lasting.left--;
    const over = this.#lasting.filter(({ left }) => left <= 0);
    this.#lasting = this.#lasting.filter(({ left }) => left > 0);
    for (const { end } of over) await end();
  }

  /**
   * Nobody writes on and on while nothing goes out: between two faults what waits is let go, or a slow machine would be
   * shown by the end what a thousand messages in an outbox are like, and little else.
   */
  async #rest(): Promise<void> {
    const { counts } = this.#chronicle;
    const most = Math.max(...this.profiles.map((profile) => this.#waiting(profile)));
    counts.set('messages that waited at most', Math.max(most, counts.get('messages that waited at most') ?? 0));
    if (most < muchWaits || this.#lasting.length > 0) return;
    this.#chronicle.count('rests');
    for (const profile of this.profiles) {
      let [least, since] = [this.#waiting(profile), Date.now()];
      while (least > muchWaits / 2 && Date.now() - since < 10_000) {
        await delay(500);
        for (const window of this.windows) await window.agree();
        const left = this.#waiting(profile);
        if (left < least) [least, since] = [left, Date.now()];
      }
      // Nothing goes out any more: what is left was lost with its window while it was typed.
      if (least > muchWaits / 2) this.#neverSent.set(profile, least + (this.#neverSent.get(profile) ?? 0));
    }
  }

  #waiting(profile: Profile): number {
    const who = { device: profile.options.name, agent: profile.agent };
    return waitingOf(who, this.#chronicle.written, this.proxy.log) - (this.#neverSent.get(profile) ?? 0);
  }

  /** Ends every fault. */
  async calm(): Promise<void> {
    this.#weather.clear();
    for (const { end } of this.#lasting.splice(0)) await end();
    await this.#up;
    for (const window of this.windows) await window.showsWhatIsLate(true);
    this.#chronicle.say('all faults are over');
  }

  #lasts(steps: number, end: () => Promise<void> | void): void {
    this.#lasting.push({ left: steps + 1, end });
  }

  /** The newest requests of a profile, for a message about what hangs. */
  lastRequests(profile: Profile): string {
    const own = this.proxy.log.filter(({ agent }) => agent === profile.agent).slice(-12);
    return own
      .map(({ at, method, path, status, fault }) => {
        const age = ((Date.now() - at) / 1000).toFixed(1);
        const name = path.replace(/\?.*/, '').split('/').slice(4, 9).join('/').slice(0, 60);
        return `${age} s ago ${method} ${name} ${status === 0 ? 'without an answer' : status} ${fault ?? ''}`.trimEnd();
      })
      .join('; ');
  }

  /** All requests, a line each; `start` is second 0 of the history, in milliseconds since the epoch. */
  requests(start: number): string {
    const lines = this.proxy.log.map(({ at, agent, method, path, status, fault }) =>
      [((at - start) / 1000).toFixed(2), agent, method, path, status, fault ?? ''].join(' '),
    );
    return `${lines.join('\n')}\n`;
  }

  /** One window of a profile at a time, so that another can take the engine over. */
  async #freeze(profile: Profile, who: 'holder' | 'other', steps: number): Promise<void> {
    const own = this.windows.filter((window) => window.profile === profile);
    if (own.some(({ frozen }) => frozen)) return;
    for (const window of own) await window.usable(readiness);
    const holder = own.find(({ holds }) => holds);
    const window = who === 'holder' ? holder : own.find((other) => other !== holder);
    const left = own.find((other) => other !== window);
    if (window === undefined || left === undefined) return this.#chronicle.say('nothing can be frozen now');
    const before = profile.engines.count;
    await window.freeze();
    this.#chronicle.say(`${window.life} is frozen`);
    this.#chronicle.count(`frozen: ${who}`);
    this.#lasts(steps, async () => {
      if (who === 'holder') await this.#replaced(window, left, before);
      window.thaw();
      for (const other of own) await other.showsWhatIsLate();
    });
  }

  /** A frozen holder is replaced while a window is open that can see it. */
  async #replaced(frozen: ChaosWindow, left: ChaosWindow, enginesBefore: number): Promise<void> {
    const { engines } = frozen.profile;
    let wasOffline = frozen.profile.isOffline;
    const deadline = Date.now() + replacement;
    while (frozen.frozen && engines.count === enginesBefore && Date.now() < deadline) {
      // Without a network none can be opened.
      const opened = await left.open().then(
        () => true,
        () => false,
      );
      if (!opened) break;
      await delay(200);
      wasOffline ||= frozen.profile.isOffline;
    }
    if (engines.count > enginesBefore) this.#chronicle.count('frozen holders replaced');
    // A page that came without a network may lack a part of its script for as long.
    else if (frozen.frozen && left.isOpen && !wasOffline) {
      this.#chronicle.complain(`${frozen.life} is frozen and not replaced`);
    } else this.#chronicle.count('frozen holders that nobody could replace');
  }

  async #takeDown(end: () => Promise<void>, steps: number): Promise<void> {
    this.#down = true;
    let back: () => void = () => undefined;
    this.#up = new Promise((resolve) => {
      back = resolve;
    });
    await end();
    this.#lasts(steps, async () => {
      await this.#stack.synapse.start();
      this.#down = false;
      this.#chronicle.say('the homeserver is back');
      back();
    });
  }

  /** The next message is written by all windows; the homeserver dies when the first of them reaches it. */
  async #killWhileSending(moment: 'accepted' | 'working', steps: number): Promise<void> {
    if (this.#down) return;
    let killed = false;
    const kill = async (): Promise<void> => {
      // Another step may have taken it down since.
      if (killed || this.#down) return;
      killed = true;
      this.#chronicle.say(`the homeserver is killed, ${moment}`);
      this.#chronicle.count(`homeserver killed while a message is ${moment}`);
      await this.#takeDown(() => this.#stack.synapse.kill(), steps);
    };
    const isSend = ({ path }: ProxiedRequest): boolean => path.includes('/send/m.room.encrypted/');
    if (moment === 'accepted') this.#weather.add(isSend, { kind: 'lose-answer', before: kill }, 1);
    else this.#weather.add(isSend, { kind: 'meanwhile', happens: kill }, 1);
    await Promise.resolve();
  }

  async #expireToken(profile: Profile, renewal: 'works' | 'is-lost' | 'is-refused'): Promise<void> {
    const own = (request: ProxiedRequest): boolean => request.agent === profile.agent;
    const isRefresh = (request: ProxiedRequest): boolean => own(request) && request.path.endsWith('/refresh');
    if (renewal === 'is-lost') this.#weather.add(isRefresh, { kind: 'lose-answer' }, 1);
    if (renewal === 'is-refused') {
      this.#weather.add(isRefresh, { kind: 'answer', status: 401, body: unknownToken, cors: true }, 1);
    }
    const authorised = (request: ProxiedRequest): boolean => own(request) && !/\/(refresh|login)$/.test(request.path);
    this.#weather.add(authorised, { kind: 'answer', status: 401, body: unknownToken, cors: true }, 1);
    await Promise.resolve();
  }

  #profile(index: number): Profile {
    return this.profiles[index] as Profile;
  }

  /** That one, or the next that is not frozen. */
  #window(index: number): ChaosWindow {
    const order = [...this.windows.slice(index), ...this.windows.slice(0, index)];
    return (order.find(({ frozen }) => !frozen) ?? order[0]) as ChaosWindow;
  }
}
