import type { ShownRow } from './chronicle.ts';
import type { RoomEvent } from './problems-of.ts';

/** A reaction as it is in the room; the peer gives each once, with a key of its own. */
export interface RoomReaction {
  readonly key: string;
  /** The event it is a reaction to. */
  readonly target: string;
}

/** By key, the first token of the message that must show it. What is a reaction to an edit belongs to no line. */
export function reactionsToShow(
  reactions: readonly RoomReaction[],
  room: readonly RoomEvent[],
): ReadonlyMap<string, string> {
  const first = new Map<string, string | undefined>();
  const edits = new Set<string>();
  for (const {
    eventId,
    tokens: [token],
    replaces,
  } of room) {
    first.set(replaces ?? eventId, token);
    if (replaces !== undefined) edits.add(eventId);
  }
  const shown = new Map<string, string>();
  for (const { key, target } of reactions) {
    const token = edits.has(target) ? undefined : first.get(target);
    if (token !== undefined) shown.set(key, token);
  }
  return shown;
}

/** Each is on its message, counted once, and on no other. */
export function problemsOfReactions(expected: ReadonlyMap<string, string>, rows: Iterable<ShownRow>): string[] {
  const shown = new Map<string, string[]>();
  for (const {
    tokens: [token = 'what cannot be read'],
    reactions,
  } of rows) {
    for (const { key, count } of reactions) shown.set(key, [...(shown.get(key) ?? []), `${count} × on ${token}`]);
  }
  return [...expected].flatMap(([key, token]) => {
    const found = shown.get(key)?.join(', ') ?? 'nowhere';
    return found === `1 × on ${token}` ? [] : [`the reaction ${key} to ${token} is shown ${found}`];
  });
}
