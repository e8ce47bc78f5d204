import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyPatches, diffRows } from '../../../src/protocol/patch.ts';
import type { TimelineRow } from '../../../src/protocol/row.ts';
import { fuzzRuns } from '../../support/hostile.ts';

const row = (id: string): TimelineRow => ({
  kind: 'gap',
  state: 'loading',
  id,
  sender: { id: '@a:b', name: 'a' },
  own: false,
});
const pool = [...'abcdefghijkl'].map(row);
const rows = fc.array(fc.constantFrom(...pool), { maxLength: 12 });

describe('diffRows and applyPatches', () => {
  it('turn any list into any other', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        assert.deepEqual(applyPatches(before, diffRows(before, after)), after);
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('bring whoever follows every change to where a reset would', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 20 }), (lists) => {
        let sent: readonly TimelineRow[] = [];
        let followed: readonly TimelineRow[] | undefined = [];
        for (const list of lists) {
          followed = followed && applyPatches(followed, structuredClone(diffRows(sent, list)));
          sent = list;
        }
        assert.deepEqual(followed, lists.at(-1));
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('send nothing where nothing changed', () => assert.deepEqual(diffRows(pool, [...pool]), []));

  it('send only what was put before, behind or in place', () => {
    const [a, b, c, d] = pool as [TimelineRow, TimelineRow, TimelineRow, TimelineRow];
    assert.deepEqual(diffRows([b, c], [a, b, c]), [{ at: 0, remove: 0, insert: [a] }]);
    assert.deepEqual(diffRows([a, b], [a, b, c]), [{ at: 2, remove: 0, insert: [c] }]);
    assert.deepEqual(diffRows([a, b, c], [d, b, d]), [
      { at: 0, remove: 1, insert: [d] },
      { at: 2, remove: 1, insert: [d] },
    ]);
  });

  it('refuse a patch that does not fit', () => {
    assert.equal(applyPatches(pool, [{ at: 11, remove: 5, insert: [] }]), undefined);
    assert.equal(applyPatches(pool, [{ at: -1, remove: 0, insert: [] }]), undefined);
  });
});
