import type { EventView, RoomContext } from '../../../../../src/engine/content/event-view.ts';
import type { PartContext } from '../../../../../src/engine/content/part-context.ts';

export const me = '@me:example.org';
export const bob = '@bob:example.org';
export const carol = '@carol:example.org';
export const mallory = '@mallory:evil.example';

const names: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [me, 'Me'],
  [bob, 'Bob'],
  [carol, 'Carol'],
  [mallory, 'Mallory'],
]);

export function aRoom(changes: Partial<RoomContext> = {}): RoomContext {
  return {
    ownUserId: me,
    member: (userId) => (names.has(userId) ? { name: names.get(userId) } : undefined),
    namesakes: () => [],
    encrypted: true,
    mayNotifyRoom: (userId) => userId !== mallory,
    ...changes,
  };
}

export function aContext(mentions: Partial<PartContext['mentions']> = {}, room: RoomContext = aRoom()): PartContext {
  return { room, mentions: { userIds: new Set(), everyone: false, ...mentions } };
}

export function anEvent(changes: Partial<EventView> = {}): EventView {
  return {
    id: '$1',
    type: 'm.room.message',
    senderId: bob,
    ts: Date.UTC(2026, 10, 24),
    content: { msgtype: 'm.text', body: 'hello' },
    encrypted: true,
    reactions: new Map(),
    ...changes,
  };
}
