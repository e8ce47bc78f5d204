import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { piece, timelineOf } from './numbered-room.ts';

describe('the pace of a timeline', () => {
  it('tells at once what comes after a rest, and gathers what comes close together', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { timeline } = timelineOf();
    const told: number[] = [];
    timeline.topic.follow(() => told.push(timeline.topic.rows.length));
    const pass = (milliseconds: number): void => {
      now += milliseconds;
      t.mock.timers.tick(milliseconds);
    };
    await timeline.receive(piece(1, 1, { initial: true }));
    pass(1);
    await timeline.receive(piece(2, 2));
    pass(1);
    await timeline.receive(piece(3, 3));
    assert.deepEqual(told, [0, 1]);
    pass(20);
    assert.deepEqual(told, [0, 1, 3]);
    pass(1_000);
    await timeline.receive(piece(4, 4));
    pass(1);
    assert.deepEqual(told, [0, 1, 3, 4]);
    timeline.stop();
  });
});
