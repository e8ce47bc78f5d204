import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanName, skeleton } from '../../../../src/engine/content/names.ts';
import { personOf } from '../../../../src/engine/content/person.ts';
import { fuzzRuns } from '../../../support/hostile.ts';
import { aRoom, bob } from './support/a-room.ts';

describe('cleanName', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada\n  Lovelace ', 'Ada Lovelace'],
    ['Ada\u202e ecilA', 'Ada ecilA'],
    ['Ada ✅', 'Ada'],
    ['🔒 Ada 🛡️', 'Ada'],
    ['علی', 'علی'],
    ['👩‍🚀 Mae', '👩‍🚀 Mae'],
    ['\u0301\u0302Ada', 'Ada'],
    ['', bob],
    ['   ', bob],
    ['\u200b\u2060', bob],
    ['\u3164', bob],
    ['\ufe0f', bob],
    ['🔐', bob],
    [{}, bob],
    [null, bob],
    [['Ada'], bob],
  ];
  for (const [raw, expected] of cases) it(JSON.stringify(raw), () => assert.equal(cleanName(raw, bob), expected));
  it('is at most 100 long', () => assert.equal(cleanName('x'.repeat(10_000), bob).length, 100));
});

describe('skeleton', () => {
  const alike: readonly (readonly [string, string])[] = [
    ['alice', 'аlісе'],
    ['Alice', 'AIice'],
    ['paypal', 'pаypаl'],
    ['admin', 'аdmіn'],
    ['Bob', 'В\u043eb'],
    ['Bob', 'Bo\u200bb'],
    ['Bob', 'ＢＯＢ'],
    ['Bob', '𝐁𝐨𝐛'],
    ['Bob', 'Bób'],
    ['Ann Lee', 'AnnLee'],
    ['O0', 'Оo'],
  ];
  for (const [a, b] of alike) it(`${a} looks like ${b}`, () => assert.equal(skeleton(a), skeleton(b)));
  it('is the same for names that are shown alike', () => {
    const unit = fc.constantFrom(
      'B',
      'o',
      'é',
      'x'.repeat(60),
      ' ',
      '\u200b',
      '\u0301',
      '\ufe0f',
      '✅',
      '🔒',
      '🛡️',
      '🏅',
    );
    const name = fc.string({ unit, maxLength: 6 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        if (cleanName(a, '') === cleanName(b, '')) assert.equal(skeleton(a), skeleton(b));
      }),
      { numRuns: fuzzRuns(2_000), examples: [['Bob', 'Bob ✅']] },
    );
  });
  const different: readonly (readonly [string, string])[] = [
    ['Alice', 'Bob'],
    ['Anna', 'Anne'],
    ['李', '王'],
    ['Иван', 'Олег'],
  ];
  for (const [a, b] of different) it(`${a} does not look like ${b}`, () => assert.notEqual(skeleton(a), skeleton(b)));
});

describe('personOf', () => {
  it('shows a name alone where nobody is like it', () => {
    assert.deepEqual(personOf(bob, aRoom()), { id: bob, name: 'Bob' });
  });
  it('adds the id where somebody is', () => {
    assert.equal(personOf(bob, aRoom({ namesakes: () => ['@bob:evil.example'] })).disambiguation, bob);
  });
  it('adds the id to a name that reads as another id, in any letters', () => {
    for (const name of ['@alice:example.org', 'I am @alice:example.org', '＠alice：example.org']) {
      assert.equal(personOf(bob, aRoom({ member: () => ({ name }) })).disambiguation, bob, name);
    }
  });
  it('takes the id for who has no name, and no avatar that is no content address', () => {
    const room = aRoom({ member: () => ({ name: {}, avatar: 'https://evil.example/x.png' }) });
    assert.deepEqual(personOf(bob, room), { id: bob, name: bob });
    assert.equal(personOf(bob, aRoom({ member: () => ({ avatar: 'mxc://x.org/a' }) })).avatar, 'mxc://x.org/a');
  });
  it('takes the last known name of who has left', () => {
    assert.equal(personOf('@gone:x.org', aRoom(), 'Gone').name, 'Gone');
  });
  it('is not confused by names of prototypes', () => {
    for (const id of ['__proto__', 'constructor', 'toString']) assert.equal(personOf(id, aRoom()).name, id);
  });
});
