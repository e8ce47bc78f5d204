import type { FaultProxy, ProxiedRequest } from '../stack/fault-proxy.ts';
import type { Stack } from '../stack/stack.ts';
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
  readonly end: () => Promise<void>;
}

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
      case 'freeze': {
        const window = this.#window(step.window);
        await window.freeze();
        return this.#lasts(step.steps, () => window.thaw());
      }
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

  /** A step is over: what lasted long enough ends. */
  async passed(): Promise<void> {
    for (const lasting of this.#lasting) lasting.left--;
    const over = this.#lasting.filter(({ left }) => left <= 0);
    this.#lasting = this.#lasting.filter(({ left }) => left > 0);
    for (const { end } of over) await end();
  }

  /** Ends every fault. */
  async calm(): Promise<void> {
    this.#weather.clear();
    for (const { end } of this.#lasting.splice(0)) await end();
    await this.#up;
    this.#chronicle.say('all faults are over');
  }

  #lasts(steps: number, end: () => Promise<void>): void {
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
