import type { ErrorData } from '../../protocol/error.ts';
import type { OutboxQuestion, OutboxState } from '../../protocol/outbox.ts';
import type { GapRow, MessageRow, NoticeRow, RedactedRow, UndecryptableRow, UnknownRow } from '../../protocol/row.ts';

/** One line of the timeline as it is drawn: a row, a folded run of rows, or a line between rows. */
export type TimelineItem =
  DayItem | NewItem | MessageItem | RedactedItem | UndecryptableItem | NoticesItem | UnknownItem | GapItem;

interface ItemBase {
  /** Unique among the items; the same for an echo and for the row it becomes. */
  readonly key: string;
}

/** The line above the first row of a day. */
export interface DayItem extends ItemBase {
  readonly kind: 'day';
  /** A time within that day, milliseconds since the epoch. */
  readonly ts: number;
}

/** The line where reading stopped. */
export interface NewItem extends ItemBase {
  readonly kind: 'new';
}

export interface MessageItem extends ItemBase {
  readonly kind: 'message';
  readonly row: MessageRow;
  /** The first of its group: shows avatar, name and time. */
  readonly head: boolean;
  /** The first of a run in one thread: says so. */
  readonly beginsThread?: true;
  /** Set while something the reader wrote is on its way: the message itself, or an edit of it. */
  readonly echo?: Echo;
}

/** How it stands with something in the outbox. */
export interface Echo {
  readonly txnId: string;
  readonly state: OutboxState['kind'];
  /** It, or what waits before it, does not get through at present. */
  readonly stuck: boolean;
  readonly error?: ErrorData;
  readonly question?: OutboxQuestion;
  /** It is a file, with a caption or not; how much of it is on the homeserver, from 0 to 1, while it is on its way. */
  readonly file?: { readonly done?: number; readonly captioned: boolean };
  /** The row is there already; what waits is a new text for it. */
  readonly edit: boolean;
}

/** Deleted messages of one sender in a row. */
export interface RedactedItem extends ItemBase {
  readonly kind: 'redacted';
  readonly rows: readonly [RedactedRow, ...RedactedRow[]];
  readonly head: boolean;
}

/** Messages in a row that cannot be read for one reason. */
export interface UndecryptableItem extends ItemBase {
  readonly kind: 'undecryptable';
  readonly rows: readonly [UndecryptableRow, ...UndecryptableRow[]];
  /** Only of a single one; a run is one line without senders. */
  readonly head: boolean;
}

/** Changes of the room in a row, folded to one line. */
export interface NoticesItem extends ItemBase {
  readonly kind: 'notices';
  readonly rows: readonly [NoticeRow, ...NoticeRow[]];
  readonly open: boolean;
}

/** Events in a row that there is no view for, or that are all broken. */
export interface UnknownItem extends ItemBase {
  readonly kind: 'unknown';
  readonly rows: readonly [UnknownRow, ...UnknownRow[]];
}

export interface GapItem extends ItemBase {
  readonly kind: 'gap';
  readonly row: GapRow;
}

/** Items that answer to the keyboard: one article each. */
export type ArticleItem = MessageItem | RedactedItem | UndecryptableItem;

export function isArticle(item: TimelineItem): item is ArticleItem {
  return item.kind === 'message' || item.kind === 'redacted' || item.kind === 'undecryptable';
}

/** The newest event an item shows; `undefined` for lines and for what has no event id yet. */
export function newestEventId(item: TimelineItem): string | undefined {
  switch (item.kind) {
    case 'day':
    case 'new':
    case 'gap':
      return undefined;
    case 'message':
      return item.echo !== undefined && !item.echo.edit ? undefined : item.row.id;
    default:
      return item.rows.at(-1)?.id;
  }
}

/** Whether the item shows this event or transaction. */
export function showsEvent(item: TimelineItem, id: string): boolean {
  switch (item.kind) {
    case 'day':
    case 'new':
      return false;
    case 'message':
      return item.row.id === id || item.row.txnId === id;
    case 'gap':
      return item.row.id === id;
    default:
      return item.rows.some((row) => row.id === id);
  }
}
