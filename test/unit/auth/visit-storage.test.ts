import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { visitStorage } from '../../../src/auth/visit-storage.ts';

const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');

describe('where a visit waits', () => {
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'sessionStorage');
    else Object.defineProperty(globalThis, 'sessionStorage', before);
  });

  it('is the storage of the tab, where there is one', () => {
    const value = {};
    Object.defineProperty(globalThis, 'sessionStorage', { value, configurable: true });
    assert.equal(visitStorage(), value);
  });

  it("is the page's memory where the browser denies it", () => {
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
    const storage = visitStorage();
    storage.setItem('a', '1');
    storage.setItem('b', '2');
    assert.deepEqual([storage.getItem('a'), storage.length, storage.key(1), storage.key(2)], ['1', 2, 'b', null]);
    storage.removeItem('a');
    assert.equal(storage.getItem('a'), null);
    storage.clear();
    assert.equal(storage.length, 0);
  });
});
