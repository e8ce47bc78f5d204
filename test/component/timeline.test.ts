import { expect, oneEvent } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import type { MessageRow } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import { conversation, message, minute, noon, people, times, undecryptable } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob, carol } = people;

function plain(row: { readonly body: { readonly plain: string } }): string {
  return row.body.plain;
}

async function tabBack(): Promise<void> {
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: 'Tab' });
  await sendKeys({ up: 'Shift' });
}

function written(text: string): OutboxRecord {
  return { txnId: text, roomId: '!alpha:example.org', at: noon, draft: { text }, state: { kind: 'waiting' } };
}

describe('<wiki-room-timeline>', () => {
  describe('place', () => {
    it('opens at the newest message and follows it', async () => {
      const { scroller, link, settled } = await mountTimeline(conversation(200));
      const distance = (): number => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      expect(distance()).to.be.below(2);
      link.append(address, message('news'));
      await settled();
      expect(distance()).to.be.below(2);
    });

    it('keeps few lines of many in the document', async () => {
      const { articles, timeline } = await mountTimeline(conversation(10_000));
      expect(articles().length).to.be.within(5, 60);
      expect(timeline.renderRoot.querySelectorAll('*').length).to.be.below(1_000);
    });

    it('takes paper for the lines in the document only', async () => {
      const { scroller, timeline, settled } = await mountTimeline(conversation(400));
      scroller.scrollTop -= 3000;
      await settled();
      const heights = (): number[] =>
        [...timeline.renderRoot.querySelectorAll<HTMLElement>('.filler, .history, .jump, .sticky-day')].map(
          ({ offsetHeight }) => offsetHeight,
        );
      expect(heights().filter((height) => height > 0).length).to.equal(5);
      await emulateMedia({ media: 'print' });
      try {
        expect(new Set(heights())).to.deep.equal(new Set([0]));
      } finally {
        await emulateMedia({ media: 'screen' });
      }
    });

    it('does not follow a reader who went up, and offers the way back', async () => {
      const { scroller, timeline, link, settled } = await mountTimeline(conversation(200));
      scroller.scrollTop -= 900;
      await settled();
      const before = scroller.scrollTop;
      link.append(address, message('news', { sender: bob }), message('for you', { sender: bob, mentionsReader: true }));
      await settled();
      expect(scroller.scrollTop).to.equal(before);
      const jump = timeline.renderRoot.querySelector<HTMLButtonElement>('.jump');
      expect(jump?.getAttribute('aria-label')).to.equal('2 new messages, 1 mentions you');
      jump?.click();
      await settled();
      expect(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).to.be.below(2);
      expect(timeline.renderRoot.querySelector('.jump')).to.equal(null);
    });

    it('follows the end though the view grew and shrank again before it could look', async () => {
      const { scroller, timeline, link, settled } = await mountTimeline(conversation(200), { height: 250 });
      const resize = (height: number): void => timeline.style.setProperty('block-size', `${height}px`);
      resize(400);
      await settled();
      resize(250);
      await settled();
      const before = scroller.scrollTop;
      // A composer of many lines is sent, and filled anew within the same frame.
      resize(400);
      expect(scroller.scrollTop).to.be.below(before);
      resize(250);
      link.append(address, message('news', { sender: bob }));
      await settled();
      await waitUntil(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2);
      expect(timeline.renderRoot.querySelector('.jump')).to.equal(null);
    });

    it('lets a reader go up a little, however tall the view has been', async () => {
      const { scroller, timeline, settled } = await mountTimeline(conversation(200), { height: 400 });
      timeline.style.setProperty('block-size', '250px');
      await settled();
      // What is read from a wheel counts for a second: the frames after it may take longer here.
      const { now } = performance;
      const wheeled = performance.now();
      performance.now = () => wheeled;
      scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
      const rested = oneEvent(scroller, 'scrollend');
      scroller.scrollTop -= 100;
      const wanted = scroller.scrollTop;
      await rested;
      await settled();
      performance.now = now;
      expect(scroller.scrollTop).to.be.closeTo(wanted, 1);
      expect(timeline.renderRoot.querySelector('.jump')).to.not.equal(null);
    });

    it('comes back to the end when the reader writes, and not for an edit', async () => {
      const { scroller, viewModel, settled } = await mountTimeline(conversation(200));
      const distance = (): number => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      scroller.scrollTop -= 900;
      await settled();
      viewModel.showEcho({ ...written('edit'), draft: { text: 'edit', edits: '$1' } });
      await settled();
      expect(distance()).to.be.above(800);
      viewModel.showEcho(written('mine'));
      await settled();
      expect(distance()).to.be.below(2);
      scroller.scrollTop -= 900;
      await settled();
      viewModel.showEcho({ ...written('edit'), draft: { text: 'edit', edits: '$1' } });
      await settled();
      expect(distance()).to.be.above(800);
    });

    it('does not move what is read when older messages are put before it', async () => {
      const all = conversation(600);
      const { scroller, articles, link, settled } = await mountTimeline(all.slice(400), { older: 'none' });
      scroller.scrollTop = 0;
      await settled();
      const seen = articles()[3] as HTMLElement;
      const key = seen.dataset['key'];
      const before = seen.getBoundingClientRect().bottom;
      link.setRows(address, all.slice(300));
      await settled();
      const after = articles().find((article) => article.dataset['key'] === key);
      expect(after?.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
    });

    it('does not move what is read where the run at the top goes on in older messages', async () => {
      const all = conversation(160);
      const run = times(4, () => undecryptable('not-in-backup', { ts: noon - 4 * 60 * minute }));
      const rows = [...run.slice(2), ...all.slice(100)];
      const { scroller, articles, link, settled } = await mountTimeline(rows, { older: 'none' });
      scroller.scrollTop = 0;
      await settled();
      const [, seen] = articles();
      const key = seen?.dataset['key'];
      const before = seen?.getBoundingClientRect().bottom ?? 0;
      expect(before).to.be.above(scroller.getBoundingClientRect().top);
      link.setRows(address, [...all.slice(0, 100), ...run.slice(0, 2), ...rows]);
      await settled();
      const after = articles().find((article) => article.dataset['key'] === key);
      expect(after?.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
    });

    it('does not move what is read when a line above it grows', async () => {
      const rows = conversation(200) as MessageRow[];
      const { scroller, articles, link, settled } = await mountTimeline(rows);
      scroller.scrollTop -= 1_000;
      await settled();
      const box = scroller.getBoundingClientRect();
      const inView = articles().filter((article) => article.getBoundingClientRect().bottom > box.top + 5);
      const [seen] = inView;
      const above = articles()[articles().indexOf(seen as HTMLElement) - 1];
      expect(above).to.not.equal(undefined);
      const before = seen?.getBoundingClientRect().bottom ?? 0;
      link.setRows(
        address,
        rows.map((row) => (row.id === above?.dataset['key'] ? { ...row, body: message('x '.repeat(900)).body } : row)),
      );
      await settled();
      expect(seen?.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
    });

    it('writes no position over a scroll that has not been told yet', async () => {
      const { scroller, timeline, settled } = await mountTimeline(conversation(300));
      scroller.scrollTop -= 2_000;
      const wanted = scroller.scrollTop;
      timeline.requestUpdate();
      await timeline.updateComplete;
      expect(scroller.scrollTop).to.be.closeTo(wanted, 200);
      await settled();
      expect(scroller.scrollHeight - scroller.scrollTop).to.be.above(1_500);
    });

    it('loads older messages before the beginning comes into view, and not unasked', async () => {
      const all = conversation(400);
      const link = new ScriptedLink();
      let from = 340;
      link.answers['load-older'] = async ({ count }) => {
        from = Math.max(0, from - count);
        link.setRows(address, all.slice(from), { older: from === 0 ? 'none' : 'more' });
      };
      const { scroller, settled } = await mountTimeline(all.slice(from), { link, older: 'more' });
      await settled();
      expect(link.calls.filter(({ name }) => name === 'load-older')).to.have.length(0);
      for (let i = 0; i < 120 && from > 0; i++) {
        scroller.scrollTop -= 400;
        await settled();
      }
      expect(from).to.equal(0);
    });

    it('comes to an event, and marks it', async () => {
      const { timeline, line, viewModel, settled } = await mountTimeline(conversation(1_000));
      const row = viewModel
        .getSnapshot()
        .items.findLast((item) => item.kind === 'message' && plain(item.row).startsWith('100:'));
      expect(row).to.not.equal(undefined);
      // The mark goes after two seconds, which may be over by the time that it is looked for.
      const marked: Node[] = [];
      new MutationObserver((changes) => marked.push(...changes.map(({ target }) => target))).observe(
        timeline.renderRoot,
        { subtree: true, attributeFilter: ['data-flash'] },
      );
      timeline.scrollToEvent(row?.key ?? '');
      await settled();
      const found = line('100:');
      const place = timeline.getBoundingClientRect();
      expect(found.getBoundingClientRect().top).to.be.within(place.top, place.bottom);
      expect(marked[0]).to.equal(found);
    });

    it('says so where an event cannot be had', async () => {
      const link = new ScriptedLink({ 'find-event': async () => Promise.reject(new Error('no')) });
      const { timeline } = await mountTimeline([message('a')], { link });
      setTimeout(() => timeline.scrollToEvent('$gone'));
      const { detail } = await oneEvent<CustomEvent<{ text: string }>>(timeline, 'wiki-room-announce');
      expect(detail.text).to.equal('This message is not available.');
      expect(timeline.renderRoot.querySelector('.note')?.textContent).to.equal('This message is not available.');
    });

    it('says the day of what is read above, where its line is out of view', async () => {
      const { scroller, timeline, settled } = await mountTimeline(conversation(200));
      const shown = (): string | undefined => timeline.renderRoot.querySelector('.sticky-day')?.textContent;
      expect(shown()).to.equal(undefined);
      scroller.scrollTop -= 900;
      await settled();
      expect(shown()).to.not.equal(undefined);
    });

    it('measures when it is shown, where it was hidden', async () => {
      const { timeline, scroller, settled } = await mountTimeline(conversation(100));
      timeline.hidden = true;
      await settled();
      timeline.hidden = false;
      await settled();
      expect(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).to.be.below(2);
    });

    it('goes on where it was after it was moved in the document', async () => {
      const { timeline, scroller, articles, settled } = await mountTimeline(conversation(200));
      const place = timeline.parentElement as HTMLElement;
      const other = document.createElement('div');
      place.append(other);
      other.append(timeline);
      await settled();
      expect(articles().length).to.be.above(3);
      expect(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).to.be.below(2);
    });
  });

  describe('keys', () => {
    it('is one stop of Tab, with arrows between the messages', async () => {
      const { timeline, articles, settled } = await mountTimeline([
        message('one', { sender: bob }),
        message('two', { ts: noon + minute }),
        message('three', { sender: carol, ts: noon + 2 * minute }),
      ]);
      expect(articles().map(({ tabIndex }) => tabIndex)).to.deep.equal([-1, -1, 0]);
      articles()[2]?.focus();
      await sendKeys({ press: 'ArrowUp' });
      await settled();
      expect((timeline.renderRoot as ShadowRoot).activeElement).to.equal(articles()[1]);
      await sendKeys({ press: 'Home' });
      await settled();
      expect((timeline.renderRoot as ShadowRoot).activeElement).to.equal(articles()[0]);
      expect(articles().map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    });

    it('is one stop also where the message has links, and arrows leave these', async () => {
      const link = (text: string) =>
        ({ kind: 'link', href: `https://${text}.example/`, parts: [{ kind: 'text', text }] }) as const;
      const linked = (text: string) => ({ kind: 'text', parts: [link(text), link('b')], plain: text }) as const;
      const { timeline, articles, settled } = await mountTimeline([
        message(linked('one'), { sender: bob }),
        message(linked('two'), { ts: noon + minute }),
      ]);
      const root = timeline.renderRoot as ShadowRoot;
      const after = document.createElement('button');
      timeline.after(after);
      after.focus();
      await tabBack();
      expect(root.activeElement === articles()[1]).to.equal(true);
      await sendKeys({ press: 'Tab' });
      expect(root.activeElement?.textContent).to.equal('two');
      await sendKeys({ press: 'ArrowUp' });
      await settled();
      expect(root.activeElement === articles()[0]).to.equal(true);
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'End' });
      await settled();
      expect(root.activeElement === articles()[1]).to.equal(true);
      after.focus();
      await tabBack();
      expect(root.activeElement === articles()[1]).to.equal(true);
      after.remove();
    });

    it('goes through a long list with the focus', async () => {
      const { timeline, articles, settled } = await mountTimeline(conversation(300));
      articles().at(-1)?.focus();
      for (let i = 0; i < 30; i++) await sendKeys({ press: 'ArrowUp' });
      await settled();
      const focused = (timeline.renderRoot as ShadowRoot).activeElement as HTMLElement;
      const index = articles().indexOf(focused);
      expect(index).to.be.above(-1);
      const place = timeline.getBoundingClientRect();
      expect(focused.getBoundingClientRect().top).to.be.at.least(place.top);
    });

    it('opens the actions with Enter and leaves them with Escape', async () => {
      const { timeline, articles, settled } = await mountTimeline([message('mine', { own: true, editable: 'mine' })]);
      articles()[0]?.focus();
      await sendKeys({ press: 'Enter' });
      await settled();
      const root = timeline.renderRoot as ShadowRoot;
      expect(root.activeElement?.getAttribute('aria-label')).to.equal('Reply');
      await sendKeys({ press: 'ArrowRight' });
      expect(root.activeElement?.getAttribute('aria-label')).to.equal('Edit');
      await sendKeys({ press: 'Escape' });
      await settled();
      expect(root.activeElement).to.equal(articles()[0]);
    });

    it('replies with r, edits own messages with e, and hands Escape on', async () => {
      const { timeline, articles } = await mountTimeline([
        message('theirs', { sender: bob }),
        message('mine', { own: true, editable: 'mine' }),
      ]);
      const told: string[] = [];
      for (const type of ['wiki-room-reply', 'wiki-room-edit', 'wiki-room-escape']) {
        timeline.addEventListener(type, (event) => {
          const { detail } = event as CustomEvent<{ row: MessageRow } | null>;
          told.push(`${type} ${detail === null ? '' : plain(detail.row)}`.trim());
        });
      }
      articles()[1]?.focus();
      await sendKeys({ press: 'r' });
      await sendKeys({ press: 'e' });
      articles()[0]?.focus();
      await sendKeys({ press: 'e' });
      await sendKeys({ press: 'Escape' });
      expect(told).to.deep.equal(['wiki-room-reply mine', 'wiki-room-edit mine', 'wiki-room-escape']);
    });

    it('does not reply to what is still on its way: it has no address that a reply could name', async () => {
      const { timeline, viewModel, articles, settled } = await mountTimeline([]);
      viewModel.showEcho(written('mine'));
      await settled();
      let told = 0;
      timeline.addEventListener('wiki-room-reply', () => told++);
      articles()[0]?.focus();
      await sendKeys({ press: 'r' });
      expect(told).to.equal(0);
    });

    it('leaves other keys to the page', async () => {
      const { articles } = await mountTimeline([message('one')]);
      const seen: string[] = [];
      const listen = (event: KeyboardEvent): void => void seen.push(event.key);
      document.addEventListener('keydown', listen);
      articles()[0]?.focus();
      await sendKeys({ press: 'ArrowUp' });
      await sendKeys({ press: 'x' });
      document.removeEventListener('keydown', listen);
      expect(seen).to.deep.equal(['x']);
    });

    it('never takes the focus by itself', async () => {
      const { link, settled } = await mountTimeline([message('one')]);
      link.append(address, message('two', { sender: bob }));
      await settled();
      expect(document.activeElement).to.equal(document.body);
    });
  });
});
