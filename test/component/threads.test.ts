import { expect } from '@open-wc/testing';
import type { ReplyQuote } from '../../src/protocol/row.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, minute, noon, people } from '../support/rows.ts';

const { bob, carol } = people;

const words = (element: Element | null | undefined): string | undefined =>
  element?.textContent.replaceAll(/\s+/g, ' ').trim();

describe('messages of a thread', () => {
  const root = message('Where to?', { sender: bob });
  const thread: ReplyQuote = { id: root.id, state: 'shown', sender: bob, excerpt: 'Where to?' };
  const rows = [
    root,
    message('The usual', { thread }),
    message('Too loud', { thread, ts: noon + minute, sender: carol }),
    message('Something else', { ts: noon + 2 * minute, sender: carol }),
  ];

  it('say so once a run, with what the thread began with, and a click goes there', async () => {
    const { timeline, articles, viewModel, settled } = await mountTimeline(rows, { height: 700 });
    const marks = articles().map((article) => words(article.querySelector('button.quote')));
    expect(marks).to.deep.equal([undefined, 'In a thread Bob Where to?', undefined, undefined]);
    await expect(timeline).to.be.accessible();
    articles()[1]?.querySelector<HTMLElement>('.quote')?.click();
    await settled();
    expect(viewModel.getSnapshot().target?.id).to.equal(root.id);
  });

  it('are told from those around them: by an edge, and in words for who does not see it', async () => {
    const { articles } = await mountTimeline(rows);
    const [, first, second, other] = articles().map((article) => ({
      edge: getComputedStyle(article).boxShadow !== 'none',
      said: words(article)?.includes('In a thread'),
    }));
    expect([first, second, other]).to.deep.equal([
      { edge: true, said: true },
      { edge: true, said: true },
      { edge: false, said: false },
    ]);
  });

  it('show what they answer beside it, and nothing twice', async () => {
    const [, usual] = rows;
    const replyTo: ReplyQuote = { id: usual!.id, state: 'shown', excerpt: 'The usual' };
    const { articles } = await mountTimeline([
      message('Yes', { thread, replyTo }),
      message('Elsewhere'),
      message('Home', { thread, replyTo: { ...thread } }),
    ]);
    const quotes = articles().map((article) => [...article.querySelectorAll('.quote')].map(words));
    expect(quotes).to.deep.equal([
      ['In a thread Bob Where to?', 'In reply to The usual'],
      [],
      ['In a thread', 'In reply to Bob Where to?'],
    ]);
  });

  it('say no more than that where what it began with is not to be had', async () => {
    const { articles } = await mountTimeline([message('lost', { thread: { id: '$gone', state: 'missing' } })]);
    const mark = articles()[0]?.querySelector<HTMLButtonElement>('.quote');
    expect(words(mark)).to.equal('In a thread');
    expect(mark?.disabled).to.equal(true);
  });

  it('fit a narrow room', async () => {
    const long = { ...thread, excerpt: 'Where to? '.repeat(20), sender: people.erin };
    const { timeline, articles } = await mountTimeline([message('x', { thread: long })], { width: 300 });
    const mark = articles()[0]?.querySelector<HTMLElement>('.quote');
    expect(mark!.getBoundingClientRect().right).to.be.at.most(timeline.getBoundingClientRect().right);
    expect(mark!.scrollWidth).to.be.at.most(mark!.clientWidth);
  });
});
