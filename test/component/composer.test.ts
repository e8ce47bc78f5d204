import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { defineParts } from '../../src/element/tools/tools.ts';
import type { WikiRoomComposer } from '../../src/element/composer/composer.ts';
import type { OutboxRecord } from '../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { ComposerViewModel } from '../../src/room/composer/composer-view-model.ts';
import { message, people, redacted } from '../support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

defineParts();

async function mount(own = message('mine', { own: true, editable: 'mine' })) {
  const link = new ScriptedLink();
  const echoes: OutboxRecord[] = [];
  const retried: string[] = [];
  let current: TimelineRow | undefined;
  let changed = (): void => undefined;
  const viewModel = new ComposerViewModel({
    link,
    store: new MemoryRoomStore(),
    room: '#alpha:example.org',
    timeline: {
      showEcho: (record) => echoes.push(record),
      retry: async (txnId) => void retried.push(txnId),
      removeFailed: async () => undefined,
      lastOwnEditable: () => own,
      row: (id) => (current?.id === id ? current : undefined),
      subscribe: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
  });
  viewModel.setRoomId('!alpha:example.org');
  const element = await fixture<WikiRoomComposer>(html`<wiki-room-composer></wiki-room-composer>`);
  element.viewModel = viewModel;
  element.roomName = 'Alpha';
  await element.updateComplete;
  const field = element.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
  const send = element.renderRoot.querySelector('.send') as HTMLButtonElement;
  return {
    element,
    viewModel,
    link,
    echoes,
    retried,
    change: (row: TimelineRow) => {
      current = row;
      changed();
    },
    field,
    send,
    text: () => element.renderRoot.textContent.replaceAll(/\s+/g, ' '),
  };
}

describe('<wiki-room-composer>', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds, plain and in a reply', async () => {
      const { element, viewModel } = await mount();
      await expect(element).to.be.accessible();
      viewModel.reply(message('hi', { sender: people.dave }));
      await element.updateComplete;
      await expect(element).to.be.accessible();
    });

    it('says of its field what is answered, or that a message is changed', async () => {
      const { element, viewModel, field } = await mount();
      const said = (): string | undefined => {
        const line = (element.renderRoot as ShadowRoot).getElementById(field.getAttribute('aria-describedby') ?? '');
        return line?.textContent.replaceAll(/\s+/g, ' ').trim();
      };
      expect(field.hasAttribute('aria-describedby')).to.equal(false);
      viewModel.reply(message('hi', { sender: people.bob }));
      await element.updateComplete;
      expect(said()).to.equal('Replying to Bob: hi');
      viewModel.cancel();
      viewModel.edit(message('mine', { own: true, editable: 'mine' }));
      await element.updateComplete;
      expect(said()).to.equal('Editing your message');
      viewModel.cancel();
      await element.updateComplete;
      expect(field.hasAttribute('aria-describedby')).to.equal(false);
    });

    it('tells who is in the field already that the up arrow changes a message', async () => {
      const { element, field } = await mount();
      const status = element.renderRoot.querySelector('.visually-hidden[role=status]');
      expect(status?.textContent).to.equal('');
      field.focus();
      await sendKeys({ press: 'ArrowUp' });
      await element.updateComplete;
      expect(status?.textContent).to.equal('Editing your message');
      await expect(element).to.be.accessible();
      await sendKeys({ press: 'Escape' });
      await element.updateComplete;
      expect(status?.textContent).to.equal('');
    });

    it('names its field after the room', async () => {
      const { field, send } = await mount();
      expect(field.getAttribute('aria-label')).to.equal('Message Alpha');
      expect(send.getAttribute('aria-label')).to.equal('Send');
    });
  });

  it('says above the field why what was written is held, and asks for all of it at once', async () => {
    const { element, viewModel, text, retried } = await mount();
    const question = { kind: 'identity-changed', names: ['Dave'], count: 1, userIds: ['@dave:example.org'] } as const;
    const held = ['one', 'two'].map((txnId, at) => {
      return {
        txnId,
        roomId: '!alpha:example.org',
        at,
        draft: { text: txnId },
        state: { kind: 'asking', question },
      } as const;
    });
    const press = async (name: string): Promise<void> => {
      const buttons = [...element.renderRoot.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent.trim() === name)?.click();
      await element.updateComplete;
    };
    viewModel.setOutbox({ records: held.slice(0, 1) });
    await element.updateComplete;
    expect(text()).to.match(/identity of .Dave. has changed since you verified it.*held/);
    await expect(element).to.be.accessible();
    await press('Not now');
    expect(text()).not.to.match(/has changed/);
    viewModel.setOutbox({ records: held });
    await element.updateComplete;
    expect(text()).to.match(/has changed/);
    await press('Send anyway');
    await waitUntil(() => retried.length === 2);
    expect(retried).to.deep.equal(['one', 'two']);
    expect(text()).not.to.match(/has changed/);
  });

  it('says above the field that the storage is busy', async () => {
    const { element, viewModel, text } = await mount();
    expect(text()).not.to.match(/busy/);
    const busy = { ...viewModel.getSnapshot(), storageBusy: true };
    element.viewModel = Object.assign(viewModel, { getSnapshot: () => busy });
    element.requestUpdate('viewModel');
    await element.updateComplete;
    expect(text()).to.match(/storage is busy\. What you wrote is sent as soon as it is stored/);
    await expect(element).to.be.accessible();
  });

  it('sends by Enter, and breaks the line by Shift+Enter', async () => {
    const { field, echoes } = await mount();
    field.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => echoes.length === 1);
    expect(echoes[0]?.draft.text).to.equal('one\ntwo');
    await waitUntil(() => field.value === '');
  });

  it('does not send by the Enter that ends an input method', async () => {
    const { field, echoes } = await mount();
    field.focus();
    await sendKeys({ type: 'に' });
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(echoes.length).to.equal(0);
  });

  it('offers to send only what is something', async () => {
    const { element, field, send, echoes } = await mount();
    expect(send.disabled).to.equal(true);
    field.value = 'x';
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(send.disabled).to.equal(false);
    send.click();
    await waitUntil(() => echoes.length === 1);
  });

  it('edits the last own message by the up arrow in an empty field only', async () => {
    const { field, text, viewModel } = await mount();
    field.focus();
    await sendKeys({ type: 'x' });
    await sendKeys({ press: 'ArrowUp' });
    expect(viewModel.getSnapshot().mode.kind).to.equal('new');
    await sendKeys({ press: 'Delete' });
    await sendKeys({ press: 'ArrowUp' });
    await waitUntil(() => field.value === 'mine');
    expect(text()).to.contain('Editing your message');
    const escapes: boolean[] = [];
    field.addEventListener('keydown', ({ key, defaultPrevented }) => {
      if (key === 'Escape') escapes.push(defaultPrevented);
    });
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => field.value === '');
    await sendKeys({ press: 'Escape' });
    expect(escapes).to.deep.equal([true, false], 'one step back at a time');
  });

  it('asks to end a change before another message is answered, and keeps it', async () => {
    const { element, field, viewModel } = await mount();
    const asked = (): string | undefined => element.renderRoot.querySelector('[role=alert]')?.textContent;
    viewModel.editLast();
    viewModel.setText('better');
    viewModel.reply(message('the question', { sender: people.bob }));
    await element.updateComplete;
    expect(asked()).to.equal('Send or cancel your change first.');
    expect(field.value).to.equal('better');
    await expect(element).to.be.accessible();
    field.focus();
    await sendKeys({ press: 'Escape' });
    await element.updateComplete;
    expect(asked()).to.equal(undefined);
  });

  it('says why what was sent does not get on', async () => {
    const { element, viewModel, text } = await mount();
    viewModel.setOutbox({ records: [], trouble: { code: 'storage-full', message: '', retryAt: Date.now() } });
    await element.updateComplete;
    expect(text()).to.contain('storage is full. Free some space: what you wrote is sent then.');
    viewModel.setOutbox({ records: [] });
    await element.updateComplete;
    expect(text()).not.to.contain('storage');
  });

  it('says that the homeserver holds up what was sent, and when it is tried again where that is long', async () => {
    const { element, viewModel, link, text } = await mount();
    const held = async (code: 'rate-limited' | 'homeserver-error' | 'unknown', wait: number): Promise<string> => {
      const trouble = { code, message: '', retryAt: Date.now() + wait };
      viewModel.setOutbox({ records: [], trouble });
      await element.updateComplete;
      return element.renderRoot.querySelector('.busy')?.textContent ?? '';
    };
    link.publish('connection', '', { state: 'live' });
    expect(await held('homeserver-error', 5_000)).to.equal(
      'The chat server gave no proper answer. It is tried again by itself.',
    );
    expect(await held('rate-limited', 20_000)).to.equal(
      'The chat server asks for patience. It is tried again by itself.',
    );
    expect(await held('rate-limited', 180_000)).to.match(/patience\. It is tried again at \d+:\d\d\s[AP]M\.$/);
    expect(await held('unknown', 5_000)).to.equal('Something went wrong. It is tried again by itself.');
    await expect(element).to.be.accessible();
    viewModel.setOutbox({ records: [] });
    await element.updateComplete;
    expect(text()).not.to.contain('tried again');
  });

  it('leaves it to the line above the messages to say that the connection is away', async () => {
    const { element, viewModel, link, text } = await mount();
    const error = { code: 'homeserver-unreachable', message: '' } as const;
    viewModel.setOutbox({ records: [], trouble: { ...error, retryAt: Date.now() } });
    for (const [state, isTold] of [
      ['live', true],
      ['lost', false],
      ['connecting', false],
      ['live', true],
    ] as const) {
      link.publish('connection', '', state === 'lost' ? { state, error } : { state });
      await element.updateComplete;
      expect(text().includes('The chat server cannot be reached.')).to.equal(isTold);
    }
  });

  it('says whom it answers, and drops that by Cancel', async () => {
    const { element, viewModel, text } = await mount();
    viewModel.reply(message('the question', { sender: people.bob }));
    await element.updateComplete;
    expect(text()).to.contain('Replying to Bob: the question');
    element.renderRoot.querySelector<HTMLButtonElement>('.mode button')?.click();
    await element.updateComplete;
    expect(text()).not.to.contain('Replying');
  });

  it('shows nothing of a message that was deleted as it is answered', async () => {
    const { element, viewModel, text, change } = await mount();
    const row = message('the secret', { sender: people.bob });
    viewModel.reply(row);
    viewModel.setText('half an answer');
    change(redacted({ id: row.id, sender: people.bob }));
    await element.updateComplete;
    expect(text()).not.to.contain('secret');
    expect(text()).to.contain('Replying to Bob: A deleted message');
    expect(element.renderRoot.querySelector('textarea')?.value).to.equal('half an answer');
  });

  it('is as tall as its text also where that changed while it was hidden, or when it becomes narrower', async () => {
    const { element, viewModel, field } = await mount();
    const tall = (least: number): Promise<void> => waitUntil(() => field.offsetHeight > least);
    const { offsetHeight: line } = field;
    element.hidden = true;
    viewModel.setText('one\ntwo\nthree');
    await element.updateComplete;
    element.hidden = false;
    await tall(2 * line);
    const { offsetHeight: three } = field;
    viewModel.setText('many words in one line');
    await element.updateComplete;
    expect(field.offsetHeight).to.be.below(three);
    element.style.setProperty('width', '140px');
    await tall(line);
  });

  it('grows with its text up to a limit, and takes 50 kB', async () => {
    const { element, field } = await mount();
    const one = field.offsetHeight;
    field.value = 'a\nb\nc';
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(field.offsetHeight).to.be.above(one * 1.5);
    field.value = 'long line\n'.repeat(5_000);
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(field.offsetHeight).to.be.at.most(12 * 16 + 1);
    field.value = '';
    field.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(field.offsetHeight).to.equal(one);
  });

  it('says who is typing without moving anything', async () => {
    const { element, text } = await mount();
    const before = element.offsetHeight;
    element.typing = [people.bob, people.dave];
    await element.updateComplete;
    expect(text()).to.match(/Bob.* and .*דוד כהן.* are typing/);
    expect(element.offsetHeight).to.equal(before);
    element.typing = [people.carol];
    await element.updateComplete;
    expect(text()).to.contain('Carol Nováková (@carol:example.org)\u2069 is typing');
  });
});
