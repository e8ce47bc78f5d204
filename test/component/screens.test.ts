import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { takeClipboard } from '../support/clipboard.ts';
import { connections, mountRoom, shown } from '../support/mount-room.ts';
import { message, people, room } from '../support/rows.ts';
import { ScriptedServices, account, address } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const conversation = (): ScriptedServices => new ScriptedServices().open([message('hello')]);

describe('screens of <wiki-room>', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds', async () => {
      const refused = { kind: 'refused', error: { code: 'banned', message: '' } } as const;
      const others = [
        new ScriptedServices(),
        new ScriptedServices().open([], { access: { kind: 'invited', by: people.carol } }),
        new ScriptedServices().open([], { access: { kind: 'can-knock' } }),
        new ScriptedServices().open([], { access: refused }),
        new ScriptedServices().open([], { access: { kind: 'opening' } }),
      ];
      for (const services of others) {
        const { element } = await mountRoom(services);
        await expect(element).to.be.accessible();
      }
    });
  });

  it('signs in by the button', async () => {
    const { element, services, button, text } = await mountRoom(new ScriptedServices());
    expect(text()).to.contain('alpha').and.contain('Sign in to read and write here.');
    services.setRoom({});
    services.link.setRows(address, [message('hello')]);
    button(/^\s*Sign in\s*$/).click();
    await shown(element);
    expect(text()).to.contain('hello');
  });

  it('says since when it is offline, keeps the conversation, and tries at once when told', async () => {
    const { element, services, button, text } = await mountRoom(conversation());
    services.link.publish('connection', '', {
      state: 'lost',
      lastContact: Date.now() - 60_000,
      error: { code: 'homeserver-unreachable', message: '' },
    });
    await shown(element);
    expect(text())
      .to.match(/Offline since \d/)
      .and.contain('hello');
    button(/Try now/).click();
    expect(services.link.calls.at(-1)?.name).to.equal('retry-connection');
    services.link.publish('connection', '', { state: 'connecting' });
    await shown(element);
    expect(text()).to.contain('Reconnecting');
    services.link.publish('connection', '', { state: 'live' });
    await shown(element);
    expect(text()).not.to.match(/Offline|Reconnecting/);
  });

  it('says of when what it shows is, where there was no contact since', async () => {
    const services = conversation();
    services.records.stored = { room: room(), rows: [message('of the last visit')], savedAt: Date.now() - 60_000 };
    const { element, text } = await mountRoom(services);
    const error = { code: 'homeserver-unreachable', message: '' } as const;
    services.link.publish('connection', '', { state: 'lost', error });
    await shown(element);
    expect(text()).to.match(/Offline\. What you see is of \d/);
  });

  for (const [code, words] of [
    ['homeserver-unreachable', 'Offline.'],
    ['homeserver-error', 'The chat server gave no proper answer.'],
    ['rate-limited', 'The chat server asks for patience.'],
    ['unknown', 'The chat server gave no proper answer.'],
  ] as const) {
    it(`says in one calm line that the homeserver is away: ${code}`, async () => {
      const { element, services, text } = await mountRoom(conversation());
      services.link.publish('connection', '', {
        state: 'lost',
        error: { code, message: 'secret', detail: 'HTTP 500' },
      });
      await shown(element);
      expect(text())
        .to.contain(`${words} What you write is sent when the connection is back.`)
        .and.contain('hello')
        .and.not.match(/secret|500/);
      expect(element.renderRoot.querySelectorAll('[role=alert], dialog[open]').length).to.equal(0);
    });
  }

  it('accepts and declines an invitation', async () => {
    const services = new ScriptedServices().open([], { access: { kind: 'invited', by: people.bob } });
    const { element, button, text } = await mountRoom(services);
    expect(text()).to.contain('Bob invites you to this room.');
    services.refuse('join', 'banned');
    button(/Join/).click();
    await shown(element);
    expect(text()).to.contain('You are banned from this room.');
    button(/Decline/).click();
    expect(services.link.calls.at(-1)).to.deep.equal({ name: 'leave', args: { room: address } });
  });

  it('keeps the focus of the keyboard on the way into the room, and leaves it to the page otherwise', async () => {
    const services = new ScriptedServices().open([message('hello')], { access: { kind: 'joinable' } });
    const room = await mountRoom(services);
    const { element, button, find } = room;
    const joined = Promise.withResolvers<void>();
    services.link.answers.join = () => joined.promise;
    button(/Join/).focus();
    await sendKeys({ press: 'Enter' });
    await shown(element);
    expect(element.shadowRoot?.activeElement === button(/Join/)).to.equal(true, 'at work');
    expect(button(/Join/).getAttribute('aria-disabled')).to.equal('true');
    await expect(element).to.be.accessible();
    joined.resolve();
    services.setRoom({ access: { kind: 'joined' } });
    await shown(element);
    await waitUntil(() => element.shadowRoot?.activeElement === find('wiki-room-composer'));
    await sendKeys({ type: 'half a sentence' });
    services.setRoom({ access: { kind: 'joinable' } });
    await shown(element);
    await waitUntil(() => element.shadowRoot?.activeElement === find('.unsent ul'));
    button(/Join/).focus();
    await sendKeys({ press: 'Shift' });
    const field = document.body.appendChild(document.createElement('input'));
    services.setRoom({ access: { kind: 'joined' } });
    await element.updateComplete;
    field.focus();
    await shown(element);
    expect(document.activeElement === field).to.equal(true, 'elsewhere');
    field.parentNode?.removeChild(field);
  });

  it('shows what was being written where the room takes nothing any more, and keeps the keys that come still', async () => {
    const banned = { kind: 'refused', error: { code: 'banned', message: '' } } as const;
    const successor = { roomId: '!new', address: '#new:example.org', proven: true };
    for (const change of [{ canSend: false }, { access: banned }, { successor }]) {
      const services = conversation();
      const { element, text, find } = await mountRoom(services);
      find('wiki-room-composer')!.focus();
      await sendKeys({ type: 'half a sentence' });
      expect(text()).not.to.contain('not sent');
      const heard: string[] = [];
      const hear = ({ key }: KeyboardEvent): void => void heard.push(key);
      document.addEventListener('keydown', hear);
      services.setRoom(change);
      await shown(element);
      expect(text()).to.contain('This was not sent').and.contain('half a sentence');
      await waitUntil(() => element.shadowRoot?.activeElement === find('.unsent ul'));
      await sendKeys({ type: 'es' });
      document.removeEventListener('keydown', hear);
      expect(heard).to.deep.equal([]);
      await expect(element).to.be.accessible();
    }
  });

  it('says that the room is not encrypted also where there is no header to say it', async () => {
    const services = new ScriptedServices().open([message('hello')], { encrypted: false });
    const { element, text, find } = await mountRoom(services, { 'without-header': '' });
    expect(text()).to.contain('Messages in this room are not encrypted.');
    await expect(element).to.be.accessible();
    services.setRoom({ encrypted: true });
    await shown(element);
    expect(text()).not.to.contain('not encrypted');
    expect(find('wiki-room-composer')).not.to.equal(undefined);
  });

  it('asks to join, and waits', async () => {
    const services = new ScriptedServices().open([], { access: { kind: 'can-knock' } });
    const { element, button, text } = await mountRoom(services);
    services.link.answers.knock = async () => services.setRoom({ access: { kind: 'knocked' } });
    button(/Ask to join/).click();
    await shown(element);
    expect(text()).to.contain('You asked to join.');
  });

  it('goes to the new room only where it is proven', async () => {
    const successor = { roomId: '!new', address: '#new:example.org', proven: false };
    const { element, services, button, text } = await mountRoom(
      new ScriptedServices().open([message('old')], { successor }),
    );
    expect(() => button(/new room/)).to.throw();
    expect(text()).to.contain('replaced');
    services.setRoom({ successor: { ...successor, proven: true } });
    await shown(element);
    services.link.publish('room', '#new:example.org', {
      access: { kind: 'joined' },
      name: 'New',
      roomId: '!new',
      memberCount: 1,
      encrypted: false,
      canSend: true,
      typing: [],
      unread: { messages: 0, mentions: 0 },
    });
    button(/new room/).click();
    await shown(element);
    expect(connections.at(-1)?.room).to.equal('#new:example.org');
    element.room = '#other:example.org';
    await shown(element);
    expect(connections.at(-1)?.room).to.equal('#other:example.org');
  });

  it('offers to sign in again on an expired session, with the conversation still there', async () => {
    const { element, services, button, text } = await mountRoom(conversation());
    services.link.publish('session', '', { state: 'expired', userId: '@alice:example.org' });
    await shown(element);
    expect(text()).to.contain('hello').and.contain('Your session has expired.');
    button(/^\s*Sign in/).click();
    await shown(element);
    expect(text()).not.to.contain('expired');
  });

  it('shows what was not sent when the homeserver ended the session, to be copied', async () => {
    const { element, services, button, text } = await mountRoom(conversation());
    const error = { code: 'signed-out-elsewhere', message: '' } as const;
    const unsent = { userId: account.userId, texts: ['First line', '<b>second</b>'] };
    services.link.publish('session', '', { state: 'signed-out', error, unsent });
    await shown(element);
    expect(text()).to.contain('This browser was removed').and.contain('First line').and.contain('<b>second</b>');
    const clipboard = takeClipboard();
    button(/Copy/).click();
    await shown(element);
    clipboard.restore();
    expect(clipboard.texts).to.deep.equal(['First line\n\n<b>second</b>']);
    expect(text()).to.contain('Copied');
    await expect(element).to.be.accessible();
  });

  it('shows what was not sent, and is not in the field, also after the next sign-in, until it is closed', async () => {
    const { element, services, button, text, find } = await mountRoom(conversation());
    const file = { kind: 'file', name: 'plan.pdf', mime: 'application/pdf', size: 3 } as const;
    const draft = { text: 'The plan', file };
    const records = [{ txnId: 't', roomId: '!alpha:example.org', at: 1, draft, state: { kind: 'waiting' } as const }];
    services.link.publish('outbox', '!alpha:example.org', { records });
    services.account = undefined;
    const error = { code: 'storage-unavailable', message: '', detail: 'removed' } as const;
    services.link.publish('session', '', { state: 'signed-out', error });
    await shown(element);
    button(/^\s*Sign in/).click();
    await shown(element);
    expect(text()).to.contain('hello').and.contain('This was not sent').and.contain('The plan plan.pdf');
    await expect(element).to.be.accessible();
    button(/^Close$/).click();
    await shown(element);
    expect(text()).to.contain('hello').and.not.contain('plan.pdf');
    expect(element.shadowRoot?.activeElement === find('wiki-room-composer')).to.equal(true);
  });

  it('says that an account is suspended in the place of the composer, and that it is locked in that of the room', async () => {
    const { element, services, find, text } = await mountRoom(conversation());
    const of = (detail: string) => ({ code: 'account-locked', message: '', detail }) as const;
    const state = { kind: 'failed', error: of('M_USER_SUSPENDED') } as const;
    const records = [{ txnId: 't', roomId: '!alpha:example.org', at: 1, draft: { text: 'Refused' }, state }];
    services.link.publish('outbox', '!alpha:example.org', { records });
    await shown(element);
    expect(text())
      .to.contain('Your account is suspended. You can read here, but not write.')
      .and.contain('Not sent: your account is suspended.')
      .and.contain('hello');
    expect(find('wiki-room-composer') === undefined).to.equal(true);
    services.link.publish('session', '', { state: 'failed', error: of('M_USER_LOCKED') });
    await shown(element);
    expect(text()).to.contain('Your account is locked.').and.not.contain('hello');
    await expect(element).to.be.accessible();
  });

  it('says that the terms of the chat server are to be accepted, at the message', async () => {
    const { services, element, text } = await mountRoom(conversation());
    const error = { code: 'not-allowed', message: '', detail: 'M_CONSENT_NOT_GIVEN' } as const;
    const records = [
      {
        txnId: 't',
        roomId: '!alpha:example.org',
        at: 1,
        draft: { text: 'Hi' },
        state: { kind: 'failed', error } as const,
      },
    ];
    services.link.publish('outbox', '!alpha:example.org', { records });
    await shown(element);
    expect(text()).to.contain('Not sent: the chat server wants its terms accepted first.');
  });

  it('shows a skeleton of its full height while it loads, so that the page stays where it is', async () => {
    const services = new ScriptedServices().open([], { access: { kind: 'opening' } });
    const { element, find } = await mountRoom(services);
    const before = element.getBoundingClientRect().height;
    expect(find('.skeleton') !== undefined).to.equal(true);
    services.setRoom({});
    await shown(element);
    expect(find('.skeleton') === undefined).to.equal(true);
    expect(element.getBoundingClientRect().height).to.equal(before);
  });
});
