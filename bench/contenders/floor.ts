import type { Contender } from '../contender.ts';
import { storeLocalSession } from './local-session.ts';

export const floor: Contender = {
  name: 'floor',
  rows: 'article',
  idAttribute: 'data-event-id',
  writes: false,
  storeSession: storeLocalSession,
};
