import type { TextBody } from '../../protocol/row.ts';
import type { RoomContext } from './event-view.ts';
import { mentionsOf } from './mentions.ts';
import { messageContent } from './message-content.ts';
import { textBody } from './text-body.ts';

/** What was typed, as its message will read; `undefined` where that is as it was typed. */
export async function writtenBody(text: string, room: RoomContext): Promise<TextBody | undefined> {
  const content = await messageContent({ text }, { room });
  const body = textBody(content, { room, mentions: mentionsOf(content, room.ownUserId, room) }, false);
  return body === undefined || isAsTyped(body) ? undefined : body;
}

function isAsTyped({ kind, parts }: TextBody): boolean {
  return kind === 'text' && parts.every((part) => part.kind === 'text' || part.kind === 'break');
}
