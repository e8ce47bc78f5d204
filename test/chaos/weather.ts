import type { Fault, FaultProxy, ProxiedRequest } from '../stack/fault-proxy.ts';
import type { WeatherKind, WeatherTarget } from './plan.ts';

interface Spell {
  readonly applies: (request: ProxiedRequest) => boolean;
  readonly fault: Fault;
  left: number;
}

const targets: Readonly<Record<WeatherTarget, RegExp>> = {
  send: /\/send\//,
  sync: /\/sync\b/,
  keys: /\/(keys|sendToDevice|room_keys)\//,
  any: /./,
};

const errorPage = '<!doctype html><title>503</title><h1>Service unavailable</h1>';

const faults: Readonly<Record<WeatherKind, Fault>> = {
  'rate-limit': {
    kind: 'answer',
    status: 429,
    body: { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 700 },
    cors: true,
  },
  'server-error': { kind: 'answer', status: 500, body: { errcode: 'M_UNKNOWN', error: 'Internal error' }, cors: true },
  'html-error': { kind: 'answer', status: 503, body: errorPage, cors: true },
  // A captive portal, or a maintenance page that says that all is well.
  'html-success': { kind: 'answer', status: 200, body: '<!doctype html><title>Welcome</title>', cors: true },
  'cut-answer': { kind: 'cut-answer' },
  'lose-answer': { kind: 'lose-answer' },
  refuse: { kind: 'refuse' },
  delay: { kind: 'delay', ms: 3_000 },
};

/** What the next requests to the homeserver meet. */
export class Weather {
  #spells: Spell[] = [];

  constructor(proxy: FaultProxy) {
    proxy.decide = (request) => this.#decide(request);
  }

  /** The next so many requests of that kind meet this. */
  bring(kind: WeatherKind, target: WeatherTarget, requests: number): void {
    this.add((request) => targets[target].test(request.path), faults[kind], requests);
  }

  add(applies: Spell['applies'], fault: Fault, left: number): void {
    this.#spells.push({ applies, fault, left });
  }

  clear(): void {
    this.#spells = [];
  }

  #decide(request: ProxiedRequest): Fault | undefined {
    const spell = this.#spells.find(({ applies }) => applies(request));
    if (spell === undefined) return undefined;
    if (--spell.left === 0) this.#spells = this.#spells.filter((other) => other !== spell);
    return spell.fault;
  }
}
