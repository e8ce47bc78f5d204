import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { piece, settled, timelineOf } from './numbered-room.ts';

describe('a timeline that is cleared: the room may no longer be seen', () => {
  it('takes in nothing that was on its way to it, and begins anew with what comes then', async () => {
    const readings: PromiseWithResolvers<void>[] = [];
    const { timeline } = timelineOf({
      decrypt: () => {
        const reading = Promise.withResolvers<void>();
        readings.push(reading);
        return reading.promise;
      },
    });
    const encrypted = (from: number, to: number): ReturnType<typeof piece> => {
      const { timeline: events, ...rest } = piece(from, to, { initial: true });
      return { ...rest, timeline: events.map((raw) => ({ ...raw, type: 'm.room.encrypted' })) };
    };
    const received = [timeline.receive(encrypted(1, 3)), timeline.receive(encrypted(4, 6))];
    await settled();
    const { drops } = timeline;
    timeline.clear();
    assert.notEqual(timeline.drops, drops, 'it does not tell what came meanwhile');
    readings[0]?.resolve();
    await Promise.all(received);
    await settled();
    assert.deepEqual([timeline.topic.rows.length, timeline.topic.live, timeline.has('$1')], [0, false, false]);
    assert.equal(readings.length, 1, 'what waited behind it is not even read');
    await timeline.receive(piece(1, 3, { initial: true }));
    await settled();
    assert.deepEqual([timeline.topic.rows.length, timeline.topic.live], [3, true]);
    timeline.stop();
  });
});
