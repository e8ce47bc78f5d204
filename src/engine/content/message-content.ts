import type { MessageDraft } from '../../protocol/outbox.ts';
import { part } from '../../protocol/part.ts';
import { unreachable } from '../sdk-error.ts';
import type { RoomContext } from './event-view.ts';
import type { Mentions } from './mentions.ts';

/** Loaded when the first message is sent: a reader needs no Markdown. */
const markdown = part(() => import('./markdown.ts'));

export interface MessageContext {
  readonly room: RoomContext;
  /** The event this replies to, who sent it, and what began its thread; of an edit: those of the message that is edited. */
  readonly replyTo?: { readonly eventId: string; readonly senderId: string; readonly thread?: string | undefined };
  /** Of an edit: whom the version before mentions. They are not notified again. */
  readonly mentionedBefore?: Mentions;
}

type Content = Readonly<Record<string, unknown>>;

/**
 * The content of an `m.room.message` for what was typed: `body` is the Markdown itself, so that it can be edited again,
 * and `formatted_body` is there only where something is formatted. `/me ` begins an emote. Source: Client-Server API,
 * "m.room.message msgtypes", "Rich replies", "Event replacements", "User and room mentions".
 */
export async function messageContent(draft: MessageDraft, context: MessageContext): Promise<Record<string, unknown>> {
  const { renderMarkdown } = await markdown().catch((error: unknown) => {
    // The message waits, as for the homeserver.
    throw unreachable(error);
  });
  const { room, replyTo } = context;
  const emote = draft.text.startsWith('/me ');
  const body = emote ? draft.text.slice('/me '.length) : draft.text;
  const { html, userIds, everyone } = renderMarkdown(body, room);
  const mentioned = new Set([...userIds, ...(replyTo === undefined ? [] : [replyTo.senderId])]);
  mentioned.delete(room.ownUserId);
  const mentions = { userIds: mentioned, everyone: everyone && room.mayNotifyRoom(room.ownUserId) };
  const text = (prefix: string): Content => ({
    msgtype: emote ? 'm.emote' : 'm.text',
    body: prefix + body,
    ...(html === undefined ? {} : { format: 'org.matrix.custom.html', formatted_body: prefix + html }),
  });
  const content = { ...text(''), 'm.mentions': mentionsContent(mentions) };
  if (draft.edits !== undefined) {
    return {
      ...text('* '),
      'm.mentions': mentionsContent(added(mentions, context.mentionedBefore)),
      'm.new_content': content,
      'm.relates_to': { rel_type: 'm.replace', event_id: draft.edits },
    };
  }
  const relation = placeOf(draft.replyTo ?? replyTo?.eventId, draft.thread ?? replyTo?.thread);
  return relation === undefined ? content : { ...content, 'm.relates_to': relation };
}

/**
 * An answer to a message of a thread stays in it, and so does what comes with an answer: for clients that know no threads
 * it looks like one to the thread's beginning. Source: Client-Server API, "Threading", "Replies within threads".
 */
function placeOf(answered: string | undefined, thread: string | undefined): Content | undefined {
  const eventId = answered ?? thread;
  if (eventId === undefined) return undefined;
  const answer = { 'm.in_reply_to': { event_id: eventId } };
  if (thread === undefined) return answer;
  return { rel_type: 'm.thread', event_id: thread, is_falling_back: answered === undefined, ...answer };
}

function mentionsContent({ userIds, everyone }: Mentions): Content {
  return { ...(userIds.size === 0 ? {} : { user_ids: [...userIds] }), ...(everyone ? { room: true } : {}) };
}

function added(now: Mentions, before: Mentions | undefined): Mentions {
  if (before === undefined) return now;
  return {
    userIds: new Set([...now.userIds].filter((id) => !before.userIds.has(id))),
    everyone: now.everyone && !before.everyone,
  };
}
