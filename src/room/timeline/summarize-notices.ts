import type { NoticeRow, Person, RoomChange } from '../../protocol/row.ts';

/** Notices of one kind within a folded run. */
export interface NoticeSummary {
  readonly kind: RoomChange['kind'];
  /** Whom it happened to, each once, in order; who did it where it has no target. */
  readonly people: readonly Person[];
  readonly count: number;
}

/** Somebody who came and went (or the other way round) within the run is counted once, by how it ended. */
export function summarizeNotices(rows: readonly NoticeRow[]): readonly NoticeSummary[] {
  const lastMembership = new Map<string, NoticeRow>();
  for (const row of rows) if (isMembership(row.change)) lastMembership.set(row.change.target.id, row);

  const byKind = new Map<RoomChange['kind'], { people: Map<string, Person>; count: number }>();
  for (const row of rows) {
    const { change } = row;
    if (isMembership(change) && lastMembership.get(change.target.id) !== row) continue;
    const person = 'target' in change ? change.target : row.sender;
    const summary = byKind.get(change.kind) ?? { people: new Map<string, Person>(), count: 0 };
    summary.people.set(person.id, person);
    summary.count++;
    byKind.set(change.kind, summary);
  }
  return [...byKind].map(([kind, { people, count }]) => ({ kind, people: [...people.values()], count }));
}

type Membership = Exclude<
  Extract<RoomChange, { target: Person }>,
  { kind: 'profile-name' } | { kind: 'profile-avatar' }
>;

function isMembership(change: RoomChange): change is Membership {
  return 'target' in change && change.kind !== 'profile-name' && change.kind !== 'profile-avatar';
}
