import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { Segments } from '../../../src/engine/timeline/segments.ts';
import { fuzzRuns } from '../../support/hostile.ts';

function shape(segments: Segments): string[] {
  return segments.all.map(({ ids, before }) => `${before ?? '|'} ${ids.join(' ')}`);
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

describe('Segments', () => {
  it('appends what follows, once', () => {
    const segments = new Segments();
    segments.addLive({ ids: ['1', '2'], mayHaveGap: true, before: 'a' });
    segments.addLive({ ids: ['2', '3'], mayHaveGap: false, before: 'x' });
    assert.deepEqual(shape(segments), ['a 1 2 3']);
  });

  it('joins a piece that overlaps, also where it reaches farther back', () => {
    const segments = new Segments();
    segments.addLive({ ids: ['5', '6'], mayHaveGap: true, before: 'b' });
    segments.addLive({ ids: ['6', '7'], mayHaveGap: true, before: 'c' });
    assert.deepEqual(shape(segments), ['b 5 6 7']);
    segments.addLive({ ids: ['3', '4', '5', '6', '7', '8'], mayHaveGap: true, before: 'a' });
    assert.deepEqual(shape(segments), ['a 3 4 5 6 7 8']);
  });

  it('tells where the homeserver ends before what is known', () => {
    const segments = new Segments();
    assert.equal(segments.endsBehind(['1']), false);
    segments.addLive({ ids: ['4', '5', '6'], mayHaveGap: true, before: 'b' });
    assert.deepEqual(
      [['3', '4', '5'], ['5', '6'], ['5', '7'], ['6', '7'], ['8'], []].map((piece) => segments.endsBehind(piece)),
      [true, false, true, false, false, false],
    );
  });

  it('leaves a hole where nothing proves that there is none', () => {
    const segments = new Segments();
    segments.addLive({ ids: ['1', '2'], mayHaveGap: true, before: undefined });
    segments.addLive({ ids: ['8', '9'], mayHaveGap: true, before: 'h' });
    assert.deepEqual(shape(segments), ['| 1 2', 'h 8 9']);
  });

  it('closes the hole by the first event that both sides have', () => {
    const segments = new Segments();
    segments.addLive({ ids: ['1', '2'], mayHaveGap: true, before: 'a' });
    segments.addLive({ ids: ['8', '9'], mayHaveGap: true, before: 'h' });
    const live = segments.all[1]!;
    assert.equal(segments.addOlder(live, ['7', '6', '5'], 'e'), false);
    assert.equal(segments.addOlder(live, ['4', '3', '2', '1'], 'b'), true);
    assert.deepEqual(shape(segments), ['a 1 2 3 4 5 6 7 8 9']);
  });

  it('forgets what lies before a hole that is too large', () => {
    const segments = new Segments();
    segments.addLive({ ids: ['1', '2'], mayHaveGap: true, before: 'a' });
    segments.addLive({ ids: ['8', '9'], mayHaveGap: true, before: 'h' });
    assert.deepEqual(segments.dropOlder(), ['1', '2']);
    assert.deepEqual(shape(segments), ['h 8 9']);
    assert.equal(segments.has('1'), false);
  });

  it('ends with every event once and in order, however the pieces come', () => {
    const piece = fc.record({ length: fc.integer({ min: 1, max: 8 }), step: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (pieces, page) => {
        const segments = new Segments();
        let newest = 0;
        for (const { length, step } of pieces) {
          newest += step;
          const first = Math.max(1, newest - length + 1);
          if (newest > 0) {
            segments.addLive({
              ids: ids(first, newest),
              mayHaveGap: true,
              before: first === 1 ? undefined : String(first),
            });
          }
        }
        for (let rounds = 0; segments.all.length > 0 && rounds < 500; rounds++) {
          const segment = segments.all.at(-1)!;
          if (segment.before === undefined) {
            if (segments.all.length === 1) break;
            segments.dropOlder();
            continue;
          }
          const from = Number(segment.before) - 1;
          const first = Math.max(1, from - page + 1);
          segments.addOlder(segment, ids(first, from).reverse(), first === 1 ? undefined : String(first));
        }
        assert.deepEqual(shape(segments), newest === 0 ? [] : [`| ${ids(1, newest).join(' ')}`]);
      }),
      { numRuns: fuzzRuns(100) },
    );
  });
});
