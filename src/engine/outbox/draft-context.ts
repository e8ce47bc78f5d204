import type { MessageDraft } from '../../protocol/outbox.ts';
import { mentionsOf } from '../content/mentions.ts';
import type { MessageContext } from '../content/message-content.ts';
import type { OutboxRoom } from './outbox-room.ts';

/** What a draft speaks of, as far as its room knows. */
export function draftContext(
  draft: Pick<MessageDraft, 'edits' | 'replyTo'>,
  { context: room, timeline }: Pick<OutboxRoom, 'context' | 'timeline'>,
): MessageContext {
  const edited = draft.edits === undefined ? undefined : timeline.entry(draft.edits);
  const answered = draft.replyTo ?? edited?.replyTo;
  const senderId = answered === undefined ? undefined : timeline.entry(answered)?.raw.sender;
  return {
    room,
    ...(answered === undefined || senderId === undefined ? {} : { replyTo: { eventId: answered, senderId } }),
    ...(edited === undefined ? {} : { mentionedBefore: mentionsOf(edited.content, edited.raw.sender, room) }),
  };
}
