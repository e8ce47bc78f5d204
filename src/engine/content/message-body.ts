import type { FileBody, MessageBody, MessageRow } from '../../protocol/row.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { fallbackBody } from './fallback-text.ts';
import { fileBody, type FileKind } from './file-body.ts';
import { mentionsOf } from './mentions.ts';
import { own } from './own.ts';
import { textBody, textKind } from './text-body.ts';

const fileKinds: ReadonlyMap<unknown, FileKind> = new Map<unknown, FileKind>([
  ['m.image', 'image'],
  ['m.file', 'file'],
  ['m.audio', 'audio'],
  ['m.video', 'video'],
]);

/** Of a kind that has a view: that it gives no row is its own fault then. */
export function isShownAsMessage({ type, stateKey, content }: EventView): boolean {
  if (stateKey !== undefined) return false;
  const msgtype = own(content, 'msgtype');
  const known = typeof msgtype !== 'string' || fileKinds.has(msgtype) || textKind(content) !== undefined;
  return type === 'm.sticker' || (type === 'm.room.message' && known);
}

const polls: ReadonlySet<string> = new Set(['m.poll.start', 'org.matrix.msc3381.poll.start']);

/** What the event is, where there is no view of its kind: of such a one the text is shown that it has for that. */
export function standsFor(event: EventView): MessageRow['standsFor'] {
  if (event.stateKey !== undefined || isShownAsMessage(event)) return undefined;
  return polls.has(event.type) ? 'poll' : 'unknown';
}

/** What an event says, in its newest version: for its row and for the quotes of it. */
export function newestBody(event: EventView, room: RoomContext): MessageBody | undefined {
  return editedBody(event, room) ?? messageBody(event, event.content, room);
}

/** An edit counts where it makes text of a message, or changes the caption of its file; the file stays. */
export function editedBody(event: EventView, room: RoomContext): MessageBody | undefined {
  const { type, newContent } = event;
  if (newContent === undefined) return undefined;
  if (standsFor(event) !== undefined) return messageBody(event, newContent, room);
  if (type !== 'm.room.message') return undefined;
  if (textKind(newContent) !== undefined) return messageBody(event, newContent, room);
  if (own(newContent, 'msgtype') !== own(event.content, 'msgtype')) return undefined;
  const original = messageBody(event, event.content, room);
  const edited = messageBody(event, newContent, room);
  if (original === undefined || edited === undefined || !isFile(original) || !isFile(edited)) return undefined;
  const { caption } = edited;
  return { ...original, caption, plain: caption.length === 0 ? original.name : edited.plain };
}

function isFile(body: MessageBody): body is FileBody {
  return 'caption' in body;
}

export function messageBody(event: EventView, content: unknown, room: RoomContext): MessageBody | undefined {
  const context = { room, mentions: mentionsOf(content, event.senderId, room) };
  if (event.type === 'm.sticker') return fileBody('image', content, context);
  if (standsFor(event) !== undefined) return fallbackBody(content, context, isReply(event));
  const file = fileKinds.get(own(content, 'msgtype'));
  return file === undefined ? textBody(content, context, isReply(event)) : fileBody(file, content, context);
}

export function isReply(event: EventView): boolean {
  return event.reply !== undefined || own(own(event.content, 'm.relates_to'), 'm.in_reply_to') !== undefined;
}
