import type { BrowserContext, ConsoleMessage, Frame, Page } from 'playwright-core';

/** As Chromium's console says that a policy forbids something. */
const words = /Content Security Policy|Trusted(Script|HTML|Type)/i;

/** Tells what a Content-Security-Policy or Trusted Types forbid in any page of the profile, in its frames and workers. */
export function watchPolicies(context: BrowserContext, tell: (violation: string) => void): void {
  const look = (text: string, url: string): void => {
    if (words.test(text)) tell(`${text} (${url})`);
  };
  context.on('console', (message: ConsoleMessage) => look(message.text(), message.location().url));
  context.on('page', (page) => {
    void watchWorkers(context, page, look);
    // One with a process of its own is not told of with its page.
    page.on('framenavigated', (frame) => {
      if (frame.parentFrame() !== null) void watchWorkers(context, frame, look);
    });
  });
}

/** Playwright passes on what a worker itself writes to the console, and not what the browser writes there of it. */
async function watchWorkers(
  context: BrowserContext,
  place: Page | Frame,
  look: (text: string, url: string) => void,
): Promise<void> {
  try {
    const session = await context.newCDPSession(place);
    session.on('Log.entryAdded', ({ entry }) => {
      if (entry.source === 'worker') look(entry.text, entry.url ?? '');
    });
    await session.send('Log.enable');
  } catch {
    // A frame in its page's process, or one that is gone.
  }
}
