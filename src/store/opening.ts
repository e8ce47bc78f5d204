import { WikiRoomError } from '../protocol/error.ts';
import { startPatience } from './patience.ts';

/** An open that is blocked by another version, or hangs, is given up after this many milliseconds. */
const patience = 5_000;

/**
 * Gives up waiting for a connection (`storage-unavailable`, detail `blocked`); one that comes later is closed, so that it
 * blocks nobody.
 */
export function opening<Connection extends { close(): void }>(connecting: Promise<Connection>): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let late = false;
    const stop = startPatience(patience, () => {
      late = true;
      reject(new WikiRoomError('storage-unavailable', 'the database does not open', { detail: 'blocked' }));
    });
    connecting.then(
      (connection) => {
        stop();
        if (late) connection.close();
        else resolve(connection);
      },
      (error: unknown) => {
        stop();
        reject(WikiRoomError.from(error, 'storage-unavailable'));
      },
    );
  });
}
