import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { awaitResponse } from '../../../src/auth/await-response.ts';
import { awaitGreeting } from '../../../src/frame/await-greeting.ts';
import { fuzzRuns } from '../../support/hostile.ts';
import { greeting } from './samples.ts';

const numRuns = fuzzRuns(2_000);
const own = 'https://wiki.example.org';
const callback = `${own}/wiki-room/callback.html`;
const state = 'the-state';
const good = `${callback}?code=1&state=${state}`;

interface Posted {
  readonly origin: unknown;
  readonly source: unknown;
  readonly ports: readonly unknown[];
  readonly data: unknown;
}

/** A window that hears what it is told. */
class HearingWindow {
  readonly parent: unknown = {};
  readonly listeners = new Set<(event: Posted) => void>();
  addEventListener(_type: string, listener: (event: Posted) => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_type: string, listener: (event: Posted) => void): void {
    this.listeners.delete(listener);
  }
  /** What a listener throws would be an error of the page's. */
  hear(event: Posted): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true });
const urls = fc.oneof(
  fc.constantFrom(
    good,
    `${good}#x`,
    `${callback}?state=other`,
    callback,
    `https://evil.example/callback.html?state=${state}`,
  ),
  fc.constantFrom(
    '',
    'javascript:1',
    'https://',
    `//${state}`,
    `${own}/?state=${state}`,
    `${callback}/x?state=${state}`,
  ),
  fc.webUrl({ withQueryParameters: true }),
  fc.string(),
);
const response = fc.record({
  source: fc.oneof({ weight: 3, arbitrary: fc.constant<unknown>('oidc-client') }, { weight: 1, arbitrary: anything }),
  url: fc.oneof({ weight: 3, arbitrary: urls }, { weight: 1, arbitrary: anything }),
});
const data = fc.oneof(
  { weight: 4, arbitrary: response },
  { weight: 2, arbitrary: anything },
  fc.constantFrom<unknown>(null, undefined, 0, '', 'oidc-client', [], greeting, { ...greeting, version: 9 }),
);
const origins = fc.constantFrom<unknown>(
  own,
  'null',
  '',
  'https://evil.example',
  `${own}.evil.example`,
  `${own}/`,
  undefined,
);

describe('messages of other windows', () => {
  it('are no answer of a sign-in but from the own origin, for this visit, at this address; and break nothing', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(origins, data), { minLength: 1, maxLength: 4 }), (messages) => {
        const window = new HearingWindow();
        Object.assign(globalThis, { window, location: { origin: own }, BroadcastChannel: undefined });
        const done = new AbortController();
        let answered = false;
        const fits = ([origin, message]: readonly [unknown, unknown]): boolean => {
          const { source, url } = (message ?? {}) as { readonly source?: unknown; readonly url?: unknown };
          if (origin !== own || source !== 'oidc-client' || typeof url !== 'string' || !URL.canParse(url)) return false;
          const { origin: of, pathname, searchParams } = new URL(url);
          return of === own && pathname === '/wiki-room/callback.html' && searchParams.get('state') === state;
        };
        void awaitResponse(callback, state, done.signal);
        for (const message of messages) {
          window.hear({ origin: message[0], source: {}, ports: [], data: message[1] });
          answered ||= fits(message);
          // It stops to listen with the first answer, and with nothing else.
          assert.equal(window.listeners.size, answered ? 0 : 1);
        }
        if (answered) taken++;
        done.abort();
        assert.equal(window.listeners.size, 0);
      }),
      { numRuns },
    );
    assert.ok(taken > numRuns / 1_000, 'some are taken');
  });

  it('are no greeting of a frame but from the page around it, with a port; and break nothing', () => {
    let taken = 0;
    const greetings = fc.oneof(
      data,
      fc.constantFrom<unknown>(greeting, { ...greeting, version: 9 }),
      fc.tuple(fc.constantFrom('settings', 'look', 'sight', 'kind', 'version'), anything).map(([part, by]) => ({
        ...greeting,
        [part]: by,
      })),
    );
    const from = fc.constantFrom('around', 'itself', 'nobody', 'another');
    fc.assert(
      fc.property(fc.array(fc.tuple(from, fc.boolean(), greetings), { minLength: 1, maxLength: 4 }), (messages) => {
        const frame = new HearingWindow();
        void awaitGreeting(frame as unknown as Window);
        for (const [source, withPort, message] of messages) {
          const listening = frame.listeners.size;
          const sources = { around: frame.parent, itself: frame, nobody: null, another: {} };
          frame.hear({ origin: own, source: sources[source], ports: withPort ? [{}] : [], data: message });
          if (source !== 'around' || !withPort) assert.equal(frame.listeners.size, listening);
        }
        if (frame.listeners.size === 0) taken++;
      }),
      { numRuns },
    );
    assert.ok(taken > numRuns / 1_000, 'some are taken');
  });
});
