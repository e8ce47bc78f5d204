import { WikiRoomError } from '../protocol/error.ts';

/** An open that is blocked by another version, or hangs, is given up after this many milliseconds. */
const patience = 5_000;
/** A timer later than this shows that this tab was throttled or asleep, and that the wait has only begun. Milliseconds. */
const tolerance = 1_000;

/**
 * Gives up waiting for a connection (`storage-unavailable`, detail `blocked`); one that comes later is closed, so that it
 * blocks nobody.
 */
export function opening<Connection extends { close(): void }>(connecting: Promise<Connection>): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let late = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      const due = performance.now() + patience;
      timer = setTimeout(() => {
        if (performance.now() - due > tolerance) return wait();
        late = true;
        reject(new WikiRoomError('storage-unavailable', 'the database does not open', { detail: 'blocked' }));
      }, patience);
    };
    wait();
    connecting.then(
      (connection) => {
        clearTimeout(timer);
        if (late) connection.close();
        else resolve(connection);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(WikiRoomError.from(error, 'storage-unavailable'));
      },
    );
  });
}
