import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { buildItems } from '../../../../src/room/timeline/build-items.ts';
import { reuseItems } from '../../../../src/room/timeline/reuse-items.ts';
import { newestEventId, showsEvent } from '../../../../src/room/timeline/timeline-item.ts';
import type { TimelineItem } from '../../../../src/room/timeline/timeline-item.ts';
import {
  conversation,
  day,
  message,
  minute,
  noon,
  notice,
  people,
  redacted,
  times,
  undecryptable,
  unknown,
} from '../../../support/rows.ts';

const { alice, bob, carol } = people;

function items(
  rows: readonly TimelineRow[],
  readUpTo?: string,
  opened: readonly string[] = [],
): readonly TimelineItem[] {
  return buildItems({ rows, echoes: new Map() }, { readUpTo, opened: new Set(opened) });
}

/** "day", "new", "notices 2", "message Alice" — with a star where the group begins. */
function shape(rows: readonly TimelineRow[], readUpTo?: string): string[] {
  return items(rows, readUpTo).map((item) => {
    if (item.kind === 'message') return `${item.row.body.plain}${item.head ? '*' : ''}`;
    if ('rows' in item) return `${item.kind} ${item.rows.length}`;
    return item.kind;
  });
}

describe('buildItems', () => {
  it('begins a group with another sender, after five minutes, and with a reply', () => {
    const first = message('a');
    assert.deepEqual(
      shape([
        first,
        message('b', { ts: noon + 5 * minute }),
        message('c', { ts: noon + 10 * minute + 1 }),
        message('d', { ts: noon + 11 * minute, sender: bob }),
        message('e', { ts: noon + 12 * minute, sender: bob, replyTo: { id: first.id, state: 'shown' } }),
      ]),
      ['day', 'a*', 'b', 'c*', 'd*', 'e*'],
    );
  });

  it('says once a run that it is in a thread, and begins a group with it and after it', () => {
    const thread = { id: '$root', state: 'shown', excerpt: 'Where to?' } as const;
    const rows = [
      message('a'),
      message('b', { thread }),
      message('c', { thread }),
      message('d', { thread, sender: bob }),
      message('e', { sender: bob }),
      message('f', { thread: { ...thread, id: '$other' }, sender: bob }),
      message('g', { thread, sender: bob }),
      message('h', { thread, ts: noon + day, sender: bob }),
    ];
    assert.deepEqual(shape(rows), ['day', 'a*', 'b*', 'c', 'd*', 'e*', 'f*', 'g*', 'day', 'h*']);
    const marked = items(rows).flatMap((item) =>
      item.kind === 'message' && item.beginsThread === true ? [item.row.body.plain] : [],
    );
    assert.deepEqual(marked, ['b', 'f', 'g', 'h']);
  });

  it('draws a row anew that no longer begins the run of its thread', () => {
    const thread = { id: '$root', state: 'shown' } as const;
    const [older, newer] = [message('older', { thread, sender: bob }), message('newer', { thread })];
    const before = items([newer]);
    const after = reuseItems(before, items([older, newer]));
    assert.deepEqual(after.at(-1), { kind: 'message', key: newer.id, row: newer, head: true });
    assert.equal(reuseItems(after, items([older, newer])), after);
  });

  it('draws a line for every day, and none for a clock that runs behind', () => {
    assert.deepEqual(
      shape([
        message('a'),
        message('b', { ts: noon + day }),
        message('c', { ts: noon }),
        message('d', { ts: noon + day }),
      ]),
      ['day', 'a*', 'day', 'b*', 'c*', 'd*'],
    );
  });

  it('draws a line for every day after a clock that runs ahead, and none for that', () => {
    const ahead = { ts: noon + 9 * day };
    const next = { ts: noon + day };
    const [x, y, b] = [message('x', ahead), message('y', ahead), message('b', next)];
    const later = [1, 1, 1, 2].map((days) => message('c', { ts: noon + days * day }));
    const lines = (wrong: readonly TimelineRow[]): string =>
      shape([message('a'), ...wrong, ...later])
        .join(' ')
        .replaceAll('*', '');
    assert.equal(lines([x]), 'day a x day c c c day c');
    assert.equal(lines([x, y]), 'day a x y day c c c day c');
    assert.equal(lines([x, b, y]), 'day a x day b y c c c day c');
    assert.deepEqual(shape([message('a'), message('x', ahead)]), ['day', 'a*', 'day', 'x*'], 'it may be that late');
  });

  it('shows a row whose time is not sane where the homeserver put it', () => {
    const { ts: _, ...timeless } = message('b');
    assert.deepEqual(shape([message('a'), timeless, message('c')]), ['day', 'a*', 'b', 'c']);
  });

  it('draws the line of reading before the first later row of somebody else', () => {
    const read = message('read');
    assert.deepEqual(shape([read, message('mine', { own: true }), message('theirs', { sender: bob })], read.id), [
      'day',
      'read*',
      'mine',
      'new',
      'theirs*',
    ]);
    assert.deepEqual(shape([read, message('mine', { own: true })], read.id), ['day', 'read*', 'mine']);
    assert.deepEqual(shape([read, message('theirs', { sender: bob })], '$not-loaded'), ['day', 'read*', 'theirs*']);
  });

  it('draws the line of reading before what counts as unread: not before deleted messages', () => {
    const read = message('read');
    const gone = redacted({ sender: bob });
    assert.deepEqual(shape([read, gone], read.id), ['day', 'read*', 'redacted 1']);
    const rows = [read, gone, undecryptable('waiting', { sender: carol })];
    assert.deepEqual(shape(rows, read.id), ['day', 'read*', 'redacted 1', 'new', 'undecryptable 1']);
  });

  it('folds changes of the room, unreadable rows of one cause and deleted messages of one sender', () => {
    assert.deepEqual(
      shape([
        notice({ kind: 'joined', target: bob }),
        notice({ kind: 'joined', target: carol }),
        undecryptable('waiting', { sender: bob }),
        undecryptable('waiting', { sender: carol }),
        undecryptable('before-join'),
        redacted({ sender: bob }),
        redacted({ sender: bob }),
        redacted({ sender: carol }),
      ]),
      ['day', 'notices 2', 'undecryptable 2', 'undecryptable 1', 'redacted 2', 'redacted 1'],
    );
  });

  it('folds what there is no view for, and what is broken, into a line each', () => {
    const rows = [unknown(), unknown({ sender: bob }), unknown({ broken: true }), message('a'), unknown()];
    assert.deepEqual(shape(rows), ['day', 'unknown 2', 'unknown 1', 'a*', 'unknown 1']);
    const run = items(rows)[1];
    assert.ok(run !== undefined && showsEvent(run, rows[1]!.id));
    assert.equal(newestEventId(run), rows[1]!.id);
    const before = items(rows);
    assert.equal(reuseItems(before, items(rows)), before);
    assert.notEqual(reuseItems(before, items(rows.slice(1)))[1], before[1]);
  });

  it('names the sender again after a run without senders', () => {
    const rows = [undecryptable('waiting'), undecryptable('waiting'), undecryptable('failed'), message('read')];
    const heads = items(rows).flatMap((item) => ('head' in item ? [item.head] : []));
    assert.deepEqual(heads, [true, true, true]);
  });

  it('folds very long runs in no time', () => {
    const change = { kind: 'joined', target: bob } as const;
    for (const make of [() => notice(change), () => undecryptable('waiting'), () => redacted(), () => unknown()]) {
      const rows = times<TimelineRow>(20_000, make);
      const start = performance.now();
      assert.equal(items(rows).length, 2);
      assert.ok(performance.now() - start < 1_000);
    }
  });

  it('keeps a run open that was opened, also when it grows at either end', () => {
    const [a, b, c] = [alice, bob, carol].map((target) => notice({ kind: 'joined', target }));
    assert.ok(a && b && c);
    const run = items([a, b, c], undefined, [b.id]).at(-1);
    assert.ok(run?.kind === 'notices' && run.open);
  });

  it('leaves out a row whose key was met before', () => {
    const row = message('once');
    assert.deepEqual(shape([row, row]), ['day', 'once*']);
  });

  it('gives a row and the echo it was one key', () => {
    const [, echo] = items([message('x', { id: 'txn-1', txnId: 'txn-1' })]);
    const [, row] = items([message('x', { id: '$event', txnId: 'txn-1' })]);
    assert.equal(echo?.key, row?.key);
  });

  it('gives every item of a long conversation a key of its own', () => {
    const keys = items(conversation(2_000)).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });
});
