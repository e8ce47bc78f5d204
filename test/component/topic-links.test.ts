import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Part } from '../../src/protocol/parts.ts';
import { click, follow } from '../support/follow-link.ts';
import { listen } from '../support/listen.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import { conversation, text } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const here = 'https://matrix.to/#/%23alpha%3Aexample.org';
const old = '$busy000005';

/** A room with a long conversation, whose topic is open and is a link. */
async function mountTopic(href: string) {
  const topicParts: readonly Part[] = [{ kind: 'link', href, parts: [text('there')] }];
  const room = await mountRoom(new ScriptedServices().open(conversation(300), { topic: href, topicParts }));
  const { element, find } = room;
  find('button.topic')?.click();
  await shown(element);
  const timeline = find('wiki-room-timeline')!;
  const scroller = find('.scroller')!;
  const marked: (string | undefined)[] = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) marked.push((target as HTMLElement).dataset['key']);
  }).observe(timeline.shadowRoot!, { subtree: true, attributeFilter: ['data-flash'] });
  return {
    ...room,
    marked,
    scroller,
    anchor: find('.whole-topic a') as HTMLAnchorElement,
    focusedKey: () => (timeline.shadowRoot?.activeElement as HTMLElement | null)?.dataset['key'],
    distance: () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  };
}

describe('a link in the topic of a room that leads to that room', () => {
  it('shows the message that it names in place, and the focus of the keyboard goes there', async () => {
    const href = `${here}/${encodeURIComponent(old)}`;
    const { element, anchor, marked, focusedKey } = await mountTopic(href);
    const heard = listen(element, 'wiki-room-link-clicked');
    await expect(element).to.be.accessible();
    anchor.focus();
    expect(await follow(() => sendKeys({ press: 'Enter' }))).to.equal(true);
    await waitUntil(() => marked.includes(old) && focusedKey() === old);
    expect(heard).to.deep.equal([['wiki-room-link-clicked', { href }]]);
  });

  it('leaves whoever writes by then where they write', async () => {
    const { find, anchor, marked, services, focusedKey } = await mountTopic(`${here}/%24older`);
    let come = (): void => undefined;
    services.link.answers['find-event'] = async () => {
      await new Promise<void>((resolve) => (come = resolve));
      services.link.setRows('#alpha:example.org', [
        ...conversation(1).map((row) => ({ ...row, id: '$older' })),
        ...services.link.rows,
      ]);
      return { eventId: '$older' };
    };
    anchor.focus();
    expect(await click(anchor)).to.equal(true);
    find('wiki-room-composer')?.focus();
    await waitUntil(() => services.link.callsOf('find-event').length > 0);
    come();
    await waitUntil(() => marked.includes('$older'));
    expect([focusedKey(), find('wiki-room-composer')?.matches(':focus-within')]).to.deep.equal([undefined, true]);
  });

  it('goes to the newest message, where it names none', async () => {
    const { anchor, scroller, distance, element } = await mountTopic(here);
    scroller.scrollTop -= 100;
    await shown(element);
    expect(distance()).to.be.above(50);
    expect(await click(anchor)).to.equal(true);
    await waitUntil(() => distance() < 2);
  });

  it('is the browser’s with a key that asks for a tab, and where it leads elsewhere', async () => {
    const { anchor, marked, element } = await mountTopic(`${here}/${encodeURIComponent(old)}`);
    expect(await click(anchor, { ctrlKey: true })).to.equal(false);
    const elsewhere = await mountTopic('https://matrix.to/#/%23beta%3Aexample.org');
    expect(await click(elsewhere.anchor)).to.equal(false);
    await shown(element);
    expect(marked).to.deep.equal([]);
  });

  it('is the page’s, where the page prevents it', async () => {
    const { element, anchor, marked } = await mountTopic(`${here}/${encodeURIComponent(old)}`);
    element.addEventListener('wiki-room-link-clicked', (event) => event.preventDefault());
    expect(await click(anchor)).to.equal(true);
    await shown(element);
    expect(marked).to.deep.equal([]);
  });

  it('opens another app by the menu all the same', async () => {
    const { element, find, button } = await mountTopic(here);
    button(/^Menu$/).click();
    await shown(element);
    expect(await click(find('.menu a')!)).to.equal(false);
  });
});
