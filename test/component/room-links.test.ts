import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Part } from '../../src/protocol/parts.ts';
import { click, follow } from '../support/follow-link.ts';
import { listen } from '../support/listen.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import type { MountedTimeline } from '../support/mount-timeline.ts';
import { conversation, message, text, textBody } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

const here = 'https://matrix.to/#/%23alpha%3Aexample.org';
const old = '$busy000005';
const linkTo = (eventId: string, room = here): string => `${room}/${encodeURIComponent(eventId)}`;

interface LinkedTimeline extends MountedTimeline {
  readonly anchor: HTMLAnchorElement;
  /** Keys of lines that were marked, one after the other. */
  readonly marked: readonly (string | undefined)[];
  /** Pixels from the newest message. */
  readonly distance: () => number;
}

/** A conversation, long unless told, whose newest message is this link. */
async function mountLink(
  part: string | Part,
  link = new ScriptedLink(),
  before = conversation(300),
): Promise<LinkedTimeline> {
  const linkPart: Part = typeof part === 'string' ? { kind: 'link', href: part, parts: [text('there')] } : part;
  const rows = [...before, message(textBody('a link', [linkPart]))];
  const mounted = await mountTimeline(rows, { link });
  const { timeline, scroller } = mounted;
  const marked: (string | undefined)[] = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) marked.push((target as HTMLElement).dataset['key']);
  }).observe(timeline.renderRoot, { subtree: true, attributeFilter: ['data-flash'] });
  return {
    ...mounted,
    anchor: timeline.renderRoot.querySelector<HTMLAnchorElement>('.text a')!,
    marked,
    distance: () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  };
}

describe('a link in a message that leads to its own room', () => {
  for (const room of [here, 'https://matrix.to/#/!alpha%3Aexample.org']) {
    it(`shows the event that it names in place (${room.slice(20)})`, async () => {
      const href = linkTo(old, room);
      const { anchor, timeline, marked, line, settled } = await mountLink(href);
      const heard = listen(timeline, 'wiki-room-link-clicked');
      expect(await click(anchor)).to.equal(true);
      await waitUntil(() => marked.includes(old));
      await settled();
      const place = timeline.getBoundingClientRect();
      expect(line('5: ').getBoundingClientRect().top).to.be.within(place.top, place.bottom);
      expect(heard).to.deep.equal([['wiki-room-link-clicked', { href }]]);
    });
  }

  it('does so by keyboard, and the focus goes there', async () => {
    const { anchor, timeline, marked } = await mountLink(linkTo(old));
    anchor.focus();
    expect(await follow(() => sendKeys({ press: 'Enter' }))).to.equal(true);
    await waitUntil(() => marked.includes(old));
    await waitUntil(() => (timeline.shadowRoot?.activeElement as HTMLElement | null)?.dataset['key'] === old);
  });

  for (const init of [{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { altKey: true }, { button: 1 }]) {
    it(`is the browser's with ${JSON.stringify(init)}`, async () => {
      const { anchor, timeline, marked, settled } = await mountLink(linkTo(old));
      const heard = listen(timeline, 'wiki-room-link-clicked');
      expect(await click(anchor, init)).to.equal(false);
      await settled();
      expect([marked.length, heard.length]).to.deep.equal([0, 1]);
    });
  }

  it('is the page’s, where the page prevents it', async () => {
    const { anchor, timeline, distance, settled } = await mountLink(linkTo(old));
    timeline.addEventListener('wiki-room-link-clicked', (event) => event.preventDefault());
    expect(await click(anchor)).to.equal(true);
    await settled();
    expect(distance()).to.be.below(2);
  });

  it('is the browser’s, where it leads to an event of another room', async () => {
    const { anchor, marked, settled } = await mountLink(linkTo(old, 'https://matrix.to/#/%23beta%3Aexample.org'));
    expect(await click(anchor)).to.equal(false);
    await settled();
    expect(marked).to.deep.equal([]);
  });

  it('goes to the newest message, where it names no event', async () => {
    const room = { kind: 'pill', target: 'room', id: '#alpha:example.org', label: '#alpha:example.org' } as const;
    const { anchor, scroller, distance, settled } = await mountLink({ ...room, self: false });
    scroller.scrollTop -= 100;
    await settled();
    expect(distance()).to.be.above(50);
    expect(await click(anchor)).to.equal(true);
    await settled();
    expect(distance()).to.be.below(2);
  });

  it('is offered where its event cannot be had, until the reader closes that', async () => {
    const link = new ScriptedLink({ 'find-event': async () => Promise.reject(new Error('no')) });
    const href = linkTo('$gone');
    const { anchor, timeline, settled } = await mountLink(href, link, []);
    const told = listen(timeline, 'wiki-room-announce');
    const note = (): HTMLElement | null => timeline.renderRoot.querySelector('.note');
    anchor.focus();
    await click(anchor);
    await waitUntil(() => note() !== null);
    expect(told).to.deep.equal([['wiki-room-announce', { text: 'This message is not available. Open the link' }]]);
    await expect(timeline).to.be.accessible();
    const offered = note()!.querySelector('a')!;
    expect([offered.href, offered.target, offered.rel]).to.deep.equal([href, '_blank', 'noopener noreferrer']);
    expect(note()!.textContent).to.match(/This message is not available\.\s+Open the link\s+Close/);
    const heard = listen(timeline, 'wiki-room-link-clicked');
    expect(await click(offered)).to.equal(false);
    expect(heard).to.deep.equal([['wiki-room-link-clicked', { href }]]);
    const close = note()!.querySelector('button')!;
    close.focus();
    close.click();
    await settled();
    expect(note()).to.equal(null);
    expect(timeline.shadowRoot?.activeElement).to.equal(anchor.closest('article'));
  });
});
