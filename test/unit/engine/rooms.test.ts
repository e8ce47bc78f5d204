import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { backOff, rateLimitWait } from '../../../src/protocol/back-off.ts';
import { canRecover, hasBackupSecret, isSaved } from '../../../src/engine/crypto/secret-storage-state.ts';
import { mayNotifyRoom, maySend } from '../../../src/engine/rooms/power.ts';
import { ReadMarks, unreadAfter } from '../../../src/engine/rooms/read-marks.ts';
import { RoomMembers } from '../../../src/engine/rooms/room-members.ts';
import { errorOfAnswer, errorOfSdk } from '../../../src/engine/sdk-error.ts';
import type { Fields } from '../../../src/engine/shape.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { TimelineRow } from '../../../src/protocol/row.ts';
import { member } from './events.ts';

const alice = '@alice:example.org';

describe('power', () => {
  const room = (levels: Fields | undefined, create: Fields = {}): Parameters<typeof maySend>[0] => ({
    levels,
    create,
    creator: '@creator:example.org',
  });

  const cases: [string, Fields | undefined, boolean][] = [
    ['no power levels', undefined, true],
    ['levels that say nothing', {}, true],
    ['a level that is too low', { events_default: 50 }, false],
    ['an own level', { events_default: 50, users: { [alice]: 50 } }, true],
    ['a level of the type', { events: { 'm.room.message': 1 } }, false],
    ['levels as text', { events_default: '50', users: { [alice]: ' 50 ' } }, true],
    ['levels that are none', { events_default: {}, users: { [alice]: [] }, users_default: null }, true],
    ['a level of __proto__', { events_default: 50, users: JSON.parse('{"__proto__":100}') as Fields }, false],
    ['users that are a list', { events_default: 1, users: [alice] }, false],
  ];
  for (const [name, levels, expected] of cases) {
    it(`with ${name}: ${expected ? 'may' : 'may not'} send`, () => {
      assert.equal(maySend(room(levels), alice, 'm.room.message'), expected);
    });
  }

  it('lets the creators of newer rooms do anything', () => {
    const levels = { events_default: 100, users: { '@creator:example.org': 0 } };
    assert.equal(maySend(room(levels, { room_version: '12' }), '@creator:example.org', 'm.room.message'), true);
    assert.equal(maySend(room(levels, { room_version: '11' }), '@creator:example.org', 'm.room.message'), false);
    const others = { room_version: '12', additional_creators: [alice] };
    assert.equal(maySend(room(levels, others), alice, 'm.room.message'), true);
  });

  it('lets only some notify everyone', () => {
    assert.equal(mayNotifyRoom(room({}), alice), false);
    assert.equal(mayNotifyRoom(room({ notifications: { room: 0 } }), alice), true);
  });
});

describe('ReadMarks', () => {
  const row = (id: string, fields: object = {}): TimelineRow =>
    ({ id, kind: 'message', own: false, mentionsReader: false, ...fields }) as TimelineRow;
  const receipt = (id: string, kind: string, more: object = {}): Fields => ({
    [id]: { [kind]: { [alice]: { ts: 1, ...more } } },
  });

  it('takes the mark that is farthest on', () => {
    const marks = new ReadMarks(alice);
    marks.receive(receipt('$2', 'm.read.private'));
    marks.receive(receipt('$1', 'm.read'));
    marks.receiveFullyRead({ event_id: '$1' });
    assert.equal(marks.newest([row('$1'), row('$2'), row('$3')]), '$2');
  });

  it('tells where something was left out beside what was seen', () => {
    const marks = new ReadMarks(alice);
    const fullyRead = (rows: readonly TimelineRow[]): string | undefined =>
      marks.fullyRead(rows, rows.map(({ id }) => id).toReversed());
    const rows = [row('$1'), row('$2'), row('$3')];
    marks.receive(receipt('$2', 'm.read'));
    assert.equal(fullyRead(rows), '$2', 'nobody has told it');
    marks.receiveFullyRead({ event_id: '$0' });
    assert.equal(fullyRead(rows), '$0', 'further back than is known');
    marks.receiveFullyRead({ event_id: '$1' });
    assert.deepEqual([fullyRead(rows), marks.newest(rows)], ['$1', '$2']);
    marks.markFullyRead('$3');
    assert.deepEqual([fullyRead(rows), marks.newest(rows)], ['$3', '$3']);
    assert.equal(fullyRead([...rows, row('$4', { own: true })]), '$4', 'who writes has read');
  });

  it('takes a mark at what has no row for one at the row before it', () => {
    const marks = new ReadMarks(alice);
    marks.receive(receipt('$reaction', 'm.read'));
    assert.equal(marks.newest([row('$1'), row('$2'), row('$3')], ['$3', '$reaction', '$state', '$2', '$1']), '$2');
  });

  it('does not take marks of others and of threads', () => {
    const marks = new ReadMarks(alice);
    marks.receive({ $3: { 'm.read': { '@bob:example.org': { ts: 1 } } } });
    marks.receive(receipt('$2', 'm.read', { thread_id: '$t' }));
    assert.equal(marks.newest([row('$2'), row('$3')]), undefined);
  });

  it('takes a mark beside those of others in threads, and not what is no name of a thread', () => {
    const marks = new ReadMarks(alice);
    const others = {
      '@bob:example.org': { ts: 2, thread_id: '$t' },
      '@carol:example.org': { ts: 3, thread_id: 'main' },
    };
    marks.receive({ $1: { 'm.read': { ...others, [alice]: { ts: 1 } } }, $3: { 'm.read': others } });
    for (const thread of [null, 7, {}, ['main']]) marks.receive(receipt('$3', 'm.read', { thread_id: thread }));
    assert.equal(marks.newest([row('$1'), row('$2'), row('$3')]), '$1');
    marks.receive(receipt('$2', 'm.read', { thread_id: 'main' }));
    assert.equal(marks.newest([row('$1'), row('$2'), row('$3')]), '$2');
  });

  it('takes what the reader wrote for read', () => {
    assert.equal(new ReadMarks(alice).newest([row('$1'), row('$2', { own: true }), row('$3')]), '$2');
  });

  it('counts messages of others behind the mark', () => {
    const rows = [
      row('$1'),
      row('$2'),
      row('$3', { mentionsReader: true }),
      row('$4', { kind: 'notice' }),
      row('$5', { own: true }),
    ];
    assert.deepEqual(unreadAfter('$1', rows, { messages: 9, mentions: 9 }), { messages: 2, mentions: 1 });
    assert.deepEqual(unreadAfter('$0', rows, { messages: 9, mentions: 8 }), { messages: 9, mentions: 8 });
    // Synapse counts nothing in a sliding sync.
    assert.deepEqual(unreadAfter('$0', rows, { messages: 0, mentions: 0 }), { messages: 3, mentions: 1 });
    assert.deepEqual(unreadAfter(undefined, rows, { messages: 0, mentions: 0 }), { messages: 0, mentions: 0 });
  });
});

