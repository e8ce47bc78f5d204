import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { RoomAudience } from '../../../src/engine/rooms/room-audience.ts';

const start = Date.UTC(2026, 4, 4, 12);
const minute = 60_000;

interface House {
  people: readonly string[];
  known: boolean;
}

/** As an engine finds the room, with what the one before it has noted. */
function visit(house: House, before?: RoomAudience): RoomAudience {
  const members = () => house.people.map((userId) => ({ userId, membership: 'join' }));
  const room: Partial<Record<keyof Room, unknown>> = { membersLoaded: () => house.known, getMembers: members };
  const audience = new RoomAudience(room as unknown as Room);
  const noted = before?.note();
  if (noted !== undefined) audience.remember(noted);
  return audience;
}

describe('the people of an encrypted room, as they are noted for the next visit', () => {
  before(() => mock.timers.enable({ apis: ['Date'], now: start }));
  after(() => mock.timers.reset());
  const at = (minutes: number): number => start + minutes * minute;
  const house: House = { people: ['@alice:a', '@bob:a'], known: true };

  it('are known for what was written between two visits, also after a third that was ended early', () => {
    mock.timers.setTime(at(0));
    const first = visit(house);
    assert.deepEqual(first.note()?.userIds, house.people);
    mock.timers.setTime(at(10));
    const second = visit(house, first);
    assert.deepEqual(second.note()?.userIds, house.people);
    const third = visit(house, second);
    assert.deepEqual(third.at(at(5)), house.people);
  });

  it('stay noted by a visit that does not get to know them', () => {
    mock.timers.setTime(at(0));
    const first = visit(house);
    const second = visit({ ...house, known: false }, first);
    mock.timers.setTime(at(10));
    assert.deepEqual(visit(house, second).at(at(5)), house.people);
  });

  it('are others from when somebody came or left', () => {
    mock.timers.setTime(at(0));
    const first = visit(house);
    assert.notEqual(first.note(), undefined);
    mock.timers.setTime(at(10));
    const more = [...house.people, '@carol:a'];
    const second = visit({ ...house, people: more }, first);
    assert.deepEqual(second.note()?.userIds, more);
    assert.deepEqual(second.at(at(5)), house.people);
    assert.deepEqual(second.at(at(10)), more);
    mock.timers.setTime(at(20));
    const third = visit(house, second);
    assert.deepEqual(third.note()?.userIds, house.people);
    assert.deepEqual(third.at(at(15)), more);
    assert.equal(visit(house, third).at(at(5)), undefined, 'nobody knows any more');
  });

  it('are those in between, not those of before, where somebody left and came back', () => {
    mock.timers.setTime(at(0));
    const now = { ...house };
    const audience = visit(now);
    audience.note();
    mock.timers.setTime(at(10));
    now.people = ['@alice:a'];
    audience.note();
    mock.timers.setTime(at(20));
    now.people = house.people;
    audience.note();
    assert.deepEqual([audience.at(at(15)), audience.at(at(20))], [['@alice:a'], house.people]);
  });

  it('are known again once a clock that was ahead has been set right', () => {
    mock.timers.setTime(at(100));
    const ahead = visit(house);
    ahead.note();
    mock.timers.setTime(at(0));
    const right = visit(house, ahead);
    right.note();
    mock.timers.setTime(at(10));
    assert.deepEqual(right.at(at(5)), house.people);
  });

  it('are not noted where they are too many', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `@${String(index)}:a`);
    assert.equal(visit({ people: many, known: true }, visit(house)).note(), undefined);
  });
});
