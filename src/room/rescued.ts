import type { StoredDraft } from '../protocol/draft.ts';
import { isNewText, wordsOf } from '../protocol/outbox.ts';
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
  /** What of it no composer can go on with: changes of messages, files, and what other rooms had. */
  readonly rest: readonly string[];
}

/** What the engine found waiting, and half written, in all rooms. */
export type Waited = Extract<SessionSnapshot, { state: 'signed-out' }>['unsent'];

/**
 * `since`: what the same person has written there meanwhile; it stays, after what was there before. `before`: what an
 * earlier session left, and is shown still.
 */
export function rescue(
  userId: string,
  open: OpenRoom,
  {
    waited,
    since,
    before,
  }: { readonly waited: Waited; readonly since?: StoredDraft | undefined; readonly before: readonly string[] },
): Rescued {
  const waiting = open.timeline.unsent();
  const written = open.written === '' ? [] : [open.written];
  // It belongs to a message of its own: in a field for new ones it would be sent as another.
  const changed = open.change === '' ? [] : [open.change];
  const here = [...written, ...changed];
  // Nor is it mixed with such a change.
  const forField = since?.edit === undefined ? [...waiting.filter(isNewText).map(({ text }) => text), ...written] : [];
  const text = forField.join('\n');
  const field = since?.text ?? '';
  const unsent = [
    ...before,
    // The engine tells of what is written here, too; this page may know more of it.
    ...(waited?.userId === userId ? waited.texts.filter((one) => !here.includes(one)) : waiting.map(wordsOf)),
    ...here,
  ];
  return {
    userId,
    text: field.includes(text) ? '' : [text, ...(field === '' ? [] : [field])].join('\n'),
    unsent,
    rest: unsent.filter((one) => !forField.includes(one)),
  };
}
