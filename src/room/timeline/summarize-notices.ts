import type { NoticeRow, Person, RoomChange } from '../../protocol/row.ts';

/** Notices of one kind within a folded run. */
export interface NoticeSummary {
  readonly kind: Membership['kind'] | 'profile-name' | 'profile-avatar' | 'called' | 'settings';
  /** Whom it happened to, each once, in order; who did it where it has no target. */
  readonly people: readonly Person[];
  readonly rows: readonly [NoticeRow, ...NoticeRow[]];
}

/**
 * Somebody who came and went (or the other way round) within the run is counted once, by how it ended. A room that is
 * made comes with half a dozen settings: its making stands for them.
 */
export function summarizeNotices(rows: readonly NoticeRow[]): readonly NoticeSummary[] {
  const lastMembership = new Map<string, NoticeRow>();
  for (const row of rows) if (isMembership(row.change)) lastMembership.set(row.change.target.id, row);
  const created = rows.find(({ change }) => change.kind === 'created');

  const byKind = new Map<NoticeSummary['kind'], NoticeRow[]>();
  for (const row of rows) {
    const kind = kindOf(row.change);
    if (isMembership(row.change) && lastMembership.get(row.change.target.id) !== row) continue;
    if (kind === 'settings' && created !== undefined && row !== created && row.sender.id === created.sender.id)
      continue;
    const of = byKind.get(kind);
    if (of === undefined) byKind.set(kind, [row]);
    else of.push(row);
  }
  return [...byKind].flatMap(([kind, of]) => {
    const [first, ...rest] = of;
    return first === undefined ? [] : [{ kind, people: peopleOf(of), rows: [first, ...rest] as const }];
  });
}

type Membership = Exclude<
  Extract<RoomChange, { target: Person }>,
  { kind: 'profile-name' } | { kind: 'profile-avatar' }
>;

function kindOf(change: RoomChange): NoticeSummary['kind'] {
  return 'target' in change || change.kind === 'called' ? change.kind : 'settings';
}

function isMembership(change: RoomChange): change is Membership {
  return 'target' in change && change.kind !== 'profile-name' && change.kind !== 'profile-avatar';
}

function peopleOf(rows: readonly NoticeRow[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { change, sender } of rows) {
    const person = 'target' in change ? change.target : sender;
    people.set(person.id, person);
  }
  return [...people.values()];
}
