import type { Part } from '../../protocol/parts.ts';
import { cleanLine, cut } from './clean-text.ts';
import type { RoomContext } from './event-view.ts';
import { textToParts } from './text-to-parts.ts';

const longest = 1_000;
/** With all that is taken away as it is cleaned. */
const longestRaw = longest * 16;
const mentions = { userIds: new Set<string>(), everyone: false };

/** A room's topic with its lines and links; `undefined` where it has neither, and one line says the same. */
export function topicParts(raw: unknown, room: RoomContext): readonly Part[] | undefined {
  if (typeof raw !== 'string') return undefined;
  const lines = raw.slice(0, longestRaw).split(/\r\n?|[\n\u0085\u2028\u2029]/);
  const text = lines
    .map((line) => cleanLine(line, longestRaw))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const parts = textToParts(cutBetweenWords(text), { room, mentions });
  return parts.every(({ kind }) => kind === 'text') ? undefined : parts;
}

/** Half an address would lead elsewhere. */
function cutBetweenWords(text: string): string {
  return text.length <= longest ? text : cut(text, longest).replace(/\s\S*…$/u, ' …');
}