describe('RoomMembers', () => {
  it('knows who could be taken for whom, and whose rows that changes', () => {
    const members = new RoomMembers();
    members.update(member('@bob:example.org', 'Bob'));
    const before = members.revision('@bob:example.org');
    members.update(member('@mallory:example.org', 'B\u043eb'));
    assert.deepEqual(members.namesakes('@bob:example.org'), ['@mallory:example.org']);
    assert.ok(members.revision('@bob:example.org') > before);
    members.update(member('@mallory:example.org', 'B\u043eb', 'leave'));
    assert.deepEqual(members.namesakes('@bob:example.org'), []);
  });

  it('compares names as they are shown', () => {
    const members = new RoomMembers();
    members.update(member('@bob:example.org', 'Bob'));
    members.update(member('@mallory:example.org', 'Bob \u2705'));
    assert.deepEqual(members.namesakes('@bob:example.org'), ['@mallory:example.org']);
    assert.deepEqual(members.namesakes('@mallory:example.org'), ['@bob:example.org']);
    // Of these nothing is shown: their ids stand there.
    members.update(member('@carol:example.org', '\u{1f510}'));
    members.update(member('@dave:example.org', '\u2705'));
    assert.deepEqual(members.namesakes('@carol:example.org'), []);
  });

  it('does not let history overwrite the present', () => {
    const members = new RoomMembers();
    members.update(member('@bob:example.org', 'Bob'));
    members.seenInHistory(member('@bob:example.org', 'Robert'));
    members.seenInHistory(member('@carol:example.org', 'Carol'));
    assert.equal(members.get('@bob:example.org')?.name, 'Bob');
    assert.equal(members.get('@carol:example.org')?.name, 'Carol');
  });

  const bob = '@bob:example.org';
  const avatar = 'mxc://example.org/bob';
  const came: RawEvent = {
    ...member(bob, 'Bob'),
    content: { membership: 'join', displayname: 'Bob', avatar_url: avatar },
  };

  for (const membership of ['leave', 'ban']) {
    const gone = member(bob, 'Bob', membership);

    it(`keeps name and picture of somebody whose membership is now ${membership}`, () => {
      const members = new RoomMembers();
      members.update(came);
      members.update(gone);
      assert.deepEqual(members.get(bob), { name: 'Bob', avatar, membership });
    });

    it(`takes them from what stood there before, or from the history, where ${membership} is all that is known`, () => {
      for (const nothing of ['Bob', { displayname: { toString: 'Bob' } }, null]) {
        const members = new RoomMembers();
        members.update({ ...gone, unsigned: { prev_content: nothing } });
        assert.deepEqual(members.get(bob), { name: undefined, avatar: undefined, membership });
        const before = members.revision(bob);
        members.seenInHistory(came);
        assert.deepEqual(members.get(bob), { name: 'Bob', avatar, membership });
        assert.ok(members.revision(bob) > before, 'the rows are drawn anew');
        members.seenInHistory(member(bob, 'Robert'));
        assert.equal(members.get(bob)?.name, 'Bob');
      }
      const members = new RoomMembers();
      members.update({ ...gone, unsigned: { prev_content: came.content } });
      assert.deepEqual(members.get(bob), { name: 'Bob', avatar, membership });
    });
  }

  it('lets somebody who comes back without a name have none', () => {
    const members = new RoomMembers();
    members.update(came);
    members.update(member(bob, 'Bob', 'leave'));
    members.update({ ...came, content: { membership: 'join' }, unsigned: { prev_content: came.content } });
    members.seenInHistory(came);
    assert.deepEqual(members.get(bob), { name: undefined, avatar: undefined, membership: 'join' });
  });

  it('forgets name and picture that a redacted event told, and no others', () => {
    for (const tell of ['update', 'seenInHistory'] as const) {
      const members = new RoomMembers();
      members[tell](came);
      members.update(member('@carol:example.org', 'Carol'));
      members.update(member(bob, 'Bob', 'leave'));
      members.redact('$other');
      assert.equal(members.get(bob)?.name, 'Bob');
      members.redact(came.event_id);
      assert.deepEqual(members.get(bob), { name: undefined, avatar: undefined, membership: 'leave' });
      assert.equal(members.get('@carol:example.org')?.name, 'Carol');
    }
  });

  it('forgets what a redacted event told of who has left by now, and nothing with the event that put them out', () => {
    const gone = { ...member(bob, 'Bob', 'ban'), event_id: '$ban' };
    gone.unsigned = { prev_content: { displayname: 'Bob', membership: 'join' }, replaces_state: came.event_id };
    for (const [redacted, name] of [
      ['$ban', 'Bob'],
      [came.event_id, undefined],
    ] as const) {
      for (const tell of ['update', 'seenInHistory'] as const) {
        const members = new RoomMembers();
        members[tell](gone);
        members.redact(redacted);
        assert.equal(members.get(bob)?.name, name);
      }
    }
  });

  it('tells who has left from who is here and is called the same', () => {
    const members = new RoomMembers();
    members.update(came);
    members.update(member('@mallory:example.org', 'Bob'));
    members.update(member('@mallory:example.org', 'Bob', 'leave'));
    assert.deepEqual(members.namesakes(bob), []);
    assert.deepEqual(members.namesakes('@mallory:example.org'), [bob]);
  });
});

