import type { GapRow, TimelineRow } from '../../protocol/row.ts';
import type { KnownEvents } from './known-events.ts';
import type { RowBuilder, RowPeople } from './row-builder.ts';
import type { Segments } from './segments.ts';
import type { TimelineEntry } from './timeline-entry.ts';

export interface HistoryRowsOptions {
  readonly people: RowPeople;
  readonly segments: Segments;
  readonly events: KnownEvents;
  readonly builder: RowBuilder;
  /** The room is encrypted now. */
  readonly isEncrypted: () => boolean;
}

/** The rows of one history: its events in their order, and between them what is not known or lost. */
export class HistoryRows {
  readonly #options: HistoryRowsOptions;
  /** Events that had a row before the homeserver went back in time, oldest first. */
  #former: readonly string[] = [];

  constructor(options: HistoryRowsOptions) {
    this.#options = options;
  }

  /** All that is known is forgotten, and what of it comes no more is missed. */
  beginAnew(): void {
    const { segments, events } = this.#options;
    this.#former = segments.all.flatMap(({ ids }) => ids.filter((id) => events.hasRow(id)));
  }

  clear(): void {
    this.#former = [];
  }

  /** All rows; of those that were told before, gaps that did not change stay the same object. */
  rows(told: readonly TimelineRow[], gapState: GapRow['state']): readonly TimelineRow[] {
    const { segments, events, builder, isEncrypted } = this.#options;
    const rows: TimelineRow[] = [];
    const lostBehind = this.#lostBehind();
    let encrypted = isEncrypted() && !this.#knowsEncryptionEvent();
    for (const [index, segment] of segments.all.entries()) {
      if (index > 0) rows.push(this.#gapRow(told, `gap:${segment.ids[0] ?? ''}`, gapState));
      for (const id of segment.ids) {
        const entry = events.get(id);
        if (entry === undefined) continue;
        // A homeserver can make up that encryption began late: where something is encrypted, it had begun.
        if (beginsEncryption(entry) || (entry.encrypted && isEncrypted())) encrypted = true;
        if (events.hasRow(id)) {
          const row = builder.row(entry, encrypted, () => events.view(entry));
          // A change of the room that there are no words for is none that its readers notice.
          if (row.kind !== 'unknown' || row.broken || entry.raw.state_key === undefined) rows.push(row);
        }
        if (id === lostBehind) rows.push(this.#gapRow(told, `lost:${id}`, 'lost'));
      }
    }
    return rows;
  }

  /** What readers saw behind this event is lost. It may come again, where only a part of the homeserver lagged behind. */
  #lostBehind(): string | undefined {
    const { segments } = this.#options;
    const last = this.#former.findLastIndex((id) => segments.has(id));
    return last === this.#former.length - 1 ? undefined : this.#former[last];
  }

  /** A plain message is wrong only after encryption began. */
  #knowsEncryptionEvent(): boolean {
    const { segments, events } = this.#options;
    return segments.all.some(({ ids }) =>
      ids.some((id) => {
        const entry = events.get(id);
        return entry !== undefined && beginsEncryption(entry);
      }),
    );
  }

  #gapRow(told: readonly TimelineRow[], id: string, state: GapRow['state']): GapRow {
    const { ownUserId } = this.#options.people;
    const known = told.find((row): row is GapRow => row.kind === 'gap' && row.id === id);
    if (known?.state === state) return known;
    return { kind: 'gap', id, sender: { id: ownUserId, name: ownUserId }, own: false, state };
  }
}

function beginsEncryption({ raw }: TimelineEntry): boolean {
  return raw.type === 'm.room.encryption' && raw.state_key === '';
}
