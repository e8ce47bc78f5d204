import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import type { MountedTimeline } from '../support/mount-timeline.ts';
import { conversation, gap, message, noon, notice, people, times, unknown } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob, carol } = people;

const failed: OutboxRecord = {
  txnId: 'failed',
  roomId: '!alpha:example.org',
  at: noon + 1,
  draft: { text: 'not sent' },
  state: { kind: 'failed', error: { code: 'unknown', message: '' } },
};

function focusedIn({ timeline }: MountedTimeline): HTMLElement | null {
  return (timeline.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
}

function buttonIn({ timeline }: MountedTimeline, words: string): HTMLButtonElement {
  const buttons = [...timeline.renderRoot.querySelectorAll<HTMLButtonElement>('button')];
  const found = buttons.find(({ textContent }) => textContent.trim() === words);
  if (found === undefined) throw new Error(`no button "${words}"`);
  return found;
}

async function press(mounted: MountedTimeline, button: HTMLButtonElement | null): Promise<void> {
  button?.focus();
  await sendKeys({ press: 'Enter' });
  await waitUntil(() => button?.isConnected === false);
  await mounted.settled();
}

/** A message, and one that could not be sent. */
async function mountFailed(): Promise<MountedTimeline> {
  const mounted = await mountTimeline([message('before', { sender: bob })]);
  mounted.store.records.push(failed);
  mounted.viewModel.showEcho(failed);
  await mounted.settled();
  return mounted;
}

describe('the focus in <wiki-room-timeline>', () => {
  it('stays with the message that is tried again', async () => {
    const mounted = await mountFailed();
    await press(mounted, buttonIn(mounted, 'Retry'));
    expect(focusedIn(mounted)?.dataset['key']).to.equal('failed');
  });

  it('goes to another message where its own is deleted', async () => {
    const mounted = await mountFailed();
    await press(mounted, buttonIn(mounted, 'Delete'));
    expect(focusedIn(mounted)?.textContent).to.contain('before');
  });

  it('goes from what asks for the history again to a message in view, and nothing is scrolled', async () => {
    const link = new ScriptedLink({ 'load-older': () => new Promise(() => undefined) });
    const mounted = await mountTimeline(conversation(60), { link, older: 'more' });
    const { scroller, settled } = mounted;
    link.setRows(address, link.rows, { older: 'failed' });
    scroller.scrollTop = 0;
    await settled();
    await press(mounted, buttonIn(mounted, 'Try again'));
    const view = scroller.getBoundingClientRect();
    expect(focusedIn(mounted)?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
    expect(scroller.scrollTop).to.be.below(2);
  });

  it('goes with the jump to the newest message, also where a notice follows it', async () => {
    const rows = [...conversation(100), message('newest'), notice({ kind: 'joined', target: bob })];
    const mounted = await mountTimeline(rows);
    const { scroller, timeline, settled } = mounted;
    scroller.scrollTop -= 900;
    await settled();
    await press(mounted, timeline.renderRoot.querySelector<HTMLButtonElement>('.jump'));
    expect(focusedIn(mounted)?.textContent).to.contain('newest');
    expect(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).to.be.below(2);
  });

  it('stays where it is while messages come', async () => {
    const mounted = await mountTimeline(conversation(100));
    const { articles, link, settled } = mounted;
    const article = articles().at(-1);
    article?.focus();
    for (let i = 0; i < 40; i++) {
      link.append(address, message(`news ${i}`, { sender: bob }));
      await settled();
    }
    expect(article?.isConnected).to.equal(true);
    expect(focusedIn(mounted) === article).to.equal(true);
  });

  it('stays where it is while the window is not in use, and messages come', async () => {
    const mounted = await mountTimeline(conversation(100));
    const { articles, link, settled } = mounted;
    const article = articles().at(-1);
    article?.focus();
    // As a window that is left tells it: nothing else has the focus.
    article?.dispatchEvent(new FocusEvent('focusout', { bubbles: true, composed: true }));
    for (let i = 0; i < 40; i++) {
      link.append(address, message(`news ${i}`, { sender: bob }));
      await settled();
    }
    expect(focusedIn(mounted) === article).to.equal(true);
  });

  it('is asked for by Enter once, where a message that was clicked has no actions', async () => {
    const mounted = await mountFailed();
    const { articles, link, settled } = mounted;
    const article = articles().at(-1) as HTMLElement;
    article.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, pointerType: 'mouse' }));
    article.focus({ focusVisible: false });
    article.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }),
    );
    await settled();
    article.blur();
    link.append(address, message('news', { sender: bob }));
    await settled();
    expect(focusedIn(mounted) === null).to.equal(true);
  });

  it('is left to the page where somebody scrolls away from a notice that they clicked', async () => {
    const joined = times(3, (n) => notice({ kind: 'joined', target: { id: `@${n}:example.org`, name: `${n}` } }));
    const mounted = await mountTimeline([...times(600, (n) => message(`message ${n}`)), ...joined]);
    const { timeline, scroller, settled } = mounted;
    const button = timeline.renderRoot.querySelector<HTMLElement>('.notice button');
    button?.focus({ focusVisible: false });
    scroller.scrollTop = 0;
    await waitUntil(() => button?.isConnected === false);
    await settled();
    expect(focusedIn(mounted) === null).to.equal(true);
  });

  it('does not stay with a message that is far away', async () => {
    const mounted = await mountTimeline(times(2_000, (n) => message(`message ${n}.`)));
    const { articles, scroller, settled } = mounted;
    articles().at(-1)?.focus();
    await sendKeys({ press: 'ArrowUp' });
    await settled();
    scroller.scrollTop = 0;
    await waitUntil(() => articles()[0]?.textContent.includes('message 0.') === true);
    await settled();
    expect(articles().length).to.be.below(60);
    const view = scroller.getBoundingClientRect();
    expect(focusedIn(mounted)?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
  });

  it('is left to the page where somebody scrolls away from what they clicked', async () => {
    const mounted = await mountTimeline(times(600, (n) => message(`message ${n}`)));
    const { articles, scroller, settled } = mounted;
    const article = articles().at(-1) as HTMLElement;
    article.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, pointerType: 'mouse' }));
    article.focus({ focusVisible: false });
    scroller.scrollTop = 0;
    await waitUntil(() => !article.isConnected);
    await settled();
    expect(focusedIn(mounted) === null).to.equal(true);
  });

  it('moves by pages from what is in view, also after scrolling away from it, and not to an end that is far', async () => {
    const mounted = await mountTimeline(conversation(120));
    const { scroller, timeline, settled } = mounted;
    timeline.focusLast();
    await settled();
    scroller.scrollTop -= 2_000;
    await settled();
    const number = (): number => Number(focusedIn(mounted)?.dataset['key']?.slice(5));
    const page = async (key: 'PageUp' | 'PageDown'): Promise<void> => {
      await sendKeys({ press: key });
      await settled();
    };
    const top = scroller.scrollTop;
    await page('PageDown');
    expect(scroller.scrollTop - top).to.be.within(100, 700);
    const from = number();
    await page('PageDown');
    expect(number()).to.be.above(from);
    scroller.scrollTop += 1_200;
    await settled();
    const below = scroller.scrollTop;
    await page('PageUp');
    expect(below - scroller.scrollTop).to.be.within(100, 700);
  });

  it('shows a message that is taller than the view from its beginning, and moves within it', async () => {
    const tall = message('tall '.repeat(3_000), { sender: bob });
    const mounted = await mountTimeline([...conversation(4, 1), tall, ...conversation(2, 5)]);
    const { scroller, timeline, settled, articles, line } = mounted;
    scroller.scrollTop = 0;
    await settled();
    line('tall').querySelector<HTMLElement>('.link-button')?.click();
    await settled();
    const before = articles()[articles().indexOf(line('tall')) - 1];
    before?.focus();
    await sendKeys({ press: 'ArrowDown' });
    await settled();
    const top = (): number => line('tall').getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    expect(focusedIn(mounted) === line('tall')).to.equal(true);
    expect(top()).to.be.within(0, 20);
    await sendKeys({ press: 'PageDown' });
    await settled();
    expect(top()).to.be.within(-400, -200);
    expect((timeline.renderRoot as ShadowRoot).activeElement === line('tall')).to.equal(true);
  });

  describe('in lines that are no messages', () => {
    const left = (): TimelineRow[] =>
      [bob, carol].map((target) => notice({ kind: 'left', target }, { sender: target }));

    /** What Tab stops at among the lines. */
    const stopsIn = ({ timeline }: MountedTimeline): HTMLElement[] =>
      [...timeline.renderRoot.querySelectorAll<HTMLElement>('.lines :is(article, a, button)')].filter(
        ({ tabIndex }) => tabIndex === 0,
      );

    const go = async ({ settled }: MountedTimeline, key: string): Promise<void> => {
      await sendKeys({ press: key });
      await settled();
    };

    it('comes to a folded run by an arrow, opens it, and stays there', async () => {
      const mounted = await mountTimeline([message('hello', { sender: bob }), ...left()]);
      const { articles, line } = mounted;
      const fold = line('left').querySelector('button') as HTMLElement;
      expect(stopsIn(mounted).map((stop) => stop === articles()[0])).to.deep.equal([true]);
      articles()[0]?.focus();
      await go(mounted, 'ArrowDown');
      expect(focusedIn(mounted) === fold).to.equal(true);
      expect(stopsIn(mounted).map((stop) => stop === fold)).to.deep.equal([true]);
      await go(mounted, 'Enter');
      expect(fold.getAttribute('aria-expanded')).to.equal('true');
      await go(mounted, 'Space');
      expect(fold.getAttribute('aria-expanded')).to.equal('false');
      expect(focusedIn(mounted) === fold).to.equal(true);
      await go(mounted, 'ArrowUp');
      expect(focusedIn(mounted) === articles()[0]).to.equal(true);
      expect(stopsIn(mounted).map((stop) => stop === articles()[0])).to.deep.equal([true]);
    });

    it('is there by Tab where there is no message', async () => {
      const mounted = await mountTimeline(left());
      expect(stopsIn(mounted).map(({ className }) => className)).to.deep.equal(['fold']);
    });

    it('comes to a gap that can be asked for again, and passes over what has nothing to press', async () => {
      const rows = [
        ...left(),
        message('first'),
        gap('loading'),
        unknown(),
        gap('failed'),
        notice({ kind: 'joined', target: bob }),
        message('last'),
      ];
      const mounted = await mountTimeline(rows, { height: 700 });
      const { articles } = mounted;
      articles().at(-1)?.focus();
      const way: string[] = [];
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'End', 'Home', 'PageDown']) {
        await go(mounted, key);
        way.push(focusedIn(mounted)?.closest('.line')?.querySelector('.text, button')?.textContent.trim() ?? '');
      }
      const fold = way[2] ?? '';
      expect(fold).to.contain('left');
      expect(way).to.deep.equal(['Try again', 'first', fold, fold, 'last', fold, 'last']);
    });

    it('is one stop also after a click', async () => {
      const mounted = await mountTimeline([message('hello', { sender: bob }), ...left()]);
      const fold = mounted.line('left').querySelector('button') as HTMLElement;
      fold.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, pointerType: 'mouse' }));
      fold.focus({ focusVisible: false });
      await mounted.settled();
      expect(stopsIn(mounted).map((stop) => stop === fold)).to.deep.equal([true]);
    });

    it('hands Escape on, and leaves the letters of messages alone', async () => {
      const mounted = await mountTimeline([message('hello', { sender: bob }), ...left()]);
      const told: string[] = [];
      for (const type of ['wiki-room-reply', 'wiki-room-escape']) {
        mounted.timeline.addEventListener(type, () => told.push(type));
      }
      mounted.line('left').querySelector('button')?.focus();
      await go(mounted, 'r');
      await go(mounted, 'Escape');
      expect(told).to.deep.equal(['wiki-room-escape']);
    });

    it('stays with a run that older rows join', async () => {
      const [first, ...others] = left();
      const mounted = await mountTimeline([...others, ...left(), message('hello', { sender: bob })]);
      const { link, line, settled } = mounted;
      line('left').querySelector('button')?.focus();
      await go(mounted, 'ArrowUp');
      link.setRows(address, [first!, ...link.rows]);
      await settled();
      expect(focusedIn(mounted)?.className).to.equal('fold');
    });
  });
});
