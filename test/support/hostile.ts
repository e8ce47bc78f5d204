import fc from 'fast-check';

const wantedRuns = Number(process.env['FUZZ_RUNS'] ?? 0);

// A change is not to fail for an input that nobody tried before: those are looked for by long runs.
if (wantedRuns === 0) fc.configureGlobal({ seed: 20_261_101 });

/**
 * How many inputs a property gets: few by default, or `FUZZ_RUNS`, shared between the `boundaries` that a file tests
 * one by one.
 */
export function fuzzRuns(usual: number, boundaries = 1): number {
  return wantedRuns > 0 ? Math.ceil(wantedRuns / boundaries) : usual;
}

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', ''];

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Values that no answer should hold, as `JSON.parse` makes them: `__proto__` is a key of its own. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, '', [], {}, 0, -1, -0, 1e308, 2 ** 63, 0.5, true, false, [null], [[]], ' ', '\u0000', '\ud800'),
  fc.constantFrom('$', '@', '!', '#', '$x', '@a:b', '!a', 'mxc://a/b', '\u202e', 'm.room.member', 'join', 'leave'),
  fc.constantFrom(...names),
  fc.constantFrom(...names).map((name) => JSON.parse(`{"${name}":{"polluted":true,"a":[1]}}`) as unknown),
  fc.constantFrom('x'.repeat(100_000), deep(500), new Array(2_000).fill(0), new Array(300).fill({ event_id: '$same' })),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Every place in a value, as the way there. */
function placesOf(value: unknown, way: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...way, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** The answer with something else at up to three places, or another thing altogether. */
export function hostileAnswer(answer: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(answer);
  const change = fc.tuple(fc.constantFrom(...places), hostileValue);
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((changed, [way, by]) => replaced(changed, way, by), answer));
}

const prototypes = [Object.prototype, Array.prototype, Function.prototype, Map.prototype, String.prototype];
const before = prototypes.map((prototype) => Reflect.ownKeys(prototype).length);

/** Nothing that came in has changed what every object has. */
export function prototypesAreUntouched(): boolean {
  const clean = ({} as { polluted?: unknown }).polluted === undefined;
  return clean && prototypes.every((prototype, i) => Reflect.ownKeys(prototype).length === before[i]);
}
