import type { Part } from '../../protocol/parts.ts';
import type { TextBody } from '../../protocol/row.ts';
import { htmlToParts } from './html-to-parts.ts';
import { own, ownString } from './own.ts';
import type { PartContext } from './part-context.ts';
import { plainOfParts } from './plain-of-parts.ts';
import { withoutReplyFallback } from './reply-fallback.ts';
import { textToParts } from './text-to-parts.ts';

const kinds: ReadonlyMap<unknown, TextBody['kind']> = new Map<unknown, TextBody['kind']>([
  ['m.text', 'text'],
  ['m.emote', 'emote'],
  ['m.notice', 'notice'],
  ['m.server_notice', 'notice'],
]);

/** The kind of text an `m.room.message` is, where it is text. */
export function textKind(content: unknown): TextBody['kind'] | undefined {
  return kinds.get(own(content, 'msgtype'));
}

/** The text of a message; `undefined` where nothing in it can be shown. */
export function textBody(content: unknown, context: PartContext, isReply: boolean): TextBody | undefined {
  const kind = textKind(content);
  const parts = kind === undefined ? undefined : formattedParts(content, context, isReply);
  if (kind === undefined || parts === undefined || parts.length === 0) return undefined;
  return { kind, parts, plain: plainOfParts(parts) };
}

/** `formatted_body` where it is fit to be shown, else `body`; `undefined` where neither is text. */
export function formattedParts(content: unknown, context: PartContext, isReply: boolean): readonly Part[] | undefined {
  const html = own(content, 'format') === 'org.matrix.custom.html' ? ownString(content, 'formatted_body') : undefined;
  const formatted = html === undefined ? undefined : htmlToParts(html, context);
  if (formatted !== undefined) return formatted;
  const body = ownString(content, 'body');
  if (body === undefined) return undefined;
  return textToParts(isReply ? withoutReplyFallback(body) : body, context);
}
