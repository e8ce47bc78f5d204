import type { Written } from './chronicle.ts';

/** An event as a reader at another client finds it in the room. */
export interface RoomEvent {
  readonly eventId: string;
  /** Missing where it cannot be read. */
  readonly token: string | undefined;
  readonly sender: string;
  /** The event it replaces. */
  readonly replaces?: string;
}

export interface Findings {
  readonly written: readonly Written[];
  readonly shown: ReadonlySet<string>;
  /** Oldest first, everything since the run began. */
  readonly room: readonly RoomEvent[];
}

/** What of the promise does not hold: shown as written means once in the room, in order, readable. */
export function problemsOf({ written, shown, room }: Findings): string[] {
  const problems: string[] = [];
  const places = new Map<string, number>();
  const writers = new Map(written.map(({ token, userId }) => [token, userId]));
  room.forEach(({ eventId, token, sender }, place) => {
    if (token === undefined) return problems.push(`${eventId} of ${sender} cannot be read`);
    if (places.has(token)) return problems.push(`${token} is in the room twice`);
    places.set(token, place);
    if (writers.get(token) !== sender) problems.push(`${token} was not written by ${sender}`);
    return undefined;
  });
  for (const token of shown) {
    if (!places.has(token)) problems.push(`${token} was shown as written and is not in the room`);
  }
  const last = new Map<string, { readonly token: string; readonly place: number }>();
  for (const { token, window } of written) {
    const place = places.get(token);
    if (place === undefined) continue;
    const before = last.get(window);
    if (before !== undefined && before.place > place) {
      problems.push(`${token} stands before ${before.token}, which was written before it in ${window}`);
    }
    last.set(window, { token, place });
  }
  return problems;
}

/** The tokens that a view of the whole room must show: of a message that was edited, its last edit. */
export function visibleTokens(room: readonly RoomEvent[]): Set<string> {
  const current = new Map<string, string | undefined>();
  for (const { eventId, token, replaces } of room) current.set(replaces ?? eventId, token);
  return new Set([...current.values()].filter((token) => token !== undefined));
}
