import { expect } from '@open-wc/testing';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, notice, people, unknown } from '../support/rows.ts';

const { alice, bob, carol } = people;
const words = (element: Element | null | undefined): string | undefined =>
  element?.textContent.replaceAll(/[⁨⁩]/g, '').replaceAll(/\s+/g, ' ').trim();

describe('what there is no view for', () => {
  it('is said once for a run, and by name where it is one', async () => {
    const { timeline, line } = await mountTimeline([
      unknown({ sender: bob }),
      message('between'),
      unknown({ sender: bob }),
      unknown({ sender: carol }),
      unknown({ broken: true }),
      unknown({ broken: true }),
    ]);
    expect(words(line('Bob'))).to.equal('Bob: Something this page cannot show');
    expect(words(line('things'))).to.equal('2 things this page cannot show');
    expect(words(line('could not be read'))).to.equal('2 messages that could not be read');
    await expect(timeline).to.be.accessible();
  });

  it('shows the text that it has as a message, and what it stands for', async () => {
    const { timeline, articles } = await mountTimeline([
      message('Tea or coffee?', { standsFor: 'poll' }),
      message('Here', { standsFor: 'unknown', sender: bob }),
      message('plain', { sender: carol }),
    ]);
    expect(articles().map((article) => words(article.querySelector('.content')))).to.deep.equal([
      'Tea or coffee? This is a poll. You can vote in another app.',
      'Here Another app may show more of this.',
      'plain',
    ]);
    await expect(timeline).to.be.accessible();
  });

  it('names who called', async () => {
    const calls = [bob, bob, carol].map((sender) => notice({ kind: 'called' }, { sender }));
    const { line, settled } = await mountTimeline([...calls, notice({ kind: 'joined', target: alice })]);
    expect(words(line('called'))).to.equal(
      'Bob and Carol Nováková (@carol:example.org) called. Alice Lindqvist joined.',
    );
    line('called').querySelector('button')?.click();
    await settled();
    const unfolded = [...line('called').querySelectorAll('li')].map(words);
    expect(unfolded[0]).to.equal('Bob called.');
  });
});
