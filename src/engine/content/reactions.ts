import { fullName } from '../../protocol/full-name.ts';
import type { Reaction } from '../../protocol/row.ts';
import { cleanLine } from './clean-text.ts';
import type { EventView, RoomContext } from './event-view.ts';
import { personOf } from './person.ts';

const maxKey = 40;
const maxShown = 30;
const maxNames = 20;

/** One name more rather than "1 others". */
function namesShown(count: number): number {
  return count === maxNames + 1 ? count : maxNames;
}

/** Reactions as shown: the 30 most used keys in the order they came, each sender counted once. */
export function reactionsOf(reactions: EventView['reactions'], room: RoomContext): readonly Reaction[] {
  const merged = new Map<string, Set<string>>();
  for (const [raw, senders] of reactions) {
    const key = cleanLine(raw, maxKey);
    if (key === '' || senders.size === 0) continue;
    const known = merged.get(key);
    // Keys that look the same after cleaning are one to the reader.
    if (known === undefined) merged.set(key, new Set(senders));
    else for (const sender of senders) known.add(sender);
  }
  return mostUsed(merged).map(([key, senders]) => ({
    key,
    count: senders.size,
    own: senders.has(room.ownUserId),
    names: [...senders].slice(0, namesShown(senders.size)).map((sender) => fullName(personOf(sender, room))),
  }));
}

function mostUsed(reactions: ReadonlyMap<string, ReadonlySet<string>>): [string, ReadonlySet<string>][] {
  const all = [...reactions];
  if (all.length <= maxShown) return all;
  const least = all.map(([, senders]) => senders.size).sort((a, b) => b - a)[maxShown - 1] ?? 0;
  const above = all.filter(([, senders]) => senders.size > least).length;
  let atLeast = maxShown - above;
  return all.filter(([, senders]) => senders.size > least || (senders.size === least && atLeast-- > 0));
}
