import type { Anchor } from '../../room/timeline/scroll-decisions.ts';

/** Of a tab, and of no text: which line stood where, in pixels. */
const prefix = 'wiki-room:place:';
/** Who comes back later wants to see what is new. Milliseconds. */
const longest = 30 * 60_000;

/** Keeps for the next page of this tab where the reader was; `undefined`: at the newest message. */
export function keepPlace(room: string, anchor: Anchor | undefined): void {
  try {
    if (anchor === undefined) sessionStorage.removeItem(prefix + room);
    else sessionStorage.setItem(prefix + room, JSON.stringify({ ...anchor, at: Date.now() }));
  } catch {
    // Denied, or full: it opens at the newest message.
  }
}

export function keptPlace(room: string): Anchor | undefined {
  try {
    const { key, edge, fromTop, at } = JSON.parse(sessionStorage.getItem(prefix + room) ?? '{}') as Record<
      string,
      unknown
    >;
    const known = typeof key === 'string' && typeof fromTop === 'number' && (edge === 'top' || edge === 'bottom');
    if (!known || typeof at !== 'number' || Math.abs(Date.now() - at) > longest) return undefined;
    return { key, edge, fromTop };
  } catch {
    return undefined;
  }
}

/** Nobody is signed in any more. */
export function forgetPlaces(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  } catch {
    // Denied: nothing is kept.
  }
}
