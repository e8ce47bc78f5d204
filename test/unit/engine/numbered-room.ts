import { RoomTimeline } from '../../../src/engine/timeline/room-timeline.ts';
import type { RoomTimelineOptions } from '../../../src/engine/timeline/room-timeline.ts';
import type { MessagePage } from '../../../src/engine/timeline/page-of-messages.ts';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { rowFromEvent } from '../../../src/engine/content/row-from-event.ts';
import type { TimelineRow } from '../../../src/protocol/row.ts';
import { event, roomId } from './events.ts';

/** A room of numbered messages, `$1` the oldest, read page by page. */
export function timelineOf(options: Partial<RoomTimelineOptions> = {}): { timeline: RoomTimeline; asked: string[] } {
  const asked: string[] = [];
  const page = async (from: string | undefined, limit: number): Promise<MessagePage> => {
    asked.push(String(from));
    return pageBefore(from, limit);
  };
  const timeline = new RoomTimeline({
    people: {
      ownUserId: '@alice:example.org',
      member: () => undefined,
      namesakes: () => [],
      mayNotifyRoom: () => false,
      revision: () => 0,
    },
    rowFromEvent,
    decrypt: async () => undefined,
    page,
    single: async () => undefined,
    membersSeen: () => undefined,
    isEncrypted: () => false,
    changed: () => undefined,
    ...options,
  });
  return { timeline, asked };
}

export function pageBefore(from: string | undefined, limit: number): MessagePage {
  const newest = Number(from) - 1;
  const events = [];
  for (let i = newest; i > Math.max(0, newest - limit); i--) events.push(event(`$${String(i)}`));
  return { events, members: [], before: newest - limit > 0 ? String(newest - limit + 1) : undefined };
}

export function piece(from: number, to: number, fields: Partial<RoomUpdate> = {}): RoomUpdate {
  const timeline = Array.from({ length: to - from + 1 }, (_, i) => event(`$${String(from + i)}`));
  return { roomId, initial: false, limited: false, state: [], timeline, prevBatch: String(from), ...fields };
}

export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

export const idsOf = (rows: readonly TimelineRow[]): string[] =>
  rows.map((row) => (row.kind === 'gap' ? 'gap' : row.id));
export const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `$${String(from + i)}`);
