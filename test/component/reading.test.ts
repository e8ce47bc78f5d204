import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { TimelineViewModel } from '../../src/room/timeline/timeline-view-model.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import { conversation, message, people, undecryptable } from '../support/rows.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob } = people;

/** What was newest of what could be seen, each time it was looked at. */
function lookedAt(viewModel: TimelineViewModel): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  const { setSeen } = viewModel;
  viewModel.setSeen = (eventId, atEnd, attentive) => {
    seen.push(eventId);
    setSeen.call(viewModel, eventId, atEnd, attentive);
  };
  return seen;
}

describe('reading', () => {
  it('sends a receipt for what is on the screen of the focused tab', async () => {
    const { link, viewModel } = await mountTimeline([message('a', { sender: bob })]);
    const [last] = link.rows;
    if (!document.hasFocus()) return;
    await waitUntil(() => link.calls.some(({ name }) => name === 'mark-read'), 'a receipt');
    expect(link.calls.find(({ name }) => name === 'mark-read')?.args).to.deep.equal({
      room: address,
      eventId: last?.id,
      private: false,
    });
    viewModel.dispose();
  });

  it('looks again when what is around the view opens, without a word', async () => {
    const { timeline, viewModel, settled } = await mountTimeline([message('a', { sender: bob })]);
    const around = document.createElement('div');
    around.style.cssText = 'overflow: hidden; block-size: 0';
    timeline.before(around);
    const seen = lookedAt(viewModel);
    around.append(timeline);
    await settled();
    await waitUntil(() => seen.length > 0 && seen.at(-1) === undefined);
    around.style.blockSize = 'auto';
    await waitUntil(() => seen.at(-1) !== undefined);
  });

  it('draws the line before what came while the view was out of sight, though its tab was not', async () => {
    const { timeline, viewModel, link, settled } = await mountTimeline(conversation(20));
    const button = (): HTMLButtonElement | null => timeline.renderRoot.querySelector('.jump.up');
    const looked = lookedAt(viewModel);
    const place = timeline.parentElement as HTMLElement;
    place.style.paddingBlockStart = '9000px';
    await waitUntil(() => looked.length > 0 && looked.at(-1) === undefined, 'out of sight');
    for (let i = 1; i <= 30; i++) link.append(address, message(`later ${String(i)}`, { sender: bob }));
    await settled();
    expect(viewModel.getSnapshot().firstUnread).to.deep.equal({ messages: 30, more: false });
    place.style.paddingBlockStart = '0';
    await waitUntil(() => looked.at(-1) !== undefined, 'in sight');
    await waitUntil(() => button()?.textContent.trim() === '30 new messages', 'the way up');
    button()?.click();
    await waitUntil(() => viewModel.getSnapshot().firstUnread === undefined, 'been there');
  });

  it('draws the line before what came so and cannot be read yet', async () => {
    const { timeline, viewModel, link, settled } = await mountTimeline(conversation(20));
    const looked = lookedAt(viewModel);
    const place = timeline.parentElement as HTMLElement;
    place.style.paddingBlockStart = '9000px';
    await waitUntil(() => looked.length > 0 && looked.at(-1) === undefined, 'out of sight');
    link.append(address, undecryptable('waiting', { sender: bob }));
    await settled();
    expect(viewModel.getSnapshot().firstUnread).to.deep.equal({ messages: 1, more: false });
  });

  it('counts the line as reached once it can be seen, whatever the view is cut off by', async () => {
    const rows = conversation(6);
    const { timeline, viewModel } = await mountTimeline(rows, { snapshot: { readUpTo: rows[4]?.id ?? '' } });
    const looked = lookedAt(viewModel);
    const place = timeline.parentElement as HTMLElement;
    // Its upper part is in sight, the line is not.
    place.style.cssText += 'overflow: hidden; block-size: 60px';
    await waitUntil(() => looked.length > 0, 'looked at');
    expect(viewModel.getSnapshot().firstUnread?.messages).to.equal(1);
    place.style.blockSize = 'auto';
    await waitUntil(() => viewModel.getSnapshot().firstUnread === undefined, 'in sight');
  });

  it('draws the line where reading stopped', async () => {
    const read = message('read');
    const { timeline } = await mountTimeline([read, message('unread', { sender: bob })], {
      snapshot: { readUpTo: read.id },
    });
    expect(timeline.renderRoot.querySelector('.new')?.textContent.trim()).to.equal('New');
  });

  it('offers the way up to the first unread message, by button and by key, until the reader has been there', async () => {
    const rows = conversation(200);
    const read = rows[60];
    for (const way of ['button', 'key']) {
      const { timeline, articles, settled } = await mountTimeline(rows, { snapshot: { readUpTo: read?.id ?? '' } });
      const button = (): HTMLButtonElement | null => timeline.renderRoot.querySelector('.jump.up');
      expect(button()?.textContent.trim()).to.match(/^\d+ new messages$/);
      if (way === 'button') {
        button()?.focus();
        button()?.click();
      } else {
        articles().at(-1)?.focus();
        await sendKeys({ press: 'n' });
      }
      await settled();
      const line = timeline.renderRoot.querySelector('.new');
      const view = timeline.getBoundingClientRect();
      expect(line?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
      expect((timeline.renderRoot as ShadowRoot).activeElement === line?.nextElementSibling).to.equal(true);
      await waitUntil(() => button() === null);
    }
  });

  it('offers the way up no more once the reader has gone to the newest by hand', async () => {
    const rows = conversation(200);
    const { timeline, scroller, viewModel, settled } = await mountTimeline(rows, {
      snapshot: { readUpTo: rows[60]?.id ?? '' },
    });
    scroller.scrollTop -= 900;
    await settled();
    expect(viewModel.getSnapshot().firstUnread).to.not.equal(undefined);
    timeline.renderRoot.querySelector<HTMLButtonElement>('.jump:not(.up)')?.click();
    expect(viewModel.getSnapshot().firstUnread).to.equal(undefined);
  });

  it('says days and where reading stopped as headings', async () => {
    const read = message('read');
    const { timeline } = await mountTimeline([read, message('unread', { sender: bob })], {
      snapshot: { readUpTo: read.id },
    });
    const headings = [...timeline.renderRoot.querySelectorAll('[role="heading"]')];
    expect(headings.map(({ className }) => className)).to.deep.equal(['line day', 'sender', 'line new', 'sender']);
  });

  it('says that nothing has been said', async () => {
    const { timeline } = await mountTimeline([]);
    expect(timeline.renderRoot.querySelector('.empty')?.textContent).to.contain('No messages yet');
  });
});
