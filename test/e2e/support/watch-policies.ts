import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';

/** As Chromium's console says that a policy forbids something. */
const words = /Content Security Policy|Trusted(Script|HTML|Type)/i;

/** Tells what a Content-Security-Policy or Trusted Types forbid in any page of the profile, in its frames and workers. */
export function watchPolicies(context: BrowserContext, tell: (violation: string) => void): void {
  const look = (text: string, url: string): void => {
    if (words.test(text)) tell(`${text} (${url})`);
  };
  context.on('console', (message: ConsoleMessage) => look(message.text(), message.location().url));
  context.on('page', (page) => void watchWorkers(page, look).catch(() => undefined));
}

/** Playwright passes on what a worker itself writes to the console, and not what the browser writes there of it. */
async function watchWorkers(page: Page, look: (text: string, url: string) => void): Promise<void> {
  const session = await page.context().newCDPSession(page);
  session.on('Log.entryAdded', ({ entry }) => {
    if (entry.source === 'worker') look(entry.text, entry.url ?? '');
  });
  await session.send('Log.enable');
}
