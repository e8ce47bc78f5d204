import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { surroundings } from '../../../src/element/surroundings.ts';
import { isAttentive } from '../../../src/element/timeline/visible-part.ts';

/** What the document of the room says of itself. */
function inDocument(visibilityState: 'visible' | 'hidden', focused: boolean): boolean {
  Object.assign(globalThis, { document: { visibilityState, hasFocus: () => focused } });
  return isAttentive();
}

describe('a reader', () => {
  afterEach(() => {
    surroundings.sight = undefined;
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('of a room in a page is at it while that page has the focus', () => {
    assert.deepEqual([inDocument('visible', true), inDocument('visible', false)], [true, false]);
    assert.equal(inDocument('hidden', true), false);
  });

  it('of a room in a frame is at it while the frame has the focus, or the page around it', () => {
    for (const focused of [true, false]) {
      surroundings.sight = { focused, top: 0, bottom: 400 };
      assert.equal(inDocument('visible', true), true);
      assert.equal(inDocument('visible', false), focused);
      assert.equal(inDocument('hidden', true), false);
    }
  });
});
