import fc from 'fast-check';

/** How many windows there are, two in each of two profiles. */
export const windowCount = 4;

/** What one request meets, by name; which requests, and what it is in detail, is the weather's matter. */
export const weatherKinds = [
  'rate-limit',
  'server-error',
  'html-error',
  'html-success',
  'cut-answer',
  'lose-answer',
  'refuse',
  'delay',
] as const;
export type WeatherKind = (typeof weatherKinds)[number];

export const weatherTargets = ['send', 'sync', 'keys', 'any'] as const;
export type WeatherTarget = (typeof weatherTargets)[number];

export type Step =
  | { readonly do: 'write'; readonly window: number; readonly count: number }
  /** All windows at once. */
  | { readonly do: 'write-together'; readonly count: number }
  | { readonly do: 'edit'; readonly window: number }
  | { readonly do: 'peer-writes'; readonly count: number }
  | { readonly do: 'peer-reacts' }
  /** Right after Enter, or after what was written is shown. */
  | { readonly do: 'close' | 'crash' | 'reload'; readonly window: number; readonly atOnce: boolean }
  /** Of the windows of a profile the one that holds the engine, or the other. */
  | { readonly do: 'freeze'; readonly profile: number; readonly who: 'holder' | 'other'; readonly steps: number }
  | { readonly do: 'offline'; readonly profile: number; readonly steps: number }
  | {
      readonly do: 'weather';
      readonly kind: WeatherKind;
      readonly target: WeatherTarget;
      readonly requests: number;
    }
  | { readonly do: 'restart-homeserver'; readonly steps: number }
  | { readonly do: 'kill-homeserver'; readonly moment: 'accepted' | 'working'; readonly steps: number }
  | { readonly do: 'expire-token'; readonly profile: number; readonly renewal: 'works' | 'is-lost' | 'is-refused' }
  | { readonly do: 'kill-browser'; readonly profile: number };

const window = fc.nat(windowCount - 1);
const profile = fc.nat(1);
const lasts = fc.integer({ min: 1, max: 4 });

const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(8, { do: fc.constant('write' as const), window, count: fc.integer({ min: 1, max: 6 }) }),
  weighted(12, { do: fc.constant('write-together' as const), count: fc.integer({ min: 1, max: 5 }) }),
  weighted(3, { do: fc.constant('edit' as const), window }),
  weighted(3, { do: fc.constant('peer-writes' as const), count: fc.integer({ min: 1, max: 3 }) }),
  weighted(2, { do: fc.constant('peer-reacts' as const) }),
  weighted(5, {
    do: fc.constantFrom('close' as const, 'crash' as const, 'reload' as const),
    window,
    atOnce: fc.boolean(),
  }),
  weighted(2, {
    do: fc.constant('freeze' as const),
    profile,
    who: fc.constantFrom('holder' as const, 'holder' as const, 'other' as const),
    steps: lasts,
  }),
  weighted(2, { do: fc.constant('offline' as const), profile, steps: lasts }),
  weighted(6, {
    do: fc.constant('weather' as const),
    kind: fc.constantFrom(...weatherKinds),
    target: fc.constantFrom(...weatherTargets),
    requests: fc.integer({ min: 1, max: 5 }),
  }),
  weighted(1, { do: fc.constant('restart-homeserver' as const), steps: lasts }),
  weighted(1, {
    do: fc.constant('kill-homeserver' as const),
    moment: fc.constantFrom('accepted' as const, 'working' as const),
    steps: lasts,
  }),
  weighted(2, {
    do: fc.constant('expire-token' as const),
    profile,
    renewal: fc.constantFrom('works' as const, 'is-lost' as const, 'is-refused' as const),
  }),
  weighted(1, { do: fc.constant('kill-browser' as const), profile }),
);

function weighted<T>(weight: number, record: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.WeightedArbitrary<T> {
  return { weight, arbitrary: fc.record<T>(record) };
}

/** The same steps for the same seed; as many as write `sends` messages. */
export function planOf(seed: number, sends: number): Step[] {
  const plan: Step[] = [];
  let written = 0;
  // Each step writes a message at most in the mean, so that there are always enough.
  for (const next of fc.sample(step, { seed, numRuns: sends * 2 + 20 })) {
    if (written >= sends) break;
    plan.push(next);
    written += sendsOf(next);
  }
  return plan;
}

/** How many messages it is to write. */
export function sendsOf(step: Step): number {
  switch (step.do) {
    case 'write':
    case 'peer-writes':
      return step.count;
    case 'write-together':
      return step.count * windowCount;
    case 'edit':
    case 'close':
    case 'crash':
    case 'reload':
      return 1;
    default:
      return 0;
  }
}

/** What kind of step it is, in all that makes a difference to what happens. */
export function nameOf(step: Step): string {
  switch (step.do) {
    case 'weather':
      return `weather: ${step.kind}`;
    case 'freeze':
      return `freeze: ${step.who}`;
    case 'kill-homeserver':
      return `kill-homeserver: ${step.moment}`;
    case 'expire-token':
      return `expire-token: renewal ${step.renewal}`;
    default:
      return step.do;
  }
}
