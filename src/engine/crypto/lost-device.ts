import { WikiRoomError } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';

/** Detail of what is not told as a failure: another device takes this one's place. */
export const lostDevice = 'lost';

export function isLost(): WikiRoomError {
  return new WikiRoomError('crypto-store-damaged', 'this device is used no more', { detail: lostDevice });
}

/** How it stands with a device whose keys the homeserver does not take, and which has been replaced already. */
export const refusedState: CryptoSnapshot = {
  state: 'failed',
  error: { code: 'homeserver-error', message: 'the homeserver takes no keys of this device', detail: 'keys-refused' },
};
