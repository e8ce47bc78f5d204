import type { ReplyQuote } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView, QuotedEvent, RoomContext } from './event-view.ts';
import { newestBody } from './message-body.ts';
import { ownString } from './own.ts';
import { personOf } from './person.ts';

const maxExcerpt = 200;

/** What a message speaks of, from the event itself. A damaged event gives a quote without an excerpt. */
export function replyQuote(quoted: QuotedEvent, room: RoomContext): ReplyQuote {
  const { id, state, event } = quoted;
  if (state !== 'shown' || event === undefined) return { id, state: state === 'shown' ? 'missing' : state };
  const sender = personOf(event.senderId, room);
  if (event.redaction !== undefined) return { id, state: 'redacted', sender };
  if (event.undecryptable !== undefined || event.type === 'm.room.encrypted') {
    return { id, state: 'undecryptable', sender };
  }
  const excerpt = excerptOf(event, room);
  return { id, state: 'shown', sender, ...(excerpt === '' ? {} : { excerpt }) };
}

function excerptOf(event: EventView, room: RoomContext): string {
  try {
    return cleanLine(newestBody(event, room)?.plain ?? ownString(event.content, 'body'), maxExcerpt);
  } catch {
    return '';
  }
}
