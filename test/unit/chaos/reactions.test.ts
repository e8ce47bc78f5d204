import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ShownRow } from '../../chaos/chronicle.ts';
import { problemsOfReactions, reactionsToShow } from '../../chaos/reactions.ts';

const event = (eventId: string, token: string, replaces?: string) => ({
  eventId,
  tokens: [token],
  sender: '@alice:example.org',
  ...(replaces === undefined ? {} : { replaces }),
});

const row = (token: string, ...reactions: ShownRow['reactions']): ShownRow => {
  return { key: `$${token}`, tokens: [token], state: 'arrived', words: '', reactions };
};

describe('reactions at the end of a run', () => {
  it('belong to the message as it was edited last, and those to an edit to none', () => {
    const room = [event('$1', 'm1x'), event('$2', 'm2x'), event('$3', 'e3x', '$1')];
    const reactions = [
      { key: 'a', target: '$1' },
      { key: 'b', target: '$2' },
      { key: 'c', target: '$3' },
      { key: 'd', target: '$unknown' },
    ];
    assert.deepEqual(
      reactionsToShow(reactions, room),
      new Map([
        ['a', 'e3x'],
        ['b', 'm2x'],
      ]),
    );
  });

  it('are there once each, on their message', () => {
    const expected = new Map([
      ['a', 'm1x'],
      ['b', 'm1x'],
      ['c', 'm2x'],
    ]);
    const once = (key: string) => ({ key, count: '1' });
    assert.deepEqual(problemsOfReactions(expected, [row('m1x', once('a'), once('b')), row('m2x', once('c'))]), []);
    assert.deepEqual(
      problemsOfReactions(expected, [row('m1x', { key: 'a', count: '2' }, once('c')), row('m2x', once('c'))]),
      [
        'the reaction a to m1x is shown 2 × on m1x',
        'the reaction b to m1x is shown nowhere',
        'the reaction c to m2x is shown 1 × on m1x, 1 × on m2x',
      ],
    );
  });
});
