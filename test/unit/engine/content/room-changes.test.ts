import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventView } from '../../../../src/engine/content/event-view.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { anEvent, aRoom, bob, carol } from './support/a-room.ts';

const row = (changes: Partial<EventView>): TimelineRow => rowFromEvent(anEvent(changes), aRoom());

describe('changes of the room', () => {
  const change = (changes: Partial<EventView>): unknown => {
    const made = row({ stateKey: '', ...changes });
    return made.kind === 'notice' ? made.change : made.kind;
  };
  it('of its state', () => {
    const kinds: readonly (readonly [string, string])[] = [
      ['m.room.create', 'created'],
      ['m.room.encryption', 'encrypted'],
      ['m.room.avatar', 'avatar'],
      ['m.room.history_visibility', 'history'],
      ['m.room.join_rules', 'rules'],
      ['m.room.power_levels', 'powers'],
      ['m.room.pinned_events', 'pins'],
      ['m.room.tombstone', 'upgraded'],
    ];
    for (const [type, kind] of kinds) {
      for (const content of [{}, { predecessor: 'x', users: '1e400', users_default: 1e400, pinned: {} }]) {
        assert.deepEqual(change({ type, content }), { kind });
      }
    }
  });
  it('of its name and topic', () => {
    assert.deepEqual(change({ type: 'm.room.name', content: { name: 'a\u202eb\n' } }), { kind: 'renamed', text: 'ab' });
    assert.deepEqual(change({ type: 'm.room.topic', content: { topic: 42 } }), { kind: 'topic', text: '' });
  });
  it('only where they are state', () => {
    assert.equal(row({ type: 'm.room.name', content: { name: 'x' } }).kind, 'unknown');
    assert.equal(change({ type: 'm.room.message' }), 'unknown');
  });

  const member = (before: object | undefined, now: object, senderId = bob): unknown =>
    change({
      type: 'm.room.member',
      stateKey: bob,
      senderId,
      content: now as EventView['content'],
      ...(before && { prevContent: before as EventView['content'] }),
    });
  const target = { id: bob, name: 'Bob' };
  const memberships: readonly (readonly [string | undefined, string, string, string])[] = [
    [undefined, 'join', bob, 'joined'],
    ['invite', 'join', bob, 'joined'],
    ['leave', 'join', bob, 'joined'],
    ['join', 'leave', bob, 'left'],
    ['knock', 'leave', bob, 'left'],
    ['invite', 'leave', bob, 'declined'],
    ['join', 'leave', carol, 'kicked'],
    ['invite', 'leave', carol, 'kicked'],
    ['ban', 'leave', carol, 'unbanned'],
    ['join', 'ban', carol, 'banned'],
    [undefined, 'invite', carol, 'invited'],
    [undefined, 'knock', bob, 'knocked'],
  ];
  for (const [before, now, sender, kind] of memberships) {
    it(`${before ?? 'nothing'} → ${now} by ${sender} is ${kind}`, () => {
      assert.deepEqual(member(before === undefined ? undefined : { membership: before }, { membership: now }, sender), {
        kind,
        target,
      });
    });
  }
  it('of a member’s reason, name and picture', () => {
    assert.deepEqual(member({ membership: 'join' }, { membership: 'ban', reason: '<b>x</b>' }, carol), {
      kind: 'banned',
      target,
      reason: '<b>x</b>',
    });
    const joined = { membership: 'join' };
    assert.deepEqual(member({ ...joined, displayname: 'Old\u202e' }, { ...joined, displayname: 'Bob' }), {
      kind: 'profile-name',
      target,
      from: 'Old',
    });
    assert.deepEqual(member({ ...joined, avatar_url: 'x' }, joined), { kind: 'profile-avatar', target });
    assert.equal(member(joined, joined), 'unknown');
  });
  it('of a name say the one of then, and nothing where there was and is none', () => {
    const joined = { membership: 'join' };
    const named = (before: unknown, now: unknown): unknown =>
      member({ ...joined, displayname: before }, { ...joined, displayname: now });
    const then = { ...target, name: 'Robert', disambiguation: bob };
    assert.deepEqual(named('Old', 'Robert'), { kind: 'profile-name', target: then, from: 'Old' });
    assert.deepEqual(named('Robert', 'Bob'), { kind: 'profile-name', target, from: 'Robert' });
    for (const none of [null, undefined]) {
      assert.deepEqual(named('Bob', none), { kind: 'profile-name', target: { ...target, name: bob }, from: 'Bob' });
    }
    assert.equal(named(null, undefined), 'unknown');
    assert.equal(member({ ...joined, avatar_url: null }, joined), 'unknown');
  });
  it('of a shape that cannot be read are one quiet line', () => {
    for (const content of [{}, { membership: 7 }, { membership: 'owner' }])
      assert.equal(member(undefined, content), 'unknown');
  });
});
