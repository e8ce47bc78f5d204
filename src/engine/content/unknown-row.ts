import type { UnknownRow } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView } from './event-view.ts';
import { ownString } from './own.ts';
import type { RowBase } from './row-base.ts';

/** An event of a kind that is not known here, or one that is `broken`. */
export function unknownRow(event: EventView, base: RowBase, broken: boolean): UnknownRow {
  return { ...base, kind: 'unknown', type: cleanLine(typeOf(event), 100), broken };
}

/** A message is named by what it is a message of: "m.location". */
function typeOf({ type, content }: EventView): string {
  return (type === 'm.room.message' ? ownString(content, 'msgtype') : undefined) ?? type;
}
