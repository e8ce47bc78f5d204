import type { Contender } from '../contender.ts';
import { recoverInPage, storeLocalSession } from './local-session.ts';

export const jsSdk: Contender = {
  name: 'js-sdk',
  rows: 'article',
  idAttribute: 'data-event-id',
  scroller: '#timeline',
  writes: true,
  connectionPerTab: true,
  storeSession: storeLocalSession,
  recover: recoverInPage,
};
