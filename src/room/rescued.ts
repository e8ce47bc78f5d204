import type { SessionSnapshot } from '../protocol/session.ts';
import type { OpenRoom } from './open-room.ts';

/** What was being written, and not sent yet, when a session ended by itself. It lies in this page's memory alone. */
export interface Rescued {
  /** Nobody else may be given it. */
  readonly userId: string;
  /** Of this room, for the composer of the same person's next session. */
  readonly text: string;
  /** Of all rooms, to be shown and copied. */
  readonly unsent: readonly string[];
}

/** What the engine found waiting, and half written, in all rooms. */
export type Waited = Extract<SessionSnapshot, { state: 'signed-out' }>['unsent'];

/** `since`: what the same person has written there meanwhile; it stays, after what was there before. */
export function rescue(userId: string, open: OpenRoom, waited: Waited, since = ''): Rescued {
  const { timeline } = open;
  const written = open.written === '' ? [] : [open.written];
  // It belongs to a message of its own: in a field for new ones it would be sent as another.
  const changed = open.change === '' ? [] : [open.change];
  const own = timeline.unsentTexts();
  const here = [...written, ...changed];
  const text = [...own, ...written].join('\n');
  return {
    userId,
    text: since.includes(text) ? '' : [text, ...(since === '' ? [] : [since])].join('\n'),
    // The engine tells of what is written here, too; this page may know more of it.
    unsent: [...(waited?.userId === userId ? waited.texts.filter((one) => !here.includes(one)) : own), ...here],
  };
}
