import type { TimelineRow } from '../../protocol/row.ts';
import { countUnseen, isUnseen } from './unseen.ts';
import type { Unseen } from './unseen.ts';

/** What the reader had not read when they came, and has not gone to yet. */
export interface FirstUnread {
  /** Of others. */
  readonly messages: number;
  /** There are more: where reading stopped is further back than is known. */
  readonly more: boolean;
}

/** Where the reader stopped: the line "New" is drawn behind that row, and stays until they have been away and there is more. */
export class UnreadLine {
  /** As the engine found it when the room was opened. */
  #opened: string | undefined;
  /** An engine has told it. */
  #told = false;
  /** The most that the homeserver has counted since, where the row lies further back than is known. */
  #counted = 0;
  /** Since then the reader was away, and messages came behind this row. */
  #moved: string | undefined;
  #away = false;
  #reached = false;

  /** Event id of the last row that was read. */
  get readUpTo(): string | undefined {
    return this.#moved ?? this.#opened;
  }

  /** `readHere`: the newest row that was read in this view. */
  open(readUpTo: string | undefined, unread: Unseen, rows: readonly TimelineRow[], readHere: string | undefined): void {
    // An engine that is still opening the room does not know.
    if (readUpTo === undefined || (this.#told && this.#isReadHere(readUpTo, rows, readHere))) return;
    this.#told = true;
    // What is painted first counts what was unread at the last visit, and what is read here is not counted any more.
    this.#counted = Math.max(readUpTo === this.#opened ? this.#counted : 0, unread.messages);
    if (readUpTo === this.#opened) return;
    this.#opened = readUpTo;
    this.#moved = undefined;
    this.#reached = false;
  }

  /** Where the last visit ended; the engine knows better. */
  paint(readUpTo: string | undefined, unread: Unseen): void {
    this.open(readUpTo, unread, [], undefined);
    this.#told = false;
  }

  /** An engine that takes the place of another finds where reading has come to since: in this view the line stays. */
  #isReadHere(readUpTo: string, rows: readonly TimelineRow[], readHere: string | undefined): boolean {
    const indexOf = (eventId: string | undefined): number => rows.findIndex(({ id }) => id === eventId);
    const drawn = indexOf(this.#opened);
    const found = indexOf(readUpTo);
    return drawn >= 0 && drawn < found && found <= indexOf(readHere);
  }

  /** A message came while nobody looked; the first one counts. */
  cameUnseen(eventId: string, rows: readonly TimelineRow[]): void {
    const index = rows.findIndex(({ id }) => id === eventId);
    const before = rows.slice(0, Math.max(index, 0));
    const last = before.findLast(({ kind }) => kind !== 'gap');
    if (this.#away || last === undefined) return;
    this.#away = true;
    // What the reader has not been at stays where it begins.
    if (this.first(before) !== undefined) return;
    this.#moved = last.id;
    this.#reached = false;
  }

  back(): void {
    this.#away = false;
  }

  /** The reader has the line before them, or does not want it. False where that is known. */
  reach(): boolean {
    if (this.#reached) return false;
    this.#reached = true;
    return true;
  }

  first(rows: readonly TimelineRow[]): FirstUnread | undefined {
    const { readUpTo } = this;
    if (this.#reached || readUpTo === undefined) return undefined;
    const known = countUnseen(rows, readUpTo);
    // What was seen already is not counted, though the reader has not been at what came before it.
    const messages = known?.messages ?? Math.max(this.#counted, rows.filter(isUnseen).length);
    return messages === 0 ? undefined : { messages, more: known === undefined };
  }

  /** Up to where nothing is left out once `read` is read; `undefined` where that cannot be told. */
  fullyRead(read: string, rows: readonly TimelineRow[]): string | undefined {
    const { readUpTo } = this;
    return readUpTo === undefined || this.first(rows) !== undefined ? readUpTo : read;
  }
}
