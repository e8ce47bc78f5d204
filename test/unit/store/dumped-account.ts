import type { StoredRoom } from '../../../src/protocol/room-store.ts';
import type { StoredSession } from '../../../src/protocol/session.ts';

/** What lies in the dumps of every version. */
export const dumpedSession: StoredSession = {
  homeserver: 'https://matrix.example.org',
  userId: '@alice:example.org',
  deviceId: 'DEVICE',
  accessToken: 'access',
  refreshToken: 'refresh',
  subject: 'subject-1',
  cryptoStoreKey: 'store-key',
};

export const dumpedAddress = '#alpha:example.org';
export const dumpedRoomId = '!alpha:example.org';

export const dumpedRoom: StoredRoom = {
  room: {
    access: { kind: 'joined' },
    roomId: dumpedRoomId,
    name: 'Alpha',
    memberCount: 2,
    encrypted: true,
    canSend: true,
    typing: [],
    unread: { messages: 0, mentions: 0 },
  },
  rows: [],
  savedAt: 1,
};
