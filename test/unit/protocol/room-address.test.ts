import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseRoomAddress, serverOfAlias } from '../../../src/protocol/room-address.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { fuzzRuns } from '../../support/hostile.ts';

describe('parseRoomAddress', () => {
  const good: readonly [string, { room: string; via?: string[]; eventId?: string }][] = [
    ['#alpha:example.org', { room: '#alpha:example.org' }],
    ['  #alpha:example.org\n', { room: '#alpha:example.org' }],
    ['#a:b:8448', { room: '#a:b:8448' }],
    ['!abc:example.org', { room: '!abc:example.org' }],
    ['!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM', { room: '!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM' }],
    ['matrix:r/alpha:example.org', { room: '#alpha:example.org' }],
    ['MATRIX:roomid/abc:example.org?via=a.org&via=b.org', { room: '!abc:example.org', via: ['a.org', 'b.org'] }],
    ['matrix:r/alpha:example.org/e/xyz', { room: '#alpha:example.org', eventId: '$xyz' }],
    ['https://matrix.to/#/%23alpha%3Aexample.org', { room: '#alpha:example.org' }],
    [
      'https://matrix.to/#/#alpha:example.org/$ev?via=a.org',
      { room: '#alpha:example.org', via: ['a.org'], eventId: '$ev' },
    ],
  ];
  for (const [text, { room, via = [], eventId }] of good) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseRoomAddress(text), { room, via, ...(eventId === undefined ? {} : { eventId }) });
    });
  }

  const bad = [
    '',
    'alpha',
    '@alice:example.org',
    '#alpha',
    '#:x y',
    'matrix:u/alice:example.org',
    'https://matrix.to/#/',
    'https://matrix.to.evil.org/#/#a:b',
    'javascript:alert(1)',
    '#a\u0000:b',
    'matrix:r/%E0%A4%A',
    `#${'a'.repeat(2000)}:b`,
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(
        () => parseRoomAddress(text),
        (error) => error instanceof WikiRoomError && error.code === 'wrong-settings' && error.detail === 'room',
      );
    });
  }

  it('throws nothing but WikiRoomError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '#', '!', 'matrix:r/', 'https://matrix.to/#/'), (tail, head) => {
        try {
          const { room } = parseRoomAddress(head + tail);
          return room.startsWith('#') || room.startsWith('!');
        } catch (error) {
          return error instanceof WikiRoomError;
        }
      }),
      { numRuns: fuzzRuns(100) },
    );
  });
});

describe('serverOfAlias', () => {
  it('is what follows the first colon', () => assert.equal(serverOfAlias('#a:host:8448'), 'host:8448'));
  it('is unknown for ids', () => assert.equal(serverOfAlias('!abc:host'), undefined));
});
