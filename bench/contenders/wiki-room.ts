import { randomBytes } from 'node:crypto';

import type { Contender } from '../contender.ts';

export const wikiRoom: Contender = {
  name: 'wiki-room',
  rows: 'article',
  idAttribute: 'data-key',
  placeholder: '[role=log] > article:last-child',
  scroller: '[part=timeline]',
  writes: true,
  async storeSession(page, session) {
    await page.waitForFunction(() => window.benchStoreSession !== undefined);
    const cryptoStoreKey = randomBytes(32).toString('base64');
    await page.evaluate((stored) => window.benchStoreSession?.(stored), { ...session, cryptoStoreKey });
  },
  async recover(page, recoveryKey) {
    const field = page.getByRole('textbox', { name: /recovery key/i });
    const offer = page.getByRole('button', { name: /enter recovery key/i });
    await field.or(offer).first().waitFor();
    if (!(await field.isVisible())) await offer.first().click();
    await field.fill(recoveryKey);
    await field.press('Enter');
  },
};
