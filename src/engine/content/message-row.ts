import type { MessageRow, Shield } from '../../protocol/row.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { mentionsOf } from './mentions.ts';
import { editedBody, isReply, messageBody, standsFor } from './message-body.ts';
import { ownString } from './own.ts';
import { reactionsOf } from './reactions.ts';
import { withoutReplyFallback } from './reply-fallback.ts';
import { replyQuote } from './reply-quote.ts';
import { rowBase } from './row-base.ts';
import { textKind } from './text-body.ts';

/** A message or sticker as a row; `undefined` where it is none, or nothing of it can be shown. */
export function messageRow(event: EventView, room: RoomContext): MessageRow | undefined {
  if (event.stateKey !== undefined) return undefined;
  const edited = editedBody(event, room);
  const body = edited ?? messageBody(event, event.content, room);
  if (body === undefined) return undefined;
  const content = edited === undefined ? event.content : event.newContent;
  const mentions = mentionsOf(content, event.senderId, room);
  const stands = standsFor(event);
  const editable = stands === undefined ? editableText(event, content, room) : undefined;
  const shield = shieldOf(event, room);
  const base = rowBase(event, room);
  return {
    ...base,
    kind: 'message',
    body,
    ...(stands === undefined ? {} : { standsFor: stands }),
    ...(editable === undefined ? {} : { editable }),
    edited: edited !== undefined,
    ...(event.reply === undefined ? {} : { replyTo: replyQuote(event.reply, room) }),
    ...(event.thread === undefined ? {} : { thread: replyQuote(event.thread, room) }),
    reactions: reactionsOf(event.reactions, room),
    mentionsReader: !base.own && (mentions.everyone || mentions.userIds.has(room.ownUserId)),
    ...(shield === undefined ? {} : { shield }),
  };
}

/** `body` is the Markdown that was typed, where it was sent from here. */
function editableText(event: EventView, content: unknown, room: RoomContext): string | undefined {
  const kind = textKind(content);
  const body = ownString(content, 'body');
  if (event.senderId !== room.ownUserId || event.type !== 'm.room.message' || body === undefined) return undefined;
  if (kind !== 'text' && kind !== 'emote') return undefined;
  const text = isReply(event) ? withoutReplyFallback(body) : body;
  if (kind === 'emote') return `/me ${text}`;
  return text.startsWith('/me ') ? `\\${text}` : text;
}

function shieldOf(event: EventView, room: RoomContext): Shield | undefined {
  return event.shield ?? (room.encrypted && !event.encrypted ? 'not-encrypted' : undefined);
}
