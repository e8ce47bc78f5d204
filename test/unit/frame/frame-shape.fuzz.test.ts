import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asFrameMessage, asGreeting, asShellMessage } from '../../../src/frame/frame-shape.ts';
import { errorCodes } from '../../../src/protocol/error.ts';
import { frameEvents, frameStates, refusals } from '../../../src/protocol/frame.ts';
import { greeting, look, settings, sight } from './samples.ts';
import { fuzzRuns } from '../../support/hostile.ts';

const numRuns = fuzzRuns(2_000);

/** What a window may post: anything that can be cloned. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
});
const kinds = ['settings', 'look', 'sight', 'call', 'link-answer', 'welcome', 'refused', 'states', 'event', 'unread'];
const known = fc.constantFrom<unknown>(
  ...[...kinds, 'error', 'link', 'result', 'wiki-room-connect', 'sign-out', 'show-event', 'https://x.org', '$x'],
  ...[0, 1, -1, 1e308, Number.NaN, true, false, null, undefined, {}, [], '__proto__', 'constructor'],
  ...[settings, look, sight, greeting, ...frameEvents, ...frameStates, ...refusals, ...errorCodes],
  'x'.repeat(20_000),
);
const value = fc.oneof(anything, known);
const names = fc.constantFrom(
  ...['kind', 'version', 'settings', 'look', 'sight', 'call', 'id', 'name', 'eventId', 'prevented', 'reason', 'states'],
  ...['messages', 'mentions', 'code', 'href', 'room', 'language', 'surface', 'fontFamily', 'fontSize', 'focused'],
);
const fields = fc.dictionary(names, fc.oneof(value, fc.dictionary(names, value)), { noNullPrototype: false });
const altered = fc
  .tuple(fc.constantFrom('settings', 'look', 'sight'), fields)
  .map(([part, change]) => ({ ...greeting, [part]: { ...greeting[part as 'look'], ...change } }));
/** Whole messages of which at most one field is another. */
const nearly = fc
  .tuple(
    fc.constantFrom<object>(
      ...[
        { kind: 'settings', settings },
        { kind: 'look', look },
        { kind: 'sight', sight },
      ],
      ...[
        { kind: 'call', id: 1, call: { name: 'show-event', eventId: '$x' } },
        { kind: 'link-answer', id: 1, prevented: true },
      ],
      ...[
        { kind: 'unread', messages: 1, mentions: 0 },
        { kind: 'link', id: 1, href: 'https://x.org/' },
      ],
      ...[{ kind: 'states', states: ['ready'] }, { kind: 'result', id: 1 }, greeting],
    ),
    fc.option(fc.tuple(names, value), { nil: undefined }),
  )
  .map(([whole, change]) => (change === undefined ? whole : { ...whole, [change[0]]: change[1] }));
const message = fc.oneof(
  value,
  fields,
  altered,
  nearly,
  fc.tuple(fc.constantFrom(...kinds, 'error', 'link', 'result'), fields).map(([kind, rest]) => ({ ...rest, kind })),
);

/** Nothing but plain values of a bounded size: texts, numbers, flags, and objects of them. */
function assertBounded(data: unknown, depth = 0): void {
  assert.ok(depth < 4);
  if (typeof data === 'string') assert.ok(data.length <= 8192);
  else if (typeof data === 'number') assert.ok(Number.isFinite(data));
  else if (Array.isArray(data)) {
    assert.ok(data.length <= frameStates.length);
    for (const item of data) assertBounded(item, depth + 1);
  } else if (typeof data === 'object' && data !== null) {
    assert.equal(Object.getPrototypeOf(data), Object.prototype);
    for (const item of Object.values(data)) assertBounded(item, depth + 1);
  } else assert.ok(typeof data === 'boolean' || data === undefined);
}

describe('the frame boundary', () => {
  for (const [name, check] of Object.entries({ asGreeting, asShellMessage, asFrameMessage })) {
    it(`${name} throws nothing and lets nothing through that is not bounded, whatever comes`, () => {
      let taken = 0;
      fc.assert(
        fc.property(message, (data) => {
          const checked = check(data);
          if (checked !== undefined) taken++;
          assertBounded(checked);
        }),
        { numRuns },
      );
      assert.ok(taken > numRuns / 1_000, 'the generator also makes messages that are taken');
    });
  }
});
