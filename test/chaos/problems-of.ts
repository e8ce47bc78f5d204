import type { Written } from './chronicle.ts';

/** An event as a reader at another client finds it in the room. */
export interface RoomEvent {
  readonly eventId: string;
  /** None where it cannot be read. */
  readonly tokens: readonly string[];
  readonly sender: string;
  /** The event it replaces. */
  readonly replaces?: string;
  /** By which request, and from which device, where it says so. */
  readonly origin?: string;
}

export interface Findings {
  readonly written: readonly Written[];
  /** How many had been written when a window first showed it. */
  readonly shown: ReadonlyMap<string, number>;
  /** What a person was asked about: others go before it until they answer. */
  readonly asked: ReadonlySet<string>;
  /** Oldest first, everything since the run began. */
  readonly room: readonly RoomEvent[];
}

/** Nobody joins the room: there is little to ask about. Of what was written. */
const mostAsked = 0.02;

/** What of the promise does not hold: shown as written means once in the room, in order, readable. */
export function problemsOf({ written, shown, asked, room }: Findings): string[] {
  const problems: string[] = [];
  const places = new Map<string, number>();
  const named = (place: number | undefined): string => nameOf(room[place ?? -1]);
  const writers = new Map(written.map(({ token, userId }) => [token, userId]));
  room.forEach(({ eventId, tokens, sender }, place) => {
    if (tokens.length === 0) problems.push(`${eventId} of ${sender} cannot be read`);
    for (const token of tokens) {
      if (places.has(token)) {
        problems.push(`${token} is in the room twice: ${named(places.get(token))}; ${named(place)}`);
      } else if (writers.get(token) !== sender) problems.push(`${token} was not written by ${sender}`);
      if (!places.has(token)) places.set(token, place);
    }
  });
  if (asked.size > Math.ceil(written.length * mostAsked)) {
    problems.push(`${asked.size} messages were asked about: ${[...asked].join(', ')}`);
  }
  for (const token of shown.keys()) {
    if (!places.has(token)) problems.push(`${token} was shown as written and is not in the room`);
  }
  const last = new Map<string, { readonly token: string; readonly place: number }>();
  const ordered = written.filter(({ token }) => !asked.has(token));
  for (const { token, window } of ordered) {
    const place = places.get(token);
    if (place === undefined) continue;
    const before = last.get(window);
    if (before !== undefined && before.place > place) {
      problems.push(`${token} stands before ${before.token}, which was written before it in ${window}`);
    }
    last.set(window, { token, place });
  }
  return [...problems, ...overtaken({ written, shown, asked }, places)];
}

/** Enough to tell by what it came to be there. */
function nameOf(event: RoomEvent | undefined): string {
  if (event === undefined) return 'unknown';
  const { eventId, tokens, sender, replaces, origin } = event;
  const replaced = replaces === undefined ? '' : `, replaces ${replaces}`;
  return `${eventId} of ${sender}, ${origin ?? 'of unknown origin'}${replaced}, says ${tokens.join(' and ')}`;
}

/** What a window showed is in its device's outbox: what is written there later, in whatever window, comes after it. */
function overtaken({ written, shown, asked }: Omit<Findings, 'room'>, places: ReadonlyMap<string, number>): string[] {
  const problems: string[] = [];
  const inRoom = written.flatMap(({ token, device }, index) => {
    const place = places.get(token);
    return place === undefined || asked.has(token) ? [] : [{ token, device, index, place, shownAt: shown.get(token) }];
  });
  for (const [device, own] of Map.groupBy(inRoom, (message) => message.device)) {
    const settled = own
      .flatMap((message) => (message.shownAt === undefined ? [] : [{ ...message, shownAt: message.shownAt }]))
      .toSorted((one, other) => one.shownAt - other.shownAt);
    let last: { readonly token: string; readonly place: number } | undefined;
    let next = 0;
    for (const { token, index, place } of own) {
      for (let before = settled[next]; before !== undefined && before.shownAt <= index; before = settled[++next]) {
        if (last === undefined || before.place > last.place) last = before;
      }
      if (last !== undefined && last.place > place) {
        problems.push(`${token} stands before ${last.token}, which ${device} showed before it was written`);
      }
    }
  }
  return problems;
}

/** The tokens that a view of the whole room must show: of a message that was edited, its last edit. */
export function visibleTokens(room: readonly RoomEvent[]): Set<string> {
  const current = new Map<string, readonly string[]>();
  for (const { eventId, tokens, replaces } of room) current.set(replaces ?? eventId, tokens);
  return new Set([...current.values()].flat());
}
