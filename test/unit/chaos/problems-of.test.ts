import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RoomEvent, problemsOf, visibleTokens } from '../../chaos/problems-of.ts';

const alice = '@alice:example.org';
const bob = '@bob:example.org';

const written = [
  { token: 'm1x', userId: alice, window: 'a1.1', device: 'a' },
  { token: 'm2x', userId: alice, window: 'a1.1', device: 'a' },
  { token: 'p3x', userId: bob, window: 'peer', device: 'peer' },
  { token: 'm4x', userId: alice, window: 'a2.1', device: 'a' },
];

const asked = new Set<string>();

function room(...tokens: (string | undefined)[]): RoomEvent[] {
  return tokens.map((token, index) => ({
    eventId: `$${index}`,
    tokens: token?.split(' ') ?? [],
    sender: token?.startsWith('p') === true ? bob : alice,
  }));
}

describe('problemsOf', () => {
  const shown = new Map(['m1x', 'm2x', 'p3x', 'm4x'].map((token) => [token, written.length]));

  it('finds none where all is there once, whatever the order between windows', () => {
    assert.deepEqual(problemsOf({ written, shown, asked, room: room('m4x', 'p3x', 'm1x', 'm2x') }), []);
  });

  it('tells what was shown and is not there', () => {
    assert.match(problemsOf({ written, shown, asked, room: room('m1x', 'm2x', 'p3x') }).join(), /^m4x was shown/);
  });

  it('lets go what was never shown', () => {
    const less = new Map([['m1x', 1]]);
    assert.deepEqual(problemsOf({ written, shown: less, asked, room: room('m1x', 'p3x') }), []);
  });

  it('tells what is there twice, of another sender, or unreadable', () => {
    const found = [...room('m1x', 'm1x', 'm2x', 'p3x', 'm4x', undefined)];
    assert.deepEqual(problemsOf({ written, shown, asked, room: found }), [
      `m1x is in the room twice: $0 of ${alice}, of unknown origin, says m1x; $1 of ${alice}, of unknown origin, says m1x`,
      `$5 of ${alice} cannot be read`,
    ]);
    const forged = room('m1x', 'm2x', 'p3x', 'm4x').map((event) => ({ ...event, sender: alice }));
    assert.deepEqual(problemsOf({ written, shown, asked, room: forged }), [`p3x was not written by ${alice}`]);
  });

  it('knows what went out together with what was written before', () => {
    assert.deepEqual(problemsOf({ written, shown, asked, room: room('m1x m2x', 'p3x', 'm4x') }), []);
    const twice = problemsOf({ written, shown, asked, room: room('m1x', 'm1x m2x', 'p3x', 'm4x') });
    assert.match(twice.join(), /^m1x is in the room twice: .*, says m1x; .*, says m1x and m2x$/);
  });

  it('tells what changed places within a window', () => {
    assert.match(
      problemsOf({ written, shown, asked, room: room('m2x', 'm1x', 'p3x', 'm4x') }).join(),
      /^m2x stands before m1x/,
    );
  });
});

describe('the order of a device', () => {
  it('holds between its windows for what was shown before', () => {
    const shown = new Map([
      ['m1x', 1],
      ['m4x', 4],
    ]);
    assert.deepEqual(problemsOf({ written, shown, asked, room: room('m1x', 'm4x', 'm2x', 'p3x') }), []);
    const [problem, ...others] = problemsOf({ written, shown, asked, room: room('m4x', 'm1x', 'm2x', 'p3x') });
    assert.match(problem ?? '', /^m4x stands before m1x, which a showed before/);
    assert.deepEqual(others, []);
  });

  it('waits for nobody who is asked, seldom as that is', () => {
    const shown = new Map([['m1x', 1]]);
    const late = room('m4x', 'm2x', 'p3x', 'm1x');
    assert.equal(problemsOf({ written, shown, asked, room: late }).length, 3);
    assert.deepEqual(problemsOf({ written, shown, asked: new Set(['m1x']), room: late }), []);
    const often = problemsOf({ written, shown, asked: new Set(['m1x', 'm2x']), room: late });
    assert.deepEqual(often, ['2 messages were asked about: m1x, m2x']);
  });
});

describe('visibleTokens', () => {
  it('gives the last edit in place of what was edited', () => {
    const events: RoomEvent[] = [
      ...room('m1x', 'm2x'),
      { eventId: '$e', tokens: ['e5x'], sender: alice, replaces: '$0' },
      { eventId: '$f', tokens: ['e6x'], sender: alice, replaces: '$0' },
    ];
    assert.deepEqual([...visibleTokens(events)], ['e6x', 'm2x']);
  });
});
