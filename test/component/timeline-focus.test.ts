import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import type { MountedTimeline } from '../support/mount-timeline.ts';
import { conversation, message, noon, notice, people, times } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob } = people;

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
});
