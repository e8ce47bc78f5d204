import type { MessageBody, MessageRow, Shield } from '../../protocol/row.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { fileBody, type FileKind } from './file-body.ts';
import { mentionsOf } from './mentions.ts';
import { own, ownString } from './own.ts';
import { reactionsOf } from './reactions.ts';
import { withoutReplyFallback } from './reply-fallback.ts';
import { replyQuote } from './reply-quote.ts';
import { rowBase } from './row-base.ts';
import { textBody, textKind } from './text-body.ts';

const fileKinds: ReadonlyMap<unknown, FileKind> = new Map<unknown, FileKind>([
  ['m.image', 'image'],
  ['m.file', 'file'],
  ['m.audio', 'audio'],
  ['m.video', 'video'],
]);

/** A message or sticker as a row; `undefined` where it is none, its kind is unknown or nothing of it can be shown. */
export function messageRow(event: EventView, room: RoomContext): MessageRow | undefined {
  if (!isShownAsMessage(event)) return undefined;
  const edited = editedBody(event, room);
  const body = edited ?? messageBody(event, event.content, room);
  if (body === undefined) return undefined;
  const content = edited === undefined ? event.content : event.newContent;
  const mentions = mentionsOf(content, event.senderId, room);
  const editable = editableText(event, content, room);
  const shield = shieldOf(event, room);
  const base = rowBase(event, room);
  return {
    ...base,
    kind: 'message',
    body,
    ...(editable === undefined ? {} : { editable }),
    edited: edited !== undefined,
    ...(event.reply === undefined ? {} : { replyTo: replyQuote(event.reply, room) }),
    reactions: reactionsOf(event.reactions, room),
    mentionsReader: !base.own && (mentions.everyone || mentions.userIds.has(room.ownUserId)),
    ...(shield === undefined ? {} : { shield }),
  };
}

/** Of a kind that has a view: that it gives no row is its own fault then. */
export function isShownAsMessage({ type, stateKey, content }: EventView): boolean {
  if (stateKey !== undefined) return false;
  const msgtype = own(content, 'msgtype');
  const known = typeof msgtype !== 'string' || fileKinds.has(msgtype) || textKind(content) !== undefined;
  return type === 'm.sticker' || (type === 'm.room.message' && known);
}

/** What an event says, in its newest version: for its row and for the quotes of it. */
export function newestBody(event: EventView, room: RoomContext): MessageBody | undefined {
  return editedBody(event, room) ?? messageBody(event, event.content, room);
}

/** An edit counts only where it makes text of a message. */
function editedBody(event: EventView, room: RoomContext): MessageBody | undefined {
  const { type, newContent } = event;
  if (type !== 'm.room.message' || newContent === undefined || textKind(newContent) === undefined) return undefined;
  return messageBody(event, newContent, room);
}

function messageBody(event: EventView, content: unknown, room: RoomContext): MessageBody | undefined {
  const context = { room, mentions: mentionsOf(content, event.senderId, room) };
  if (event.type === 'm.sticker') return fileBody('image', content, context);
  const file = fileKinds.get(own(content, 'msgtype'));
  return file === undefined ? textBody(content, context, isReply(event)) : fileBody(file, content, context);
}

export function isReply(event: EventView): boolean {
  return event.reply !== undefined || own(own(event.content, 'm.relates_to'), 'm.in_reply_to') !== undefined;
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
