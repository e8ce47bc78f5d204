import { after } from 'node:test';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { chromiumFlags } from '../../stack/chromium-flags.ts';
import { findChromium } from '../../stack/prerequisites.ts';

let launching: Promise<Browser> | undefined;

export interface Profile extends AsyncDisposable {
  readonly context: BrowserContext;
  /** What went wrong in its pages: uncaught errors. */
  readonly complaints: string[];
}

/** A browser profile of its own: nothing stored, nobody signed in. */
export async function newProfile(options: Parameters<Browser['newContext']>[0] = {}): Promise<Profile> {
  launching ??= findChromium().then((executablePath) => chromium.launch({ executablePath, args: [...chromiumFlags] }));
  const browser = await launching;
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(error.error().message));
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

after(async () => {
  await (await launching)?.close();
});
