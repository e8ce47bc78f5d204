import type { Contender } from '../contender.ts';
import { recoverInPage, storeLocalSession } from './local-session.ts';

export const jsSdk: Contender = {
  name: 'js-sdk',
  rows: 'article',
  scroller: '#timeline',
  writes: true,
  storeSession: storeLocalSession,
  recover: recoverInPage,
};
