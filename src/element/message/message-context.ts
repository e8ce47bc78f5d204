import type { Echo, MessageItem, TimelineItem } from '../../room/timeline/timeline-item.ts';
import type { PartsContext } from '../parts/parts-context.ts';
import type { Formats } from './formats.ts';
import type { Halt } from './halt.ts';

/** What a line of the timeline needs besides its item. */
export interface MessageContext extends PartsContext {
  readonly formats: Formats;
  /** Now, for "Today" and "Yesterday": milliseconds since the epoch. */
  readonly now: number;
  /** Whether the reader may write here. */
  readonly canSend: boolean;
  /** What is written waits for the connection. */
  readonly offline: boolean;
  readonly actions: MessageActions;
  /** Comes later; until then a message that waits for the reader says nothing of it. */
  readonly haltOf: ((echo: Echo, context: MessageContext) => Halt | undefined) | undefined;
}

/** How one line is drawn at the moment. */
export interface LineState {
  /** It is the one stop of the Tab key. */
  readonly active: boolean;
  /** Its actions are shown. */
  readonly withActions: boolean;
  /** A tall message is shown whole. */
  readonly expanded: boolean;
}

export interface MessageActions {
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  copyText(item: MessageItem, event: Event): void;
  copyLink(item: MessageItem, event: Event): void;
  retry(txnId: string): void;
  remove(txnId: string): void;
  /** A message that was not sent goes back to the composer. */
  takeBack(txnId: string): void;
  showEvent(eventId: string): void;
  toggle(item: TimelineItem): void;
  expand(item: MessageItem): void;
  loadOlder(): void;
  recover(): void;
}
