import type { TimelineRow } from '../../src/protocol/row.ts';
import { eventually, plainOf } from './followed-engine.ts';
import type { FollowedEngine, SeenRoom } from './followed-engine.ts';

/** The row of an event, where there is one. */
export function rowOf(room: SeenRoom, id: string): TimelineRow | undefined {
  return room.rows.find((row) => row.id === id);
}

/** Resolves once the row of an event reads so; `what` as {@link plainOf} gives it. */
export async function becomes(room: SeenRoom, id: string, what: string, timeoutMs?: number): Promise<void> {
  const now = (): string => {
    const row = rowOf(room, id);
    return row === undefined ? 'nothing' : plainOf(row);
  };
  await eventually(`the row is ${what}`, () => now() === what, timeoutMs).catch((cause: unknown) => {
    throw new Error(`the row is ${now()}`, { cause });
  });
}

/** The room of that address, once the engine is in it and shows what is said. */
export async function opened(engine: FollowedEngine, address: string): Promise<SeenRoom> {
  const room = engine.room(address);
  await eventually('the room is live', () => room.snapshot?.access.kind === 'joined' && room.live);
  return room;
}
