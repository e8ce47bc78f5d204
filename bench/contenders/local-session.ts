import type { Page } from 'playwright-core';

import { sessionKey } from '../reference/page-settings.ts';
import type { Session } from '../sessions.ts';

/** Where the reference pages find their session. */
export async function storeLocalSession(page: Page, session: Session): Promise<void> {
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [
    sessionKey,
    JSON.stringify(session),
  ] as const);
}

/** Recovery by the function that a reference page offers. */
export async function recoverInPage(page: Page, recoveryKey: string): Promise<void> {
  await page.waitForFunction(() => window.benchRecover !== undefined);
  await page.evaluate((key) => window.benchRecover?.(key), recoveryKey);
}
