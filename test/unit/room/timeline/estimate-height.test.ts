import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTall, linesOf } from '../../../../src/room/timeline/estimate-height.ts';
import { text } from '../../../support/rows.ts';

describe('linesOf', () => {
  it('counts what wraps and what breaks', () => {
    assert.equal(linesOf([text('short')], 75), 1);
    assert.equal(linesOf([text('x'.repeat(160))], 75), 3);
    assert.equal(linesOf([text('a'), { kind: 'break' }, { kind: 'break' }, text('b')], 75), 3);
  });
});

describe('isTall', () => {
  it('folds a wall of text and a wall of line ends, and nothing that fits a screen', () => {
    assert.equal(isTall([text('x'.repeat(5_000))]), true);
    assert.equal(isTall(Array.from({ length: 40 }, () => ({ kind: 'break' }) as const)), true);
    assert.equal(isTall([{ kind: 'code-block', text: 'line\n'.repeat(100) }]), true);
    assert.equal(isTall([text('x'.repeat(1_500))]), false);
  });
});
