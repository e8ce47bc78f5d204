import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { newestEdit } from '../../../src/engine/timeline/newest-edit.ts';
import type { Editable } from '../../../src/engine/timeline/newest-edit.ts';

function message(id: string, fields: Partial<Editable> = {}): Editable {
  return {
    id,
    type: 'm.room.message',
    encrypted: false,
    readable: true,
    content: { body: id, 'm.new_content': { body: `new ${id}` } },
    relation: undefined,
    redaction: undefined,
    raw: { sender: '@bob:example.org', origin_server_ts: 1 },
    ...fields,
  };
}

describe('newestEdit', () => {
  const encrypted = message('$a', { encrypted: true });

  it('takes an encrypted edit of an encrypted message, and of a plain one', () => {
    assert.deepEqual(newestEdit(encrypted, [message('$e', { encrypted: true })]), { body: 'new $e' });
    assert.deepEqual(newestEdit(message('$a'), [message('$e', { encrypted: true })]), { body: 'new $e' });
  });

  it('never takes a plain edit of an encrypted message', () => {
    assert.equal(newestEdit(encrypted, [message('$e')]), undefined);
  });

  it('does not take an edit that cannot be read', () => {
    assert.equal(newestEdit(encrypted, [message('$e', { encrypted: true, readable: false })]), undefined);
  });

  it('decides between two of the same time by their ids', () => {
    const edits = [message('$b'), message('$c'), message('$a')];
    assert.deepEqual(newestEdit(message('$o'), edits), { body: 'new $c' });
    assert.deepEqual(newestEdit(message('$o'), edits.toReversed()), { body: 'new $c' });
  });
});
