import { expect } from '@open-wc/testing';
import { estimateHeight } from '../../src/room/timeline/estimate-height.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, notice, people, redacted } from '../support/rows.ts';

const { bob } = people;

const prose =
  `The importer reads a page at a time, keeps what it has understood, and says at the end which lines it could
not make sense of. Most of these turned out to be tables that somebody had pasted from a spreadsheet years ago, with a
heading in the middle and two empty rows under it. We could teach it to read them, but I would rather ask whoever wrote
the page: there are eleven, and nine of them have the same author. What worries me more is the time it takes. On my
machine the whole wiki is through in four minutes; on the server it was still at work when I came back from lunch, and
the log shows that it waited for the disk nearly all of the while. Could one of you have a look before we promise a date
to anybody? I have written down what I tried on the page above, with the numbers, and left the slow run as it was.`.replaceAll(
    '\n',
    ' ',
  );

/** The drawn lines of an element's text. */
function linesIn(element: Element): string[] {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines: { top: number; text: string }[] = [];
  while (texts.nextNode()) {
    const { data } = texts.currentNode as Text;
    for (let i = 0; i < data.length; i++) {
      const range = new Range();
      range.setStart(texts.currentNode, i);
      range.setEnd(texts.currentNode, i + 1);
      const { top, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      const line = lines.at(-1);
      if (line !== undefined && Math.abs(line.top - top) < 4) line.text += data[i] ?? '';
      else lines.push({ top, text: data[i] ?? '' });
    }
  }
  return lines.map(({ text }) => text.trim());
}

const places = [
  ['a message', '.text'],
  ['a change of the room', '.notice'],
  ['why a message was deleted', '.redacted .muted'],
] as const;

describe('a line of text', () => {
  for (const font of ['sans-serif', 'serif']) {
    for (const [what, selector] of places) {
      it(`is no longer than 75 characters, and not much shorter, on a wide page: ${what} (${font})`, async () => {
        const { timeline, settled } = await mountTimeline(
          [
            message(prose, { sender: bob }),
            notice({ kind: 'topic', text: prose }, { sender: bob }),
            redacted({ sender: bob, reason: prose }),
          ],
          { width: 1200, height: 900 },
        );
        timeline.parentElement?.style.setProperty('font', `16px ${font}`);
        await settled();
        const lengths = linesIn(timeline.renderRoot.querySelector(selector) as Element).map(({ length }) => length);
        expect(Math.max(...lengths)).to.be.within(66, 75);
      });
    }
  }

  it('is as long as is reckoned with where heights are not measured yet', async () => {
    const row = message(prose, { sender: bob });
    const { line } = await mountTimeline([row], { width: 1200, height: 900 });
    const drawn = line('importer').getBoundingClientRect().height;
    const reckoned = estimateHeight({ kind: 'message', key: row.id, row, head: true }, { em: 16, width: 1200 });
    expect(reckoned).to.be.within(drawn - 24, drawn + 24);
  });
});
