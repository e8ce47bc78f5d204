import { expect } from '@open-wc/testing';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import type { MountedTimeline } from '../support/mount-timeline.ts';
import { message, noon, notice, people, undecryptable } from '../support/rows.ts';

const { bob, dave } = people;

const asked: OutboxRecord = {
  txnId: 'asked',
  roomId: '!alpha:example.org',
  at: noon,
  draft: { text: 'mine' },
  state: { kind: 'asking', question: { kind: 'newcomers', names: [dave.name], count: 1, userIds: [dave.id] } },
};

/** Lines whose sentences begin with a name that runs from right to left. */
async function mountLines(direction: string): Promise<MountedTimeline> {
  const rows = [
    notice({ kind: 'joined', target: dave }, { sender: dave }),
    message('between', { sender: bob }),
    notice({ kind: 'left', target: dave }, { sender: dave }),
    notice({ kind: 'left', target: bob }, { sender: bob }),
    undecryptable('withheld', { sender: dave }),
  ];
  const mounted = await mountTimeline(rows, { height: 800 });
  const { timeline, viewModel, store, settled, line } = mounted;
  timeline.parentElement?.setAttribute('dir', direction);
  store.records = [asked];
  await viewModel.refreshOutbox();
  await settled();
  line('left').querySelector('button')?.click();
  await settled();
  return mounted;
}

/** Where these letters of an element stand; the last ones of that kind. */
function placeOf(element: Element, letters: string): DOMRect {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let place: DOMRect | undefined;
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    const index = node.data.lastIndexOf(letters);
    if (index === -1) continue;
    const range = new Range();
    range.setStart(node, index);
    range.setEnd(node, index + letters.length);
    place = range.getBoundingClientRect();
  }
  if (place === undefined) throw new Error(`no "${letters}" in "${element.textContent}"`);
  return place;
}

const sentences = [
  ['a change of the room', '.line.notice', ['joined', '.']],
  ['a folded run', '.fold', ['and', 'left', '.']],
  ['a change in an open run', '.unfolded li', ['left', '.']],
  ['a message that cannot be read', '.undecryptable .muted', ['did not share', '.']],
  ['a message that waits for an answer', '.why > span', ['was not', '.']],
] as const;

describe('a name that runs the other way', () => {
  for (const direction of ['ltr', 'rtl']) {
    for (const [what, selector, words] of sentences) {
      it(`does not turn the sentence around it: ${what} (${direction})`, async () => {
        const { timeline } = await mountLines(direction);
        const sentence = timeline.renderRoot.querySelector(selector) as HTMLElement;
        const places = [dave.name, ...words].map((letters) => placeOf(sentence, letters));
        places.slice(1).forEach((place, index) => {
          expect(place.left, words[index]).to.be.at.least((places[index]?.right ?? 0) - 1);
        });
      });
    }

    it(`leaves the lines where those of the page begin (${direction})`, async () => {
      const { timeline } = await mountLines(direction);
      const find = (selector: string): HTMLElement => timeline.renderRoot.querySelector(selector) as HTMLElement;
      const edge = ({ left, right }: DOMRect): number => (direction === 'rtl' ? right : left);
      const line = find('.line.notice');
      const { paddingLeft, paddingRight } = getComputedStyle(line);
      const start =
        edge(line.getBoundingClientRect()) +
        (direction === 'rtl' ? -Number.parseFloat(paddingRight) : Number.parseFloat(paddingLeft));
      const [first, last] = [dave.name, '.'];
      const outer = direction === 'rtl' ? last : first;
      expect(edge(placeOf(line, outer))).to.be.closeTo(start, 1);
      expect(edge(find('.fold').getBoundingClientRect())).to.be.closeTo(start, 1);
      expect(edge(placeOf(find('.unfolded li'), outer))).to.be.closeTo(start, 1);
      const content = find('.undecryptable .content').getBoundingClientRect();
      expect(edge(find('.undecryptable .muted').getBoundingClientRect())).to.be.closeTo(edge(content), 1);
    });
  }
});
