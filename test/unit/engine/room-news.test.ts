import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RoomUpdate } from '../../../src/engine/sync/sync-update.ts';
import { eventually } from '../../support/followed-engine.ts';
import { setUp } from './entered-room.ts';
import { event, member, roomId } from './events.ts';

const bob = '@bob:example.org';
const news = (fields: Partial<RoomUpdate>): RoomUpdate => {
  return { roomId, initial: false, limited: false, state: [], timeline: [], ...fields };
};

describe('what the homeserver tells of a room', () => {
  it('has the rows made anew for a name, and not for who types or has read', async () => {
    const { model } = setUp();
    const { timeline } = model;
    await model.apply(news({ initial: true, timeline: [event('$1', { sender: bob })] }));
    await eventually('the row is there', () => timeline.isTold && timeline.topic.rows.length === 1);
    await model.apply(news({ typing: [bob], receipts: [{ $1: { 'm.read': { [bob]: { ts: 1 } } } }], joinedCount: 2 }));
    assert.equal(timeline.isTold, true);
    await model.apply(news({ state: [member(bob, 'Robert')] }));
    assert.equal(timeline.isTold, false);
    model.stop();
  });
});
