import type { TimelineRow } from '../../protocol/row.ts';
import { countOf, entriesOf, fieldsOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { rowUpTo } from '../timeline/row-up-to.ts';

export interface Unread {
  readonly messages: number;
  readonly mentions: number;
}

/** How far the reader has read, as the homeserver knows it. Of several marks the one farthest on counts. */
export class ReadMarks {
  readonly #ownUserId: string;
  /** Event id → when it was marked, milliseconds since the epoch. */
  readonly #marks = new Map<string, number>();
  /** Those of `m.fully_read`, in the order they were told in. */
  readonly #fullyRead = new Set<string>();

  constructor(ownUserId: string) {
    this.#ownUserId = ownUserId;
  }

  /** The content of an `m.receipt` event; source: Client-Server API, "Receipts". Receipts of threads do not count. */
  receive(content: Fields): void {
    for (const [eventId, kinds] of entriesOf(content)) {
      for (const kind of ['m.read', 'm.read.private']) {
        const users = fieldsOf(fieldsOf(kinds)[kind]);
        if (!Object.hasOwn(users, this.#ownUserId)) continue;
        const { ts, thread_id: thread } = fieldsOf(users[this.#ownUserId]);
        if (thread === undefined || thread === 'main') this.#marks.set(eventId, countOf(ts) ?? 0);
      }
    }
  }

  /** The content of `m.fully_read`. */
  receiveFullyRead(content: Fields): void {
    const eventId = textOf(content['event_id']);
    if (eventId !== undefined) this.markFullyRead(eventId);
  }

  markFullyRead(eventId: string): void {
    this.#fullyRead.add(eventId);
    if (!this.#marks.has(eventId)) this.#marks.set(eventId, 0);
  }

  /** It, or something newer, was told. `newestFirst`: the ids of what is loaded. */
  isFullyRead(eventId: string, newestFirst: Iterable<string>): boolean {
    if (this.#fullyRead.has(eventId)) return true;
    for (const id of newestFirst) {
      if (id === eventId) return false;
      if (this.#fullyRead.has(id)) return true;
    }
    return false;
  }

  /** The mark was sent just now. */
  mark(eventId: string): void {
    this.#marks.set(eventId, Date.now());
  }

  /**
   * The newest row that counts as read; the newest mark where none is among the rows. `ids` as in {@link rowUpTo}.
   */
  newest(
    rows: readonly TimelineRow[],
    ids: Iterable<string> = rows.map(({ id }) => id).toReversed(),
  ): string | undefined {
    const read = rowUpTo(rows, ids, (id) => this.#marks.has(id), isOwnMessage);
    if (read !== undefined) return read;
    let newest: string | undefined;
    let newestAt = -1;
    for (const [eventId, at] of this.#marks) {
      if (at > newestAt) [newest, newestAt] = [eventId, at];
    }
    return newest;
  }

  /** Up to where nothing was left out; where no client has told that, what is read. */
  fullyRead(rows: readonly TimelineRow[], ids: Iterable<string>): string | undefined {
    if (this.#fullyRead.size === 0) return this.newest(rows, ids);
    return rowUpTo(rows, ids, (id) => this.#fullyRead.has(id), isOwnMessage) ?? [...this.#fullyRead].at(-1);
  }
}

function isOwnMessage({ own, kind }: TimelineRow): boolean {
  return own && kind === 'message';
}

/**
 * Messages of others after `readUpTo`. Where that row is further back than `rows`, it is what the homeserver counts, and not
 * less than there are: not every homeserver counts in a sliding sync.
 */
export function unreadAfter(
  readUpTo: string | undefined,
  rows: readonly TimelineRow[],
  counted: { readonly messages: number; readonly mentions: number },
): Unread {
  if (readUpTo === undefined) return { messages: counted.messages, mentions: counted.mentions };
  const at = rows.findIndex((row) => row.id === readUpTo);
  let messages = 0;
  let mentions = 0;
  for (const row of rows.slice(at + 1)) {
    if (row.own || (row.kind !== 'message' && row.kind !== 'undecryptable')) continue;
    messages++;
    if (row.kind === 'message' && row.mentionsReader) mentions++;
  }
  if (at >= 0) return { messages, mentions };
  return { messages: Math.max(messages, counted.messages), mentions: Math.max(mentions, counted.mentions) };
}
