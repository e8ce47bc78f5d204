import type { UnknownRow } from '../../protocol/row.ts';
import { cleanLine, cleanMessage, cut } from './clean-text.ts';
import type { EventView } from './event-view.ts';
import { own, ownString } from './own.ts';
import type { RowBase } from './row-base.ts';

/** An event of a kind that is not known here, or one that is `broken`: its type, and its text where it has one. */
export function unknownRow(event: EventView, base: RowBase, broken: boolean): UnknownRow {
  const type = cleanLine(typeOf(event), 100);
  const plain = plainText(event.content);
  return { ...base, kind: 'unknown', type, ...(plain === '' ? {} : { plain }), broken };
}

/** A message is named by what it is a message of: "m.location". */
function typeOf({ type, content }: EventView): string {
  return (type === 'm.room.message' ? ownString(content, 'msgtype') : undefined) ?? type;
}

/** `body`, or the text that extensible events carry beside what is not known. */
function plainText(content: unknown): string {
  const [text] = [
    ownString(content, 'body'),
    ownString(content, 'org.matrix.msc1767.text'),
    markupText(content),
  ].filter((candidate) => candidate !== undefined);
  return cut(cleanMessage(text ?? '').trim(), 1000);
}

function markupText(content: unknown): string | undefined {
  const markup = own(content, 'm.text');
  return Array.isArray(markup) ? ownString(markup[0], 'body') : undefined;
}
