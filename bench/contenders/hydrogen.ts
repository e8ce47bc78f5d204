import type { Contender } from '../contender.ts';
import { recoverInPage, storeLocalSession } from './local-session.ts';

export const hydrogen: Contender = {
  name: 'hydrogen',
  rows: '.Timeline_message',
  idAttribute: 'data-event-id',
  scroller: '.Timeline_scroller',
  writes: true,
  connectionPerTab: true,
  async storeSession(page, session) {
    await storeLocalSession(page, session);
    await page.evaluate(
      (one) => {
        localStorage.setItem('hydrogen_sessions_v1', JSON.stringify([one]));
      },
      { ...session, id: session.deviceId, homeServer: session.homeserver, lastUsed: Date.now() },
    );
  },
  recover: recoverInPage,
};
