import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { newContentOf, newestEdit } from '../../../src/engine/timeline/newest-edit.ts';
import type { Editable } from '../../../src/engine/timeline/newest-edit.ts';

function message(id: string, fields: Partial<Editable> = {}): Editable {
  return {
    id,
    type: 'm.room.message',
    encrypted: false,
    readable: true,
    content: { body: id, 'm.new_content': { body: `new ${id}` } },
    relation: undefined,
    shield: undefined,
    redaction: undefined,
    raw: { sender: '@bob:example.org', origin_server_ts: 1 },
    ...fields,
  };
}

const newContent = (original: Editable, edits: readonly Editable[]): unknown => {
  const edit = newestEdit(original, edits);
  return edit && newContentOf(edit);
};

describe('newestEdit', () => {
  const encrypted = message('$a', { encrypted: true });

  it('takes an encrypted edit of an encrypted message, and of a plain one', () => {
    assert.deepEqual(newContent(encrypted, [message('$e', { encrypted: true })]), { body: 'new $e' });
    assert.deepEqual(newContent(message('$a'), [message('$e', { encrypted: true })]), { body: 'new $e' });
  });

  it('never takes a plain edit of an encrypted message', () => {
    assert.equal(newContent(encrypted, [message('$e')]), undefined);
  });

  it('does not take an edit that cannot be read', () => {
    assert.equal(newContent(encrypted, [message('$e', { encrypted: true, readable: false })]), undefined);
  });

  it('does not take an edit that another may have written, or that was meant for another message', () => {
    const forged = message('$e', { encrypted: true, shield: 'sender-not-proven' });
    assert.equal(newContent(encrypted, [forged]), undefined);
    const relatesTo = (id: string): Editable =>
      message('$e', {
        encrypted: true,
        content: { 'm.new_content': { body: 'new' }, 'm.relates_to': { rel_type: 'm.replace', event_id: id } },
      });
    assert.deepEqual(newContent(encrypted, [relatesTo('$a')]), { body: 'new' });
    assert.equal(newContent(encrypted, [relatesTo('$another')]), undefined);
  });

  it('decides between two of the same time by their ids', () => {
    const edits = [message('$b'), message('$c'), message('$a')];
    assert.deepEqual(newContent(message('$o'), edits), { body: 'new $c' });
    assert.deepEqual(newContent(message('$o'), edits.toReversed()), { body: 'new $c' });
  });
});
