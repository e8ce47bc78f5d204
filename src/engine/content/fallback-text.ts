import type { TextBody } from '../../protocol/row.ts';
import { own, ownString } from './own.ts';
import type { PartContext } from './part-context.ts';
import { plainOfParts } from './plain-of-parts.ts';
import { formattedParts } from './text-body.ts';
import { textToParts } from './text-to-parts.ts';

const polls = ['m.poll', 'org.matrix.msc3381.poll.start'];

/** What a message of an unknown kind says all the same; `undefined` where that is nothing. */
export function fallbackBody(content: unknown, context: PartContext, isReply: boolean): TextBody | undefined {
  const formatted = formattedParts(content, context, isReply) ?? [];
  const parts = formatted.length > 0 ? formatted : textToParts(fallbackText(content), context);
  return parts.length === 0 ? undefined : { kind: 'text', parts, plain: plainOfParts(parts) };
}

/**
 * The text that an event carries for those who do not know its kind; of a poll at least the question. Empty where there is
 * none. Sources: MSC1767 (extensible events), MSC3381 (polls).
 */
export function fallbackText(content: unknown): string {
  const text = textIn(content) ?? polls.map((poll) => textIn(own(own(content, poll), 'question'))).find(isText);
  return text?.trim() ?? '';
}

function textIn(content: unknown): string | undefined {
  return [
    ownString(content, 'body'),
    ownString(content, 'org.matrix.msc1767.text'),
    plainOf(own(content, 'm.text')),
  ].find(isText);
}

/** The plain one of several representations: that one may name its type, or not. */
function plainOf(representations: unknown): string | undefined {
  if (!Array.isArray(representations)) return undefined;
  const plain: unknown = representations.find((one) => (own(one, 'mimetype') ?? 'text/plain') === 'text/plain');
  return ownString(plain, 'body');
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
