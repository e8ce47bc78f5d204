import type { TimelineRow } from '../../protocol/row.ts';
import type { EventView, RoomContext } from '../content/event-view.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** The people of the room as rows are built from them. */
export interface RowPeople {
  readonly ownUserId: string;
  member: RoomContext['member'];
  namesakes: RoomContext['namesakes'];
  mayNotifyRoom: RoomContext['mayNotifyRoom'];
  /** Grows when what {@link member} or {@link namesakes} tells of this person changes. */
  revision(userId: string): number;
}

export type RowFromEvent = (event: EventView, room: RoomContext) => TimelineRow;

interface Built {
  readonly row: TimelineRow;
  readonly revision: number;
  readonly encrypted: boolean;
  /** Whom the row speaks of, and how they were known then. */
  readonly people: ReadonlyMap<string, number>;
}

/** Makes rows of events, and gives the same object again for as long as nothing in it has changed. */
export class RowBuilder {
  readonly #rowFromEvent: RowFromEvent;
  readonly #people: RowPeople;
  readonly #built = new WeakMap<TimelineEntry, Built>();

  constructor(rowFromEvent: RowFromEvent, people: RowPeople) {
    this.#rowFromEvent = rowFromEvent;
    this.#people = people;
  }

  /** `encrypted`: the room was, when the event was sent. */
  row(entry: TimelineEntry, encrypted: boolean, view: () => EventView): TimelineRow {
    const known = this.#built.get(entry);
    if (known !== undefined && known.encrypted === encrypted && this.#isCurrent(known, entry)) return known.row;
    const asked = new Map<string, number>();
    const people = this.#people;
    const ask = (userId: string): void => void asked.set(userId, people.revision(userId));
    const { revision } = entry;
    const row = this.#rowFromEvent(view(), {
      ownUserId: people.ownUserId,
      encrypted,
      member: (userId) => {
        ask(userId);
        return people.member(userId);
      },
      namesakes: (userId) => {
        ask(userId);
        return people.namesakes(userId);
      },
      mayNotifyRoom: (userId) => people.mayNotifyRoom(userId),
    });
    this.#built.set(entry, { row, revision, encrypted, people: asked });
    return row;
  }

  #isCurrent(built: Built, entry: TimelineEntry): boolean {
    if (built.revision !== entry.revision) return false;
    for (const [userId, revision] of built.people) if (this.#people.revision(userId) !== revision) return false;
    return true;
  }
}
