import type { AccountMarker } from '../protocol/services.ts';
import type { StoredSession } from '../protocol/session.ts';

/** What a page may know of a session: whose it is, and nothing that is secret. */
export function accountMarker({
  userId,
  deviceId,
  subject,
  expired = false,
  locked,
  records,
}: Pick<StoredSession, 'userId' | 'deviceId' | 'subject' | 'expired' | 'locked' | 'records'>): AccountMarker {
  return {
    userId,
    deviceId,
    expired,
    ...(locked === true ? { locked } : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(records === undefined ? {} : { records }),
  };
}
