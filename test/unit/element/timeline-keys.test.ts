import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timelineKey } from '../../../src/element/timeline/timeline-keys.ts';

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
const meaning = (key: string, modifiers: Partial<typeof none> = {}): string | undefined =>
  timelineKey({ key, ...none, ...modifiers } as KeyboardEvent)?.kind;

describe('a key on a message', () => {
  it('is a letter, with Caps Lock as well', () => {
    assert.deepEqual(
      ['r', 'e', 'n', 'R', 'E', 'N'].map((key) => meaning(key)),
      [...['reply', 'edit', 'unread'], ...['reply', 'edit', 'unread']],
    );
  });
  it('is no letter with Shift, whether Caps Lock is on or not', () => {
    for (const key of ['r', 'e', 'n', 'R', 'E', 'N']) assert.equal(meaning(key, { shiftKey: true }), undefined, key);
  });
  it('is no letter with another modifier', () => {
    for (const modifier of ['altKey', 'ctrlKey', 'metaKey']) {
      for (const key of ['r', 'R']) assert.equal(meaning(key, { [modifier]: true }), undefined, modifier);
    }
  });
  it('is named as it is, where it has a name', () => {
    assert.deepEqual(
      ['ArrowUp', 'End', 'PageDown', 'Enter', 'Escape'].map((key) => meaning(key)),
      [...['move', 'edge', 'page', 'actions', 'escape']],
    );
    for (const key of ['arrowup', 'Tab', 'x', 'F5', 'ŕ']) assert.equal(meaning(key), undefined, key);
  });
});
