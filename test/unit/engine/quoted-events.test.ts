import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { eventually } from '../../support/followed-engine.ts';
import { event } from './events.ts';
import { piece, settled, timelineOf } from './numbered-room.ts';

function reply(id: string, to: string): RawEvent {
  return event(id, { content: { msgtype: 'm.text', body: id, 'm.relates_to': { 'm.in_reply_to': { event_id: to } } } });
}

describe('an event that is fetched to be quoted', () => {
  it('does not have what it answers itself fetched, until it is among the rows', async () => {
    const asked: string[] = [];
    const { timeline } = timelineOf({
      single: async (id) => {
        asked.push(id);
        return reply(id, `$${String(Number(id.slice(1)) - 1)}`);
      },
      page: async () => ({ events: [reply('$98', '$97')], members: [], before: undefined }),
    });
    await timeline.receive({ ...piece(1, 0, { initial: true }), timeline: [reply('$99', '$98')] });
    await eventually('it is quoted', () => {
      const row = timeline.topic.rows[0];
      return row?.kind === 'message' && row.replyTo?.state === 'shown';
    });
    await settled();
    await settled();
    assert.deepEqual(asked, ['$98']);
    await timeline.loadOlder(50);
    await eventually('what it answers is fetched', () => asked.length > 1);
    await settled();
    await settled();
    assert.deepEqual(asked, ['$98', '$97']);
    timeline.stop();
  });
});
