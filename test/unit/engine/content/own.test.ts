import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { own, ownString } from '../../../../src/engine/content/own.ts';

describe('own', () => {
  it('reads what an event itself has, never what lies on a prototype', () => {
    const content: unknown = JSON.parse('{"body":"x","__proto__":{"filename":"y"}}');
    assert.equal(ownString(content, 'body'), 'x');
    assert.equal(own(content, 'filename'), undefined);
    assert.deepEqual(own(content, '__proto__'), { filename: 'y' });
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) assert.equal(own(content, key), undefined);
    assert.equal(own(Object.create({ body: 'inherited' }), 'body'), undefined);
  });
  it('reads nothing of what is no object', () => {
    for (const value of [undefined, null, 'text', 7, ['x']]) assert.equal(own(value, 'length'), undefined);
    assert.equal(ownString({ body: 42 }, 'body'), undefined);
  });
});
