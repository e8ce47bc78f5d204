import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MessageDraft, OutboxRecord, OutboxState } from '../../../../src/protocol/outbox.ts';
import { mergeOutbox } from '../../../../src/room/timeline/merge-outbox.ts';
import type { MessageRow } from '../../../../src/protocol/row.ts';
import { message, noon, people, redacted, textBody } from '../../../support/rows.ts';

const own = people.alice;

function record(txnId: string, draft: MessageDraft, state: OutboxState = { kind: 'waiting' }, at = noon): OutboxRecord {
  return { txnId, roomId: '!r', at, draft, state };
}

function texts(rows: ReturnType<typeof mergeOutbox>['rows']): string[] {
  return rows.map((row) => (row.kind === 'message' ? row.body.plain : row.kind));
}

describe('mergeOutbox', () => {
  it('puts what waits at the end, in the order of writing', () => {
    const { rows, echoes } = mergeOutbox(
      [message('there')],
      [
        record('b', { text: 'second' }, { kind: 'waiting' }, noon + 2),
        record('a', { text: 'first' }, { kind: 'waiting' }, noon + 1),
      ],
      own,
    );
    assert.deepEqual(texts(rows), ['there', 'first', 'second']);
    assert.equal(echoes.get('a')?.state, 'waiting');
  });

  it('leaves out a record whose row has come, by transaction id or by event id', () => {
    const rows = [
      message('one', { txnId: 'a' }),
      message('two', { id: '$two' }),
      message('of another device', { sentAs: 'c' }),
    ];
    const merged = mergeOutbox(
      rows,
      [
        record('a', { text: 'one' }),
        record('b', { text: 'two' }, { kind: 'sent', eventId: '$two' }),
        record('c', { text: 'of another device' }),
      ],
      own,
    );
    assert.deepEqual(texts(merged.rows), ['one', 'two', 'of another device']);
    assert.equal(merged.echoes.size, 0);
  });

  it('shows a sent record until its row comes', () => {
    const { rows } = mergeOutbox([], [record('a', { text: 'x' }, { kind: 'sent', eventId: '$later' })], own);
    assert.deepEqual(texts(rows), ['x']);
  });

  it('shows an edit in place of the text it changes', () => {
    const row = message('old', { own: true, editable: 'old' });
    const { rows, echoes } = mergeOutbox([row, message('other')], [record('e', { text: 'new', edits: row.id })], own);
    assert.deepEqual(texts(rows), ['new', 'other']);
    assert.deepEqual(echoes.get(row.id), { txnId: 'e', state: 'waiting', stuck: false, edit: true });
  });

  it('shows what was written as the engine reads it, where that has told', () => {
    const row = message('old', { own: true, editable: 'old' });
    const bodies = { a: textBody('bold'), e: textBody('better'), f: textBody('a caption') };
    const file = { kind: 'file', name: 'plan.pdf', mime: 'application/pdf', size: 9 } as const;
    const records = [
      record('a', { text: '**bold**' }),
      record('b', { text: '**not yet**' }),
      record('e', { text: '*better*', edits: row.id }),
      record('f', { text: '_a_ caption', file }),
    ];
    const { rows } = mergeOutbox([row], records, own, { bodies });
    assert.deepEqual(texts(rows), ['better', 'bold', '**not yet**', 'a caption']);
    assert.equal((rows[0] as MessageRow).editable, '*better*');
    assert.equal((rows[3] as MessageRow).body.kind, 'file');
  });

  it('keeps a failed edit within reach where its message is not loaded, and hides a waiting one', () => {
    const error = { code: 'not-allowed', message: '' } as const;
    const failed = mergeOutbox([], [record('e', { text: 'new', edits: '$gone' }, { kind: 'failed', error })], own);
    assert.deepEqual(texts(failed.rows), ['new']);
    assert.deepEqual(texts(mergeOutbox([], [record('e', { text: 'new', edits: '$gone' })], own).rows), []);
  });

  it('quotes what is answered, from the row itself', () => {
    const asked = message('A question', { sender: people.bob });
    const { rows } = mergeOutbox([asked], [record('a', { text: 'An answer', replyTo: asked.id })], own);
    const echo = rows[1];
    assert.ok(echo?.kind === 'message');
    assert.deepEqual(echo.replyTo, { id: asked.id, state: 'shown', sender: people.bob, excerpt: 'A question' });
  });

  it('stays in the thread of what it answers', () => {
    const thread = { id: '$root', state: 'shown' } as const;
    const [asked, other] = [message('In a thread', { thread }), message('In none')];
    const records = [asked, other].map(({ id }, i) => record(`t${i}`, { text: 'x', replyTo: id }));
    const echoes = mergeOutbox([asked, other], records, own).rows.slice(2);
    assert.deepEqual(
      echoes.map((row) => row.kind === 'message' && row.thread),
      [thread, undefined],
    );
  });

  it('stays in the thread it was written in where what it answers is deleted', () => {
    const root = message('The beginning');
    const gone = redacted();
    const draft = { text: 'x', replyTo: gone.id, thread: root.id };
    const { rows } = mergeOutbox([root, gone], [record('a', draft)], own);
    const echo = rows[2];
    assert.ok(echo?.kind === 'message');
    assert.deepEqual(
      [echo.replyTo?.state, echo.thread?.id, echo.thread?.excerpt],
      ['redacted', root.id, 'The beginning'],
    );
  });

  it('is in the thread of the answer it was sent with', () => {
    const root = message('The beginning');
    const [, echo] = mergeOutbox([root], [record('a', { text: 'x', thread: root.id })], own).rows;
    assert.ok(echo?.kind === 'message');
    assert.deepEqual([echo.replyTo, echo.thread?.id], [undefined, root.id]);
  });

  it('draws lines as typed', () => {
    const { rows } = mergeOutbox([], [record('a', { text: 'one\n\ntwo' })], own);
    const [echo] = rows;
    assert.ok(echo?.kind === 'message' && 'parts' in echo.body);
    assert.deepEqual(echo.body.parts, [
      { kind: 'text', text: 'one' },
      { kind: 'break' },
      { kind: 'break' },
      { kind: 'text', text: 'two' },
    ]);
  });
});
