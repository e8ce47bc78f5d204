import { expect } from '@open-wc/testing';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import { sendKeys } from '@web/test-runner-commands';
import type { MessageRow } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import {
  conversation,
  file,
  gap,
  message,
  noon,
  notice,
  people,
  picture,
  room,
  undecryptable,
} from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

const { bob, carol } = people;

function announced(timeline: Element): string[] {
  const told: string[] = [];
  timeline.addEventListener('wiki-room-announce', (event) => {
    told.push((event as CustomEvent<{ text: string }>).detail.text);
  });
  return told;
}

describe('<wiki-room-timeline> for assistive technology and the keyboard', () => {
  it('has nothing that axe finds', async () => {
    const { timeline } = await mountTimeline([
      notice({ kind: 'joined', target: bob }),
      notice({ kind: 'joined', target: carol }),
      message('hello', { reactions: [{ key: '👍', count: 1, own: true, names: ['Bob'] }] }),
      undecryptable('needs-recovery'),
      message('an answer', { sender: bob, replyTo: { id: '$x', state: 'shown', sender: carol, excerpt: 'hello' } }),
    ]);
    await expect(timeline).to.be.accessible();
  });

  it('has nothing that axe finds in a line that was led to', async () => {
    const { timeline, viewModel } = await mountTimeline([message('hello', { id: '$hello', sender: bob })]);
    await viewModel.showEvent('$hello');
    await waitUntil(() => timeline.renderRoot.querySelector('[data-flash]') !== null);
    await expect(timeline).to.be.accessible();
  });

  it('is a log that is silent itself, of articles named by sender and time', async () => {
    const { timeline, articles } = await mountTimeline([message('hello', { sender: bob })]);
    const log = timeline.renderRoot.querySelector('[role=log]');
    expect(log?.getAttribute('aria-live')).to.equal('off');
    expect(log?.getAttribute('aria-label')).to.contain('Alpha');
    expect(articles()[0]?.getAttribute('aria-label')).to.match(/^Bob, 12:00/);
    expect(articles()[0]?.textContent).to.contain('hello');
  });

  it('says with the name of the message that has the focus what is in it', async () => {
    const { timeline, articles } = await mountTimeline([
      message('hello', { sender: bob }),
      undecryptable('waiting'),
      undecryptable('waiting', { sender: carol }),
      message('an answer'),
    ]);
    const said = (): string | undefined => {
      const article = timeline.renderRoot.querySelector(':focus');
      const id = article?.getAttribute('aria-describedby') ?? '';
      return (timeline.renderRoot as ShadowRoot).getElementById(id)?.textContent;
    };
    articles().at(-1)?.focus();
    expect(said()).to.contain('an answer');
    await sendKeys({ press: 'ArrowUp' });
    await timeline.updateComplete;
    expect(said()).to.contain('2 messages');
    await sendKeys({ press: 'ArrowUp' });
    await timeline.updateComplete;
    expect(said()).to.contain('hello');
    expect(said()).not.to.contain('an answer');
    await expect(timeline).to.be.accessible();
  });

  it('is marked as busy, and by a thin line, until the homeserver has answered', async () => {
    const { timeline, link } = await mountTimeline([message('of the last visit')]);
    const marks = (): (string | null | undefined)[] => [
      timeline.renderRoot.querySelector('[role=log]')?.getAttribute('aria-busy'),
      timeline.renderRoot.querySelector('.not-live')?.className,
    ];
    expect(marks()).to.deep.equal([null, undefined]);
    link.setRows(address, link.rows, { live: false });
    await timeline.updateComplete;
    expect(marks()).to.deep.equal(['true', 'not-live']);
    await expect(timeline).to.be.accessible();
    link.setRows(address, link.rows, { live: true });
    await timeline.updateComplete;
    expect(marks()).to.deep.equal([null, undefined]);
  });

  it('is one stop of Tab, also where lines are no messages, and no stop at an empty host', async () => {
    const { timeline, articles } = await mountTimeline([
      notice({ kind: 'joined', target: bob }),
      notice({ kind: 'joined', target: carol }),
      message('hello'),
      gap('failed'),
      message(file()),
    ]);
    const stops = [...timeline.renderRoot.querySelectorAll<HTMLElement>('article, .line button, .line summary')];
    expect(stops.filter((element) => element.closest('article') === null).length).to.equal(2);
    const [stop, ...others] = stops.filter(({ tabIndex }) => tabIndex === 0);
    expect(stop === articles()[1]).to.equal(true);
    expect(others.length).to.equal(0);
    const host = timeline.renderRoot.querySelector('wiki-room-file');
    expect(host?.getAttribute('tabindex')).to.equal('-1');
    host?.closest('article')?.focus();
    expect(host?.hasAttribute('tabindex')).to.equal(false);
  });

  it('leaves the focus in what it comes into from outside', async () => {
    const link = new ScriptedLink({ media: () => new Promise(() => undefined) });
    const { timeline, articles } = await mountTimeline([message('hello'), message(picture(400, 300))], { link });
    const host = timeline.renderRoot.querySelector('wiki-room-picture') as HTMLElement;
    const button = host.shadowRoot?.querySelector<HTMLElement>('.show');
    button?.focus();
    expect(host.shadowRoot?.activeElement === button).to.equal(true);
    articles()[1]?.focus();
    expect(host.hasAttribute('tabindex')).to.equal(false);
    articles()[0]?.focus();
    expect(host.getAttribute('tabindex')).to.equal('-1');
    button?.click();
    expect(host.shadowRoot?.activeElement?.className).to.equal('large');
  });

  it('announces new messages of others, and neither history nor own ones', async () => {
    const { timeline, link } = await mountTimeline([message('old')], { older: 'more' });
    const told = announced(timeline);
    link.setRows(address, [message('older'), ...link.rows]);
    await timeline.updateComplete;
    link.append(address, message('mine', { own: true }));
    await timeline.updateComplete;
    link.append(address, message('news', { sender: bob }));
    await timeline.updateComplete;
    link.append(address, ...[1, 2, 3, 4].map((n) => message(`${n}`, { sender: bob })));
    await timeline.updateComplete;
    expect(told).to.deep.equal(['Bob: news', '4 new messages']);
  });

  it('announces what came and could not be read at first once it can be, and nothing of before', async () => {
    const unread = [1, 2, 3].map(() => undecryptable('waiting', { sender: bob }));
    const [before, first, second] = unread;
    const { timeline, link } = await mountTimeline([before!]);
    const told = announced(timeline);
    link.append(address, first!, second!);
    await timeline.updateComplete;
    expect(told).to.deep.equal([]);
    const read = (row: { id: string } | undefined, text: string): MessageRow =>
      message(text, { id: row?.id ?? '', sender: bob });
    link.setRows(address, [read(before, 'of before'), first!, read(second, 'the second')]);
    await timeline.updateComplete;
    link.append(address, message('news', { sender: carol }));
    await timeline.updateComplete;
    link.setRows(address, [link.rows[0]!, read(first, 'the first'), ...link.rows.slice(2)]);
    await timeline.updateComplete;
    expect(told).to.deep.equal(['Bob: the second', 'Carol Nováková (@carol:example.org): news', 'Bob: the first']);
  });

  it('announces once that what the reader wrote waits for them, and not what did already', async () => {
    const record = (text: string, state: OutboxRecord['state']): OutboxRecord => ({
      txnId: text,
      roomId: room().roomId ?? '',
      at: noon,
      draft: { text },
      state,
    });
    const failed = { kind: 'failed', error: { code: 'not-allowed', message: '' } } as const;
    const { timeline, viewModel, store, scroller, settled } = await mountTimeline(conversation(200));
    const told = announced(timeline);
    const show = async (...records: readonly OutboxRecord[]): Promise<void> => {
      store.records = [...records];
      await viewModel.refreshOutbox();
      await settled();
    };
    const old = record('of the last visit', failed);
    await show(old, record('mine', { kind: 'waiting' }), record('yours', { kind: 'waiting' }));
    expect(told).to.deep.equal([]);
    await show(old, record('mine', failed), record('yours', { kind: 'asking', question: { kind: 'sent-before' } }));
    const words = 'Not sent: you may not write in this room.\nIt may have been sent already.';
    expect(told).to.deep.equal([words]);
    scroller.scrollTop = 0;
    await settled();
    scroller.scrollTop = scroller.scrollHeight;
    await settled();
    expect(told).to.deep.equal([words]);
    expect(timeline.renderRoot.querySelector('.failure')).to.not.equal(null);
    expect(timeline.renderRoot.querySelector('[role=alert]')).to.equal(null);
    await show(record('mine', { kind: 'waiting' }));
    await show(record('mine', failed));
    expect(told.slice(1)).to.deep.equal(['Not sent: you may not write in this room.'], 'it was tried again');
  });
});
