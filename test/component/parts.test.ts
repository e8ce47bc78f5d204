import { expect, oneEvent } from '@open-wc/testing';
import type { Part } from '../../src/protocol/parts.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, text, textBody } from '../support/rows.ts';

async function mountParts(parts: readonly Part[]) {
  const mounted = await mountTimeline([message(textBody('parts', parts))], { height: 800 });
  const content = mounted.timeline.renderRoot.querySelector('.text') as HTMLElement;
  return { ...mounted, content };
}

const paragraph = (...parts: readonly Part[]): Part => ({ kind: 'block', tag: 'paragraph', parts });

describe('parts of a message', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds in any kind of part', async () => {
      const { timeline, articles } = await mountParts([
        { kind: 'heading', level: 1, parts: [text('Heading')] },
        paragraph(text('text '), { kind: 'link', href: 'https://example.org/', parts: [text('link')] }),
        { kind: 'code-block', text: 'x'.repeat(400), language: 'ts' },
        { kind: 'list', ordered: true, start: 3, items: [[text('one')]] },
        { kind: 'table', rows: [[{ header: true, parts: [text('a')] }], [{ header: false, parts: [text('b')] }]] },
        { kind: 'details', summary: [text('more')], parts: [text('inside')] },
        { kind: 'spoiler', parts: [text('hidden')] },
        { kind: 'image', mxc: 'mxc://example.org/a', alt: 'party' },
      ]);
      // Tab stops at what is in a message when it has the focus.
      articles()[0]?.focus();
      await expect(timeline).to.be.accessible();
    });
  });

  it('shows text as text', async () => {
    const { content } = await mountParts([text('<img src=x onerror=alert(1)> & co')]);
    expect(content.textContent.trim()).to.equal('<img src=x onerror=alert(1)> & co');
    expect(content.querySelector('img')).to.equal(null);
  });

  it('keeps indentation and columns of plain text', async () => {
    const { content } = await mountParts([text('on:'), { kind: 'break' }, text('  push:   always')]);
    expect(content.innerText).to.equal('on:\n  push:   always');
  });

  it('draws no blank lines between the lines of a list, a table and details', async () => {
    const { content } = await mountParts([
      paragraph(text('one line')),
      { kind: 'list', ordered: true, start: 1, items: [[text('one')], [text('two')]] },
      { kind: 'list', ordered: false, items: [[text('one')], [text('two')]] },
      { kind: 'table', rows: [[{ header: false, parts: [text('a')] }], [{ header: false, parts: [text('b')] }]] },
      { kind: 'details', summary: [text('more')], parts: [text('inside')] },
      { kind: 'code-block', text: 'one line' },
    ]);
    const heightOf = (element: Element): number => element.getBoundingClientRect().height;
    const line = heightOf(content.querySelector('p') as Element);
    for (const list of content.querySelectorAll('ul, ol')) expect(heightOf(list)).to.be.closeTo(2 * line, 2);
    expect(heightOf(content.querySelector('.table') as Element)).to.be.below(4 * line);
    content.querySelector('details')?.toggleAttribute('open', true);
    expect(heightOf(content.querySelector('details') as Element)).to.be.below(3 * line);
    expect(heightOf(content.querySelector('.code') as Element)).to.be.below(3 * line);
  });

  it('opens links elsewhere, tells the page first, and lets it prevent that', async () => {
    const { content, timeline } = await mountParts([
      { kind: 'link', href: 'https://example.org/a', parts: [text('here')] },
    ]);
    const link = content.querySelector('a') as HTMLAnchorElement;
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer']);
    timeline.addEventListener('wiki-room-link-clicked', (event) => event.preventDefault(), { once: true });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true });
    setTimeout(() => link.dispatchEvent(click));
    const told = await oneEvent<CustomEvent<{ href: string }>>(timeline, 'wiki-room-link-clicked');
    expect(told.detail.href).to.equal('https://example.org/a');
    expect([told.bubbles, told.composed]).to.deep.equal([true, true]);
    expect(click.defaultPrevented).to.equal(true);
  });

  it('shows the true host of a link that looks like another', async () => {
    const { content } = await mountParts([
      {
        kind: 'link',
        href: 'https://evil.example.net/',
        host: 'evil.example.net',
        parts: [text('https://bank.example')],
      },
    ]);
    expect(content.textContent).to.contain('(evil.example.net)');
  });

  it('makes no heading of a heading', async () => {
    const { content } = await mountParts([{ kind: 'heading', level: 1, parts: [text('Big')] }]);
    expect(content.querySelector('h1, h2, h3, h4, h5, h6, [role=heading]')).to.equal(null);
    expect(content.textContent).to.contain('Big');
  });

  it('hides a spoiler, also from a screen reader, until it is asked for', async () => {
    const { content } = await mountParts([{ kind: 'spoiler', reason: 'film', parts: [text('the sled')] }]);
    const button = content.querySelector('button') as HTMLButtonElement;
    expect(button.textContent).to.equal('Spoiler: film');
    expect(content.querySelector('.spoiled')?.hasAttribute('hidden')).to.equal(true);
    button.click();
    expect(content.querySelector('.spoiled')?.hasAttribute('hidden')).to.equal(false);
    expect(button.getAttribute('aria-expanded')).to.equal('true');
  });

  it('names the language of code, and scrolls it inside itself', async () => {
    const { content } = await mountParts([{ kind: 'code-block', text: 'x'.repeat(500), language: 'ts' }]);
    expect(content.querySelector('.code-language')?.textContent).to.equal('ts');
    const pre = content.querySelector('pre') as HTMLElement;
    expect(pre.scrollWidth).to.be.above(pre.clientWidth);
    expect(content.scrollWidth).to.be.at.most(content.clientWidth);
  });

  it('wraps what has no place to break', async () => {
    const { content } = await mountParts([text('w'.repeat(2_000))]);
    expect(content.scrollWidth).to.be.at.most(content.clientWidth);
  });

  it('sets colours by CSSOM, mixed with the colour of the text', async () => {
    const { content } = await mountParts([{ kind: 'colour', colour: '#ffffff', parts: [text('white')] }]);
    const span = content.querySelector('span') as HTMLElement;
    expect(span.style.color).to.contain('color-mix');
    expect(getComputedStyle(span).color).to.not.equal('rgb(255, 255, 255)');
  });

  it('shows whom a mention means, whatever it is called', async () => {
    const { content } = await mountParts([
      { kind: 'pill', target: 'user', id: '@eve:example.org', label: 'Alice', self: false },
      { kind: 'pill', target: 'room', id: '#news:example.org', label: '#news:example.org', self: false },
    ]);
    const [user, room] = [...content.querySelectorAll<HTMLElement>('.pill')];
    expect(user?.title).to.equal('@eve:example.org');
    expect((room as HTMLAnchorElement).href).to.equal('https://matrix.to/#/%23news%3Aexample.org');
  });

  it('keeps the box of an inline picture small', async () => {
    const { timeline } = await mountParts([
      { kind: 'image', mxc: 'mxc://example.org/a', alt: 'a', width: 9_000, height: 3_000 },
    ]);
    const box = timeline.renderRoot.querySelector('.inline-image')?.getBoundingClientRect();
    expect([box?.width, Math.round(box?.height ?? 0)]).to.deep.equal([320, 107]);
  });

  it('leaves out a part of a newer engine', async () => {
    const { content } = await mountParts([text('a'), { kind: 'hologram' } as unknown as Part, text('b')]);
    expect(content.textContent.trim()).to.equal('ab');
  });
});
