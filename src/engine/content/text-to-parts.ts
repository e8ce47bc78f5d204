import { LinkifyIt } from 'linkify-it';
import type { Part } from '../../protocol/parts.ts';
import { addSchemas, lengthAt } from './address-schemas.ts';
import { cleanMessage } from './clean-text.ts';
import { plainLink } from './link-part.ts';
import type { PartContext } from './part-context.ts';
import { everyonePill, userPill } from './pill.ts';

const maxLinks = 1000;
const maxBreaks = 2000;

const mention = /(?:room(?!\w|[:.-]\w)|[a-z0-9._=/+-]{1,200}:[a-z0-9.-]{1,200}(?::\d{1,5})?)/iy;

/** Finds `http:`, `https:`, `ftp:`, `mailto:`, `matrix:` addresses, bare mail addresses and `@…` mentions. */
const linkify = addSchemas(new LinkifyIt({ maxLength: 2048, fuzzyLink: false }))
  .add('//', null)
  .add('@', { validate: (text, at) => lengthAt(mention, text, at), normalize: () => undefined });

/** A plain `body` as parts: lines, links, and the mentions that `m.mentions` means. Takes time in line with the length. */
export function textToParts(text: string, context: PartContext): Part[] {
  const lines = cleanMessage(text).replace(/^\n+/, '').trimEnd().split('\n');
  const parts: Part[] = [];
  let links = maxLinks;
  for (const [index, line] of lines.entries()) {
    if (index > 0) parts.push({ kind: 'break' });
    if (index === maxBreaks) {
      // A wall of lines: the rest is kept as text, without a part for each line.
      parts.push({ kind: 'text', text: lines.slice(index).join('\n') });
      break;
    }
    if (line === '') continue;
    const found = inlineParts(line, context, links);
    links -= found.filter((part) => part.kind !== 'text').length;
    parts.push(...found);
  }
  return parts;
}

/** Text without lines of its own, already clean, as text, links and pills; at most `max` of the latter two. */
export function inlineParts(text: string, context: PartContext, max = maxLinks): Part[] {
  const parts: Part[] = [];
  let done = 0;
  const addText = (end: number): void => {
    if (end > done) parts.push({ kind: 'text', text: text.slice(done, end) });
  };
  for (const match of max > 0 ? linksIn(text).slice(0, max) : []) {
    const part = match.schema === '@' ? mentionPart(match.raw, context) : plainLink(match.url, match.raw, context.room);
    if (part === undefined) continue;
    addText(match.index);
    parts.push(part);
    done = match.lastIndex;
  }
  addText(text.length);
  return parts;
}

/** Addresses and what may be mentions, in order. */
export function linksIn(text: string): ReturnType<typeof linkify.match> & object {
  return linkify.match(text) ?? [];
}

function mentionPart(raw: string, { mentions, room }: PartContext): Part | undefined {
  if (raw.toLowerCase() === '@room') return mentions.everyone ? everyonePill : undefined;
  return mentions.userIds.has(raw) ? userPill(raw, room) : undefined;
}
