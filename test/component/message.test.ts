import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ErrorData } from '../../src/protocol/error.ts';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import type { MessageRow, Person, UndecryptableRow } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import {
  gap,
  message,
  minute,
  noon,
  notice,
  people,
  redacted,
  undecryptable,
  unknown,
  times,
} from '../support/rows.ts';

const { alice, bob, carol, dave } = people;
const roomId = '!alpha:example.org';

function waiting(text: string, draft: Partial<OutboxRecord['draft']> = {}): OutboxRecord {
  return { txnId: `txn ${text}`, roomId, at: noon, draft: { text, ...draft }, state: { kind: 'waiting' } };
}

describe('messages', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds in any kind of line', async () => {
      const { timeline, viewModel } = await mountTimeline(
        [
          notice({ kind: 'renamed', text: 'Alpha' }),
          message('hello', { mentionsReader: true, edited: true, shield: 'not-encrypted' }),
          redacted({ sender: bob }),
          undecryptable('waiting', { sender: carol }),
          unknown(),
          gap('failed'),
        ],
        { height: 700 },
      );
      viewModel.showEcho({ ...waiting('x'), state: { kind: 'failed', error: { code: 'too-large', message: '' } } });
      await timeline.updateComplete;
      await expect(timeline).to.be.accessible();
    });
  });

  it('shows avatar, name and time once a group, and the time of others for assistive technology', async () => {
    const { articles } = await mountTimeline([message('one'), message('two', { ts: noon + minute })]);
    const [first, second] = articles();
    expect(first?.querySelector('.avatar')).to.not.equal(null);
    expect(second?.querySelector('.avatar')).to.equal(null);
    expect(second?.getAttribute('aria-label')).to.match(/^Alice Lindqvist, 12:01.PM/);
    expect(second?.querySelector('time')?.textContent).to.equal('12:01');
    expect(first?.querySelector('time')?.getAttribute('datetime')).to.equal(new Date(noon).toISOString());
  });

  it('shows each reaction with its count, whether it is the own, and of whom it is', async () => {
    const reactions = [
      { key: '👍', count: 23, own: true, names: ['Alice Lindqvist', 'Bob'] },
      { key: '🎉', count: 1, own: false, names: ['Bob'] },
    ];
    const { line, timeline } = await mountTimeline([message('hello', { reactions })]);
    const shown = [...line('hello').querySelectorAll('[part=reactions] li')];
    expect(shown.map((item) => item.textContent.replaceAll(/\s+/g, ' ').trim())).to.deep.equal([
      '👍 23, one of them yours',
      '🎉 1',
    ]);
    expect(shown.map((item) => item.getAttribute('title'))).to.deep.equal([
      'Alice Lindqvist, Bob, and 21 others',
      'Bob',
    ]);
    await expect(timeline).to.be.accessible();
  });

  it('names the sender of an emote once', async () => {
    const emote = { kind: 'emote', parts: [{ kind: 'text', text: 'waves' }], plain: 'waves' } as const;
    const { articles } = await mountTimeline([message(emote), message(emote, { ts: noon + minute })]);
    expect(articles().map((article) => article.textContent.split('Alice Lindqvist').length - 1)).to.deep.equal([1, 1]);
  });

  it('has one button for all actions where there is little room, and the focus opens it', async () => {
    const { articles, settled } = await mountTimeline([message('one')], { width: 300 });
    articles()[0]?.focus();
    await sendKeys({ press: 'ArrowUp' });
    articles()[0]?.blur();
    articles()[0]?.focus();
    await settled();
    const widths = (): number[] =>
      [...(articles()[0]?.querySelectorAll<HTMLElement>('.action') ?? [])].map(({ offsetWidth }) => offsetWidth);
    expect(widths().filter((width) => width > 0).length).to.equal(1);
    articles()[0]?.querySelector<HTMLElement>('.more')?.click();
    expect(widths().filter((width) => width > 0).length).to.equal(4);
    expect(articles()[0]?.querySelector('.action:focus')?.getAttribute('aria-label')).to.equal('Reply');
  });

  it('isolates names and text node by node, so that none turns its neighbours', async () => {
    const { articles } = await mountTimeline([message('‮abc', { sender: { ...dave, name: 'דוד‮' } })]);
    const article = articles()[0] as HTMLElement;
    expect(getComputedStyle(article.querySelector('.text') as Element).unicodeBidi).to.equal('isolate');
    expect(article.querySelector('.sender')?.localName).to.equal('bdi');
    expect(article.querySelector('.text')?.getAttribute('dir')).to.equal('auto');
  });

  it('tells people of one name apart', async () => {
    const { articles } = await mountTimeline([message('x', { sender: carol })]);
    expect(articles()[0]?.querySelector('.heading-line')?.textContent).to.contain('@carol:example.org');
  });

  it('tells them apart wherever a sentence names one', async () => {
    const { timeline, line } = await mountTimeline(
      [
        message('asked', { sender: bob }),
        message('an answer', { replyTo: { id: '$x', state: 'shown', sender: carol, excerpt: 'question' } }),
        redacted({ sender: bob, by: carol }),
        notice({ kind: 'kicked', target: dave }, { sender: carol }),
        message({ kind: 'emote', parts: [{ kind: 'text', text: 'waves' }], plain: 'waves' }, { sender: carol }),
      ],
      { height: 700 },
    );
    const whole = 'Carol Nováková (@carol:example.org)';
    for (const text of ['an answer', 'Message deleted', 'removed']) {
      expect(line(text).textContent, text).to.contain(whole);
    }
    expect(line('waves').getAttribute('aria-label')).to.match(/^Carol Nováková \(@carol:example\.org\), /);
    await expect(timeline).to.be.accessible();
  });

  it('shows actions under the pointer only, and edit on own messages only', async () => {
    const { articles, settled } = await mountTimeline([
      message('mine', { own: true, editable: 'mine' }),
      message('theirs', { sender: bob }),
    ]);
    const names = (): string[] =>
      articles().map((article) =>
        [...article.querySelectorAll('.action:not(.more)')].map((a) => a.getAttribute('aria-label')).join(),
      );
    expect(names()).to.deep.equal(['', '']);
    articles()[0]?.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await settled();
    expect(names()).to.deep.equal(['Reply,Edit,Copy text,Copy link', '']);
    articles()[1]?.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await settled();
    expect(names()).to.deep.equal(['', 'Reply,Copy text,Copy link']);
  });

  it('offers no answer where the reader may not write', async () => {
    const { articles, settled } = await mountTimeline([message('theirs', { sender: bob })], {
      snapshot: { canSend: false },
    });
    articles()[0]?.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await settled();
    expect(articles()[0]?.querySelector('[aria-label=Reply]')).to.equal(null);
  });

  it('moves nothing when actions appear', async () => {
    const { articles, settled } = await mountTimeline([message('one'), message('two', { sender: bob })]);
    const before = articles().map((article) => article.getBoundingClientRect().top);
    articles()[1]?.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await settled();
    expect(articles().map((article) => article.getBoundingClientRect().top)).to.deep.equal(before);
  });

  it('asks for a reply with the row', async () => {
    const row = message('theirs', { sender: bob });
    const { timeline, articles, settled } = await mountTimeline([row]);
    articles()[0]?.dispatchEvent(new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true }));
    await settled();
    setTimeout(() => articles()[0]?.querySelector<HTMLElement>('[aria-label=Reply]')?.click());
    const event = await oneEvent<CustomEvent<{ row: MessageRow }>>(timeline, 'wiki-room-reply');
    expect(event.detail.row).to.equal(row);
  });

  it('shows an echo at once, and keeps its place in the document when the row comes', async () => {
    const { timeline, viewModel, link, line } = await mountTimeline([message('a')]);
    viewModel.showEcho(waiting('mine'));
    await timeline.updateComplete;
    const echo = line('mine');
    expect(echo.textContent).to.contain('Sending');
    link.append(address, message('mine', { own: true, txnId: 'txn mine' }));
    await timeline.updateComplete;
    expect(line('mine')).to.equal(echo);
    expect(echo.textContent).to.not.contain('Sending');
  });

  it('keeps a failed message, with the reason and three ways on', async () => {
    const { timeline, viewModel, store, line, settled } = await mountTimeline([]);
    const failed: OutboxRecord = {
      ...waiting('mine'),
      state: { kind: 'failed', error: { code: 'not-allowed', message: '' } },
    };
    store.records = [failed];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    expect(line('mine').textContent).to.contain('you may not write in this room');
    const [retry, edit, remove] = [...line('mine').querySelectorAll<HTMLElement>('.failure button')];
    expect([retry, edit, remove].map((button) => button?.textContent.trim())).to.deep.equal([
      'Retry',
      'Edit',
      'Delete',
    ]);
    expect(line('mine').querySelector('.why > span')?.textContent).to.contain('Not sent');
    setTimeout(() => edit?.click());
    const taken = await oneEvent<CustomEvent<{ txnId: string }>>(timeline, 'wiki-room-take-back');
    expect(taken.detail.txnId).to.equal(failed.txnId);
    remove?.click();
    await settled();
    expect(store.records).to.deep.equal([]);
    expect(timeline.renderRoot.querySelectorAll('article').length).to.equal(0);
  });

  it('offers no editing where there is nothing to write in: the text would be out of reach', async () => {
    const { timeline, viewModel, store, line } = await mountTimeline([], { snapshot: { canSend: false } });
    store.records = [{ ...waiting('mine'), state: { kind: 'failed', error: { code: 'not-allowed', message: '' } } }];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const ways = [...line('mine').querySelectorAll<HTMLElement>('.failure button')];
    expect(ways.map((button) => button.textContent.trim())).to.deep.equal(['Retry', 'Delete']);
  });

  it('asks before a message goes on, and tells the store what was agreed to', async () => {
    const newcomers = { kind: 'newcomers', names: ['Carol'], count: 1, userIds: [carol.id] } as const;
    const questions = [
      { kind: 'sent-before' },
      newcomers,
      { ...newcomers, names: ['Carol', 'Dave'], count: 2 },
      { ...newcomers, names: ['Carol', 'Dave', 'Erin'], count: 7 },
      { kind: 'newcomers', names: [], count: 0, userIds: 'everyone' },
      { kind: 'identity-changed', names: ['Carol'], count: 1, userIds: [carol.id] },
      { kind: 'identity-changed', names: ['Carol', 'Dave', 'Erin'], count: 7, userIds: [carol.id] },
    ] as const;
    const words = [
      'It may have been sent already.',
      'Carol was not in the room when you wrote this.',
      'Carol and Dave were not in the room when you wrote this.',
      'Carol and 6 others were not in the room when you wrote this.',
      'Others may have joined since you wrote this.',
      'The identity of Carol has changed since you verified it.',
      'The identities of Carol and 6 others have changed since you verified them.',
    ];
    const { timeline, viewModel, store, line, settled } = await mountTimeline([]);
    store.records = questions.map((question, i) => ({ ...waiting(`q${i}.`), state: { kind: 'asking', question } }));
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const told = words.map((_, i) => line(`q${i}.`).querySelector('.why > span')?.textContent.replace(/[⁨⁩]/g, ''));
    expect(told).to.deep.equal(words);
    await expect(timeline).to.be.accessible();
    const [again, remove] = [...line('q0.').querySelectorAll<HTMLElement>('.failure button')];
    expect([again, remove].map((button) => button?.textContent.trim())).to.deep.equal(['Send again', 'Delete']);
    again?.click();
    line('q1.').querySelector<HTMLElement>('.failure button')?.click();
    await settled();
    const states = store.records.map(({ state }) => state);
    expect(states[0]?.kind === 'waiting' && states[0].agreed?.again).to.be.a('number');
    expect(states[1]).to.deep.equal({ kind: 'waiting', agreed: { with: [carol.id] } });
    line('q5.').querySelector<HTMLElement>('.failure button')?.click();
    await settled();
    expect(store.records[5]?.state).to.deep.equal({ kind: 'waiting', agreed: { despite: [carol.id] } });
  });

  it('offers only to delete what cannot be read any more', async () => {
    const { timeline, viewModel, store, articles } = await mountTimeline([]);
    const error = { code: 'storage-unavailable', message: '', detail: 'damaged' } as const;
    store.records = [{ ...waiting(''), state: { kind: 'failed', error } }];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const buttons = [...(articles()[0]?.querySelectorAll('.failure button') ?? [])];
    expect(buttons.map((button) => button.textContent.trim())).to.deep.equal(['Delete']);
  });

  it('offers no second try where it can only fail again', async () => {
    const { timeline, viewModel, store, articles } = await mountTimeline([]);
    const state = { kind: 'failed', error: { code: 'too-large', message: '' } } as const;
    const file = { kind: 'file', name: 'berths.pdf', mime: 'application/pdf', size: 84_000 } as const;
    store.records = [
      { ...waiting('a file'), draft: { text: '', file }, state },
      { ...waiting('captioned'), draft: { text: 'a caption', file }, state },
      { ...waiting('long'), state },
    ];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const ways = articles().map((article) =>
      [...article.querySelectorAll('.failure button')].map((button) => button.textContent.trim()),
    );
    expect(ways).to.deep.equal([['Delete'], ['Edit', 'Delete'], ['Edit', 'Delete']]);
  });

  it('lets a file be edited that was refused, and of one that is gone its caption', async () => {
    const { timeline, viewModel, store, articles } = await mountTimeline([]);
    const failed = (error: ErrorData) => ({ kind: 'failed', error }) as const;
    const refused = failed({ code: 'not-allowed', message: '' });
    const lost = failed({ code: 'media-unavailable', message: '', detail: 'lost' });
    const file = { kind: 'file', name: 'berths.pdf', mime: 'application/pdf', size: 84_000 } as const;
    store.records = [
      { ...waiting('refused'), draft: { text: '', file }, state: refused },
      { ...waiting('gone'), draft: { text: 'a caption', file }, state: lost },
      { ...waiting('all gone'), draft: { text: '', file }, state: lost },
    ];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const ways = articles().map((article) =>
      [...article.querySelectorAll('.failure button')].map((button) => button.textContent.trim()),
    );
    expect(ways).to.deep.equal([['Retry', 'Edit', 'Delete'], ['Edit', 'Delete'], ['Delete']]);
  });

  it('says of a change that its message was deleted, and offers its text', async () => {
    const { timeline, viewModel, store, articles } = await mountTimeline([redacted({ id: '$gone', sender: bob })]);
    const error = { code: 'not-allowed', message: '', detail: 'redacted' } as const;
    store.records = [{ ...waiting('changed', { edits: '$gone' }), state: { kind: 'failed', error } }];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const failure = articles().at(-1)?.querySelector('.failure');
    expect(failure?.querySelector('.why')?.textContent).to.contain('the message that this changes was deleted');
    const ways = [...(failure?.querySelectorAll('button') ?? [])].map((button) => button.textContent.trim());
    expect(ways).to.deep.equal(['Edit', 'Delete']);
  });

  it('says that what is written waits for the connection, where there is none', async () => {
    const { timeline, viewModel, store, articles } = await mountTimeline([]);
    const file = { kind: 'file', name: 'berths.pdf', mime: 'application/pdf', size: 84_000 } as const;
    store.records = [waiting('mine'), { ...waiting('a file'), draft: { text: '', file } }];
    await viewModel.refreshOutbox();
    await timeline.updateComplete;
    const told = (): (string | undefined)[] =>
      articles().map((article) => /Sending|Waiting.*?(?=\s*Cancel)/.exec(article.textContent)?.[0]);
    expect(told()).to.deep.equal(['Sending', 'Waiting to be sent']);
    timeline.offline = true;
    await timeline.updateComplete;
    expect(told()).to.deep.equal(['Waiting for the connection', 'Waiting for the connection']);
  });

  it('shows what a reply answers, and goes there', async () => {
    const question = message('the question', { sender: bob });
    const { articles, viewModel, settled } = await mountTimeline([
      question,
      message('the answer', { replyTo: { id: question.id, state: 'shown', sender: bob, excerpt: 'the question' } }),
    ]);
    const quote = articles()[1]?.querySelector<HTMLElement>('.quote');
    expect(quote?.textContent.replaceAll(/\s+/g, ' ')).to.contain('Bob the question');
    quote?.click();
    await settled();
    expect(viewModel.getSnapshot().target?.id).to.equal(question.id);
  });

  it('folds who came and went into one line that opens', async () => {
    const { timeline, line, settled } = await mountTimeline(
      [alice, bob, carol, dave].map((target) => notice({ kind: 'joined', target })),
    );
    const words = line('joined')
      .textContent.replaceAll(/[⁨⁩\s]+/g, ' ')
      .trim();
    expect(words).to.equal('Alice Lindqvist , Bob , and 2 others joined.');
    line('joined').querySelector('button')?.click();
    await settled();
    expect(timeline.renderRoot.querySelectorAll('.unfolded li').length).to.equal(4);
  });

  it('says why rows cannot be read, once for a run', async () => {
    const { line, timeline } = await mountTimeline([
      ...times(12, () => undecryptable('waiting', { sender: bob })),
      undecryptable('needs-recovery', { sender: carol }),
    ]);
    expect(line('12 messages').textContent).to.contain('12 messages cannot be read yet');
    setTimeout(() => line('locked').querySelector('button')?.click());
    await oneEvent(timeline, 'wiki-room-recover');
  });

  it('says to assistive technology of whom a run is that cannot be read, and from when on', async () => {
    const at = (sender: Person, minutes: number): UndecryptableRow =>
      undecryptable('waiting', { sender, ts: noon + minutes * minute });
    const label = async (...rows: readonly UndecryptableRow[]): Promise<string | undefined> => {
      const { timeline, articles } = await mountTimeline(rows);
      await expect(timeline).to.be.accessible();
      return articles()[0]?.getAttribute('aria-label')?.replaceAll(/[⁨⁩]/g, '').replaceAll(/\s/g, ' ');
    };
    expect(await label(at(bob, 0), at(bob, 9))).to.equal('Bob, 12:00 PM');
    expect(await label(at(bob, 5), at(alice, 7), at(bob, 9))).to.equal('Bob and Alice Lindqvist, 12:05 PM');
    const all = [bob, alice, carol, dave].map((sender, minutes) => at(sender, minutes));
    expect(await label(...all)).to.equal('Bob, Alice Lindqvist, and 2 others, 12:00 PM');
  });

  it('shows in place what a key has opened', async () => {
    const locked = undecryptable('waiting', { sender: bob, id: '$x' });
    const { timeline, link, line } = await mountTimeline([message('a'), locked, message('b')]);
    link.setRows(address, [
      link.rows[0] as MessageRow,
      message('secret', { sender: bob, id: '$x' }),
      link.rows[2] as MessageRow,
    ]);
    await timeline.updateComplete;
    expect(line('secret').getAttribute('data-key')).to.equal('$x');
  });

  it('folds a tall message and shows it whole', async () => {
    const { articles, settled } = await mountTimeline([message('long '.repeat(1_500))]);
    const height = (): number => articles()[0]?.getBoundingClientRect().height ?? 0;
    expect(height()).to.be.below(700);
    articles()[0]?.querySelector<HTMLElement>('.link-button')?.click();
    await settled();
    expect(height()).to.be.above(1_500);
  });
});
