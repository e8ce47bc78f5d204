import { WikiRoomError } from '../../protocol/error.ts';
import type { MessageDraft } from '../../protocol/outbox.ts';
import { mentionsOf } from '../content/mentions.ts';
import type { MessageContext } from '../content/message-content.ts';
import type { RoomContext } from '../content/event-view.ts';
import type { OutboxRoom, SentEvent } from './outbox-room.ts';

type Find = (eventId: string) => SentEvent | undefined | Promise<SentEvent | undefined>;

interface DraftRoom {
  readonly context: RoomContext;
  readonly timeline: Pick<OutboxRoom['timeline'], 'newestContent'>;
}

/** What a draft speaks of, as far as `find` tells. Rejects `not-allowed` where it changes what was deleted: nobody would see it. */
export async function draftContext(
  draft: Pick<MessageDraft, 'edits' | 'replyTo'>,
  { context: room, timeline }: DraftRoom,
  find: Find,
): Promise<MessageContext> {
  const edited = draft.edits === undefined ? undefined : await find(draft.edits);
  if (edited?.redaction !== undefined)
    throw new WikiRoomError('not-allowed', 'what it changes was deleted', { detail: 'redacted' });
  const eventId = draft.replyTo ?? edited?.replyTo;
  const answered = eventId === undefined ? undefined : await find(eventId);
  const before = draft.edits === undefined ? undefined : timeline.newestContent(draft.edits);
  return {
    room,
    ...(eventId === undefined || answered === undefined
      ? {}
      : { replyTo: { eventId, senderId: answered.raw.sender, thread: answered.thread } }),
    ...(edited === undefined ? {} : { mentionedBefore: mentionsOf(before, edited.raw.sender, room) }),
  };
}
