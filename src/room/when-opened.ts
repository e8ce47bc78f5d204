import { WikiRoomError } from '../protocol/error.ts';
import type { OpenRoom } from './open-room.ts';
import type { RoomViewSnapshot } from './room-view-snapshot.ts';
import type { ViewModel } from './view-model.ts';

/**
 * The conversation, as soon as it is there. Rejects with why there is none: `sign-in-required`, `banned`, …
 * `track`: is told what ends the waiting.
 */
export function whenOpened(view: ViewModel<RoomViewSnapshot>, track: (end: () => void) => void): Promise<OpenRoom> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenRoom>();
  const look = (): void => {
    const { open, screen, room } = view.getSnapshot();
    if (screen.kind === 'failed') reject(WikiRoomError.fromData(screen.error));
    else if (screen.kind === 'signed-out') reject(new WikiRoomError('sign-in-required'));
    else if (open !== undefined && room?.access.kind === 'joined') resolve(open);
    else if (room !== undefined && room.access.kind !== 'opening') {
      reject(WikiRoomError.fromData('error' in room.access ? room.access.error : { code: 'not-allowed' }));
    }
  };
  const stop = view.subscribe(look);
  track(() => reject(new WikiRoomError('engine-lost', 'the room is shown no more')));
  look();
  return promise.finally(stop);
}