describe('secret storage', () => {
  const encrypted = { encrypted: { key: { iv: 'x' } } };
  const identity: [string, Fields][] = ['master', 'self_signing', 'user_signing'].map((name) => [
    `m.cross_signing.${name}`,
    encrypted,
  ]);
  const key: [string, Fields][] = [
    ['m.secret_storage.default_key', { key: 'key' }],
    ['m.secret_storage.key.key', { algorithm: 'm.secret_storage.v1.aes-hmac-sha2' }],
  ];
  const backup: [string, Fields] = ['m.megolm_backup.v1', encrypted];

  it('holds all, holds the identity only, holds nothing', () => {
    const told = (data: [string, Fields][]): boolean[] => {
      const accountData = new Map(data);
      return [canRecover(accountData), hasBackupSecret(accountData), isSaved(accountData)];
    };
    assert.deepEqual(told([...key, ...identity, backup]), [true, true, true]);
    assert.deepEqual(told([...key, ...identity]), [true, false, false]);
    assert.deepEqual(told([...identity, backup]), [false, false, false]);
    assert.deepEqual(told([...key, ...identity, ['m.key_backup', { enabled: false }]]), [true, false, true]);
    assert.deepEqual(told([['m.secret_storage.default_key', { key: 'key' }], ...identity, backup]), [
      false,
      false,
      false,
    ]);
    assert.deepEqual(told([['m.secret_storage.default_key', { key: 'other' }], ...key.slice(1), ...identity]), [
      false,
      false,
      false,
    ]);
  });
});

describe('errors and waits', () => {
  it('takes from an answer what it means and nothing that was written', () => {
    const error = errorOfAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'token secret', retry_after_ms: 5 });
    assert.deepEqual(error.toData(), {
      code: 'rate-limited',
      message: 'the homeserver answered 429 M_LIMIT_EXCEEDED',
      detail: 'M_LIMIT_EXCEEDED',
      retryAfterMs: 5,
    });
    assert.equal(errorOfAnswer(413, undefined).code, 'too-large');
    assert.equal(errorOfAnswer(403, { errcode: 'M_FORBIDDEN' }).code, 'not-allowed');
    assert.equal(errorOfAnswer(404, '<html>').code, 'homeserver-error');
    assert.equal(errorOfAnswer(429, {}, '7').retryAfterMs, 7_000);
    assert.doesNotMatch(errorOfSdk(new Error('the key is EsTx'), 'crypto-failed').message, /EsTx/);
  });

  it('waits at least five seconds, and never for ever', () => {
    for (const failures of [-1, 0, 1, 2, 5, 1_000]) {
      const wait = backOff(failures);
      assert.ok(wait >= 5_000 && wait <= 39_000);
    }
    for (const asked of [undefined, 0, -5, 1, 1e15, NaN]) {
      const wait = rateLimitWait(asked);
      assert.ok(wait > 0 && wait <= 300_500, `${String(asked)}: ${String(wait)}`);
    }
  });
});
