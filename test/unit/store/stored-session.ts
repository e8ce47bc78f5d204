import assert from 'node:assert/strict';
import type { StoredSession } from '../../../src/protocol/session.ts';

export const homeserver = 'https://matrix.example.org';
export const roomId = '!alpha:example.org';

export const session = (userId = '@alice:example.org', deviceId = 'DEVICE'): StoredSession => ({
  homeserver,
  userId,
  deviceId,
  accessToken: 'SECRET-ACCESS',
  refreshToken: 'SECRET-REFRESH',
  subject: 'subject-1',
  cryptoStoreKey: 'SECRET-STORE-KEY',
});

export const rejectsWith = (code: string, detail?: string): ((error: unknown) => boolean) => {
  return (error) => {
    const found = error as { code?: string; detail?: string };
    assert.equal(found.code, code);
    if (detail !== undefined) assert.equal(found.detail, detail);
    return true;
  };
};
