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
    await page.getByRole('textbox', { name: /recovery/i }).fill(recoveryKey);
    await page.keyboard.press('Enter');
  },
};
