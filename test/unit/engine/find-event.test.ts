import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event, reaction, redaction } from './events.ts';
import { idsOf, numbers, pageBefore, piece, settled, timelineOf } from './numbered-room.ts';

describe('an event that is looked for in a timeline', () => {
  it('finds an event far back, in ever larger pages', async () => {
    const limits: number[] = [];
    const { timeline } = timelineOf({
      page: async (from, limit) => {
        limits.push(limit);
        return pageBefore(from, limit);
      },
      single: async (id) => event(id),
    });
    await timeline.receive(piece(8_451, 8_480, { initial: true }));
    assert.equal(await timeline.find('$6000'), '$6000');
    assert.ok(timeline.has('$6000'));
    assert.ok(!timeline.has('$4000'));
    assert.deepEqual([...new Set(limits)], [100, 200, 400, 800, 1_000]);
    timeline.stop();
  });

  it('finds an event that lies in a hole, also in one that could not be filled', async () => {
    for (const wasBroken of [false, true]) {
      let broken = wasBroken;
      const { timeline } = timelineOf({
        page: async (from, limit) => {
          await settled();
          if (broken) throw new WikiRoomError('homeserver-unreachable');
          return pageBefore(from, limit);
        },
        single: async (id) => event(id),
      });
      await timeline.receive(piece(1, 3, { initial: true, prevBatch: undefined as never }));
      await timeline.receive(piece(10, 12, { limited: true }));
      if (wasBroken)
        await eventually('failed', () => timeline.topic.rows.some((row) => 'state' in row && row.state === 'failed'));
      broken = false;
      assert.equal(await timeline.find('$7'), '$7');
      assert.deepEqual(idsOf(timeline.topic.rows), numbers(1, 12), 'whoever asked finds it there');
      timeline.stop();
    }
  });

  it('tells which row shows an event, or comes before it', async () => {
    const { timeline } = timelineOf();
    const events = [event('$1'), event('$2'), reaction('$like', '$1', '👍'), event('$3')];
    await timeline.receive({ ...piece(1, 3, { initial: true }), timeline: events });
    await settled();
    assert.deepEqual(
      ['$1', '$like', '$3', '$nowhere'].map((id) => timeline.rowOf(id)),
      ['$1', '$2', '$3', undefined],
    );
    timeline.stop();
  });

  it('looks through no history for what the homeserver does not give', async () => {
    const { timeline, asked } = timelineOf({
      single: async () => Promise.reject(new WikiRoomError('unknown', 'no', { detail: 'M_NOT_FOUND' })),
    });
    await timeline.receive(piece(451, 480, { initial: true }));
    await assert.rejects(timeline.find('$nowhere'), { code: 'room-not-found', detail: 'event' });
    assert.deepEqual(asked, []);
    timeline.stop();
  });

  it('looks for an event only once the room has come', async () => {
    const { timeline } = timelineOf({ single: async (id) => event(id) });
    const found = timeline.find('$300');
    await settled();
    await timeline.receive(piece(451, 480, { initial: true }));
    assert.equal(await found, '$300');
    assert.ok(timeline.has('$300'));
    timeline.stop();
  });

  for (const end of ['clear', 'stop'] as const) {
    it(`does not wait for a room that will not come (${end})`, async () => {
      const { timeline } = timelineOf({ single: async (id) => event(id) });
      const found = assert.rejects(timeline.find('$300'), { code: 'room-not-found', detail: 'event' });
      await settled();
      timeline[end]();
      await found;
      await assert.rejects(timeline.find('$300'), { code: 'room-not-found' });
      timeline.stop();
    });
  }

  it('finds the message that a reaction or an edit is of, known or not', async () => {
    const { timeline } = timelineOf({ single: async (id) => reaction(id, '$300', '👍') });
    await timeline.receive(piece(451, 480, { initial: true }));
    assert.equal(await timeline.find('$reaction'), '$300');
    assert.ok(timeline.has('$300'));
    await timeline.receive({ ...piece(481, 481), timeline: [reaction('$other', '$470', '👍')] });
    assert.equal(await timeline.find('$other'), '$470');
    await timeline.receive({ ...piece(482, 482), timeline: [redaction('$redacted', '$other')] });
    assert.equal(await timeline.find('$other'), '$470', 'also once it was taken back');
    timeline.stop();
  });

  it('finds the row before what has none', async () => {
    const { timeline } = timelineOf();
    const vote = event('$vote', { type: 'm.poll.response', content: {} });
    await timeline.receive({
      ...piece(1, 3, { initial: true }),
      timeline: [event('$1'), event('$2'), vote, event('$3')],
    });
    await settled();
    assert.deepEqual(idsOf(timeline.topic.rows), ['$1', '$2', '$3']);
    assert.equal(await timeline.find('$vote'), '$2');
    timeline.stop();
  });

  it('finds the row before a change that there are no words for, and says so where there is none', async () => {
    const wordless = (id: string): RawEvent =>
      event(id, { type: 'm.room.server_acl', state_key: '', content: { allow: ['*'] } });
    const { timeline } = timelineOf();
    const events = [wordless('$first'), event('$1'), wordless('$acl'), event('$2')];
    await timeline.receive({ ...piece(1, 2, { initial: true }), timeline: events });
    assert.equal(await timeline.find('$acl'), '$1', 'at once');
    assert.equal(await timeline.find('$2'), '$2');
    await assert.rejects(timeline.find('$first'), { code: 'room-not-found', detail: 'event' });
    timeline.stop();
  });
});
