import assert from 'node:assert/strict';
import { after, afterEach } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { chromiumFlags } from '../../stack/chromium-flags.ts';
import { findChromium } from '../../stack/prerequisites.ts';
import { watchPolicies } from './watch-policies.ts';

let launching: Promise<Browser> | undefined;
/** Of the test that runs. */
const violations: string[] = [];

export interface Profile extends AsyncDisposable {
  readonly context: BrowserContext;
  /** What went wrong in its pages: uncaught errors, and what a policy forbade. */
  readonly complaints: string[];
}

interface ProfileOptions extends BrowserContextOptions {
  /**
   * What a policy may forbid in this test, as the browser's console says it. Given, the test fails where one forbids anything
   * else; without it nobody looks.
   */
  readonly forbidden?: RegExp | 'nothing';
}

/** A browser profile of its own: nothing stored, nobody signed in. */
export async function newProfile({ forbidden, ...options }: ProfileOptions = {}): Promise<Profile> {
  launching ??= findChromium().then((executablePath) => chromium.launch({ executablePath, args: [...chromiumFlags] }));
  const browser = await launching;
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(error.error().message));
  if (forbidden !== undefined) {
    watchPolicies(context, (violation) => {
      if (forbidden !== 'nothing' && forbidden.test(violation)) return;
      violations.push(violation);
      complaints.push(violation);
    });
  }
  return {
    context,
    complaints,
    [Symbol.asyncDispose]: async () => {
      // A request that is being answered as the profile ends is nobody's fault.
      await context.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    },
  };
}

// Not as the profile ends: an error there would stand in place of the test's own.
afterEach(() => {
  assert.deepEqual(violations.splice(0), [], 'a policy forbade something');
});

after(async () => {
  await (await launching)?.close();
});
