import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { buildItems } from '../../../../src/room/timeline/build-items.ts';
import { HeightIndex } from '../../../../src/room/timeline/height-index.ts';
import {
  anchorOf,
  coversView,
  dayAtTop,
  newestSeen,
  rangeFor,
  shouldLoadOlder,
  topFor,
} from '../../../../src/room/timeline/scroll-decisions.ts';
import { message, notice, people } from '../../../support/rows.ts';

/** A list of lines, 20 px each; the first is the day. */
function list(rows: readonly TimelineRow[]): { items: ReturnType<typeof buildItems>; heights: HeightIndex } {
  const items = buildItems({ rows, echoes: new Map() }, { opened: new Set() });
  const heights = new HeightIndex();
  heights.setKeys(
    items.map(({ key }) => key),
    () => 20,
  );
  return { items, heights };
}

const hundred = Array.from({ length: 100 }, (_, i) => message(`${i}`, { id: `$${i}` }));

describe('rangeFor', () => {
  it('takes the lines in view and the margin around them', () => {
    const { heights } = list(hundred);
    assert.deepEqual(rangeFor(heights, { top: 400, height: 100 }, 40), { start: 18, end: 28 });
    assert.deepEqual(rangeFor(heights, { top: -200, height: 100 }, 40), { start: 0, end: 1 });
  });

  it('covers the view until half the margin is used up', () => {
    const { heights } = list(hundred);
    const range = rangeFor(heights, { top: 400, height: 100 }, 40);
    assert.equal(coversView(heights, range, { top: 390, height: 100 }, 40), true);
    assert.equal(coversView(heights, range, { top: 370, height: 100 }, 40), false);
    assert.equal(coversView(heights, range, { top: 445, height: 100 }, 40), false);
  });
});

describe('anchorOf', () => {
  it('is the first message in view, by its lower edge', () => {
    const { items, heights } = list(hundred);
    assert.deepEqual(anchorOf(items, heights, { top: 50, height: 100 }), { key: '$1', edge: 'bottom', fromTop: 10 });
  });

  it('passes over lines that come and go, while there is a message', () => {
    const joined = notice({ kind: 'joined', target: people.bob });
    const { items, heights } = list([joined, message('m', { id: '$m' })]);
    assert.equal(anchorOf(items, heights, { top: 0, height: 100 })?.key, '$m');
    assert.equal(anchorOf(items, heights, { top: 0, height: 30 })?.key, items[0]?.key);
  });

  it('keeps its place when lines are put before it', () => {
    const { items, heights } = list(hundred);
    const anchor = anchorOf(items, heights, { top: 50, height: 100 });
    assert.ok(anchor);
    const older = list([message('a', { id: '$a' }), message('b', { id: '$b' }), ...hundred]);
    assert.equal(topFor(anchor, older.heights), 90);
    assert.equal(topFor({ ...anchor, key: 'gone' }, heights), undefined);
  });
});

describe('shouldLoadOlder', () => {
  it('asks before the beginning comes into view, once, and not after a failure', () => {
    const near = { top: 200, height: 100 };
    assert.equal(shouldLoadOlder('more', near, true), true);
    assert.equal(shouldLoadOlder('more', { top: 900, height: 100 }, true), false);
    for (const older of ['none', 'loading', 'failed'] as const) assert.equal(shouldLoadOlder(older, near, true), false);
  });

  it('does not ask for a timeline that is not seen, or before anything has come', () => {
    assert.equal(shouldLoadOlder('more', { top: 0, height: 0 }, true), false);
    assert.equal(shouldLoadOlder('more', { top: 0, height: 100 }, false), false);
  });
});

describe('dayAtTop', () => {
  it('is the day of what is read, while its own line is out of view', () => {
    const { items, heights } = list(hundred);
    assert.equal(dayAtTop(items, heights, { top: 0, height: 100 }), undefined);
    assert.equal(dayAtTop(items, heights, { top: 400, height: 100 }), hundred[0]?.ts);
  });
});

describe('newestSeen', () => {
  it('is the last event that is wholly on the screen', () => {
    const { items, heights } = list(hundred);
    assert.equal(newestSeen(items, heights, { top: 0, height: 100 }), '$3');
    assert.equal(newestSeen(items, heights, { top: 0, height: 95 }), '$2');
    assert.equal(newestSeen(items, heights, { top: 0, height: 0 }), undefined);
  });

  it('is no message that has not been sent yet', () => {
    const items = buildItems(
      {
        rows: [message('a', { id: '$a' }), message('b', { id: 'txn', txnId: 'txn' })],
        echoes: new Map([['txn', { txnId: 'txn', state: 'waiting', stuck: false, edit: false }]]),
      },
      { opened: new Set() },
    );
    const heights = new HeightIndex();
    heights.setKeys(
      items.map(({ key }) => key),
      () => 20,
    );
    assert.equal(newestSeen(items, heights, { top: 0, height: 100 }), '$a');
  });
});
