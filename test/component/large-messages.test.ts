import { expect } from '@open-wc/testing';
import type { Part } from '../../src/protocol/parts.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, minute, noon, textBody, times } from '../support/rows.ts';

/** As much text as fits into an event. */
const length = 64_000;
/** What the engine makes of a text at most, `PartBuilder` and `textToParts`. */
const nodes = 5_000;

const words = (count: number): string => 'word '.repeat(count / 5);
const large: readonly (readonly [string, readonly Part[]])[] = [
  ['one text', [{ kind: 'text', text: words(length) }]],
  ['one word', [{ kind: 'text', text: 'w'.repeat(length) }]],
  ['lines', times(2 * 2_000, (i): Part => (i % 2 === 0 ? { kind: 'text', text: words(15) } : { kind: 'break' }))],
  [
    'bold words',
    times(nodes / 2, (): Part => ({ kind: 'span', tag: 'b', parts: [{ kind: 'text', text: 'word word ' }] })),
  ],
];

describe('many messages as large as an event may be', () => {
  for (const [what, parts] of large) {
    it(`of ${what}: few are in the document, each folded, from the newest to the oldest`, async () => {
      const rows = times(20, (i) =>
        message(textBody(`number ${i}`, [{ kind: 'text', text: `number ${i}. ` }, ...parts]), {
          id: `$large${i}`,
          ts: noon + i * minute,
        }),
      );
      const { timeline, articles, scroller, settled, line } = await mountTimeline(rows);
      const isBounded = (): void => {
        const drawn = articles();
        // Each is higher than the view, so that one is in it, or two are; and as much around them.
        expect(drawn.length).to.be.within(1, 5);
        for (const article of drawn) {
          expect(article.querySelectorAll('*').length).to.be.below(nodes + 50);
          expect(article.getBoundingClientRect().height).to.be.below(900);
        }
        expect(timeline.renderRoot.querySelectorAll('*').length).to.be.below(5 * (nodes + 50));
      };
      expect(line('number 19.')).to.not.equal(undefined);
      isBounded();
      for (let i = 0; i < 200 && scroller.scrollTop > 0; i++) {
        scroller.scrollTop -= 5 * scroller.clientHeight;
        await settled();
        isBounded();
      }
      expect(line('number 0.')).to.not.equal(undefined);
    });
  }
});
