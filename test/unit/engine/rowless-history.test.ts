import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RoomTimelineOptions } from '../../../src/engine/timeline/room-timeline.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event, member } from './events.ts';
import { pageBefore, piece, settled, timelineOf } from './numbered-room.ts';

/** Places of somebody on the move, but for the very first event. */
function beacons(asked: number[]): RoomTimelineOptions['page'] {
  return async (from, limit) => {
    asked.push(limit);
    const page = pageBefore(from, limit);
    const events = page.events.map((raw) => (raw.event_id === '$1' ? raw : { ...raw, type: 'm.beacon' }));
    return { ...page, events };
  };
}

describe('History without rows', () => {
  it('is read a step at a time', async () => {
    const asked: number[] = [];
    const { timeline } = timelineOf({ page: beacons(asked) });
    const ends: string[] = [];
    timeline.topic.follow(({ older }) => ends.push(older));
    await timeline.receive(piece(20_000, 20_010, { initial: true }));
    await settled();
    let steps = 0;
    for (; timeline.topic.rows[0]?.id !== '$1'; steps++) {
      const before = asked.length;
      await timeline.loadOlder(100);
      assert.ok(asked.length - before <= 11, 'a step is bounded');
    }
    assert.ok(steps > 1 && steps < 10, String(steps));
    assert.ok(asked.length < 40, 'pages grow');
    assert.ok(!ends.includes('failed'));
    assert.equal(ends.at(-1), 'none');
    timeline.stop();
  });

  it('is what has nothing but changes of the room, too, for they are folded', async () => {
    const asked: number[] = [];
    const { timeline } = timelineOf({
      page: async (from, limit) => {
        asked.push(limit);
        const page = pageBefore(from, limit);
        const events = page.events.map((raw) => ({ ...member(`@${raw.event_id}:b`, 'x'), event_id: raw.event_id }));
        return { ...page, events };
      },
    });
    await timeline.receive(piece(5_000, 5_010, { initial: true }));
    await timeline.loadOlder(100);
    assert.equal(timeline.topic.rows[0]?.id, '$1');
    assert.ok(asked.length < 10, String(asked));
    timeline.stop();
  });

  it('is read by itself where the newest events have none, while somebody looks', async () => {
    const asked: number[] = [];
    const { timeline } = timelineOf({ page: beacons(asked) });
    const newest = piece(8_000, 8_010, { initial: true });
    await timeline.receive({ ...newest, timeline: newest.timeline.map((raw) => ({ ...raw, type: 'm.beacon' })) });
    await settled();
    assert.equal(asked.length, 0);
    const ends: string[] = [];
    timeline.topic.follow(({ older }) => ends.push(older));
    await eventually('the row', () => timeline.topic.rows.length === 1);
    assert.ok(!ends.includes('failed'));
    assert.equal(timeline.topic.rows[0]!.id, '$1');
    timeline.stop();
  });

  it('tells of a failure, and is read on once the connection is back', async () => {
    let broken = true;
    const page = beacons([]);
    const { timeline } = timelineOf({
      page: async (from, limit) => {
        if (broken) throw new WikiRoomError('homeserver-unreachable');
        return page(from, limit);
      },
    });
    let older = '';
    timeline.topic.follow((update) => (older = update.older));
    const vote = event('$10', { type: 'm.poll.response', content: {} });
    await timeline.receive({ ...piece(10, 10, { initial: true }), timeline: [vote] });
    await eventually('told', () => older === 'failed');
    broken = false;
    timeline.retry();
    await eventually('the row', () => timeline.topic.rows.length === 1);
    timeline.stop();
  });

  it('is given up where its pages bring nothing and have no end', async () => {
    let token = 1_000;
    const { timeline } = timelineOf({
      page: async () => ({ events: [], members: [], before: String(token++) }),
    });
    await timeline.receive(piece(10, 12, { initial: true }));
    await assert.rejects(timeline.loadOlder(50), { code: 'homeserver-error' });
    await settled();
    timeline.stop();
    assert.ok(token < 1_030);
  });

  it('is not asked for without end where a hole leads in a circle', async () => {
    let token = 1_000;
    const { timeline } = timelineOf({
      page: async () => ({ events: [], members: [], before: String(token++) }),
    });
    await timeline.receive(piece(1, 3, { initial: true }));
    await timeline.receive(piece(10, 12, { limited: true }));
    await eventually('the hole is given up', () => timeline.topic.rows[0]?.id === '$10');
    timeline.stop();
    assert.ok(token < 1_030, String(token));
  });
});
