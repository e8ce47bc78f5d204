import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundaryBefore, cleanLine, cleanMessage, cut } from '../../../../src/engine/content/clean-text.ts';

describe('cleanLine', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ['  a \n b\t c ', 'a b c'],
    ['a\u202egnp', 'agnp'],
    ['\u2066a\u2069\u200f\u061c', 'a'],
    ['a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['a\u0000\u0007\u009fb', 'ab'],
    ['a\ud800b', 'ab'],
    ['\u3164\u115f\u2800', ''],
    ['a\u{e0041}\u{e007f}', 'a'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['❤️', '❤️'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a\u200cb\u200dc', 'abc'],
    [42, ''],
    [undefined, ''],
    [{}, ''],
  ];
  for (const [raw, expected] of cases) {
    it(typeof raw === 'string' ? JSON.stringify(raw) : typeof raw, () => assert.equal(cleanLine(raw, 100), expected));
  }
  it('caps marks and length, whatever comes', () => {
    assert.equal(cleanLine(`a${'\u0301'.repeat(20_000)}`, 100), `a${'\u0301'.repeat(4)}`);
    assert.equal(cleanLine('x'.repeat(100_000), 40).length, 40);
  });
});

describe('cut', () => {
  it('does not break what is one character to a reader', () => {
    assert.equal(cut('abcdef', 6), 'abcdef');
    assert.equal(cut('abcdefg', 6), 'abcde…');
    assert.equal(cut('abc👨‍👩‍👧', 6), 'abc…');
    assert.equal(cut('abcde\u0301x', 6), 'abcd…');
  });
  it('breaks a character of a thousand parts, but no pair', () => {
    const chain = '👨\u200d'.repeat(500);
    const text = cut(chain, 40);
    assert.ok(text.length <= 40 && text.length > 30);
    assert.doesNotMatch(text, /\p{Cs}/u);
  });
  it('finds a boundary anywhere', () => {
    const text = 'aé👍🏽😀z';
    for (let i = 0; i < text.length; i++) assert.doesNotMatch(text.slice(0, boundaryBefore(text, i)), /\p{Cs}/u);
  });
});

describe('cleanMessage', () => {
  it('keeps lines and tabs, and text in any direction', () => {
    assert.equal(cleanMessage('a\r\nb\rc\n\td'), 'a\nb\nc\n\td');
    assert.equal(cleanMessage('\u2067שלום\u2069'), '\u2067שלום\u2069');
  });
  it('drops overrides, controls and heaps of marks', () => {
    assert.equal(cleanMessage('a\u202e\u0000\u001b[31mb'), 'a[31mb');
    assert.equal(cleanMessage(`a${'\u0489'.repeat(500)}b`), `a${'\u0489'.repeat(8)}b`);
  });
});
