import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { defineElements } from '../../src/element/define-elements.ts';
import { WikiRoom } from '../../src/element/wiki-room.ts';
import { WikiRoomError } from '../../src/protocol/error.ts';
import { listen } from '../support/listen.ts';
import { connectTo, connections, mountRoom, mounted, shown } from '../support/mount-room.ts';
import { message, people, room } from '../support/rows.ts';
import { ScriptedServices, address } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const conversation = (): ScriptedServices =>
  new ScriptedServices().open([message('hello'), message('there', { sender: people.bob })], {
    topic: 'What we do',
  });

describe('<wiki-room>', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds', async () => {
      const { element } = await mountRoom(conversation());
      await expect(element).to.be.accessible();
    });

    it('is a region named after the room, with a textbox whose name begins with "Message"', async () => {
      const { element, find } = await mountRoom(conversation());
      const internals = element as unknown as { readonly computedRole?: string; readonly computedName?: string };
      if (internals.computedRole !== undefined) expect(internals.computedRole).to.equal('region');
      expect(find('textarea')?.getAttribute('aria-label')).to.equal('Message Alpha');
    });

    it('announces what comes, politely, and not the history', async () => {
      const { element, services, find } = await mountRoom(conversation());
      const live = find('[aria-live=polite]');
      expect(live?.textContent).to.equal('');
      services.link.append(address, message('news', { sender: people.bob }));
      await waitUntil(() => live?.textContent === 'Bob: news');
      await shown(element);
    });
  });

  it('leads to the room in another app once it knows that there is such a room', async () => {
    const { services, element, find } = await mountRoom(conversation());
    const link = (): string | undefined => find('.menu a')?.getAttribute('href') ?? undefined;
    expect(link()).to.equal('https://matrix.to/#/%23alpha%3Aexample.org');
    const { roomId: _, ...unknown } = room();
    const links = [];
    for (const access of [
      { kind: 'refused', error: { code: 'room-not-found', message: '' } },
      { kind: 'can-knock' },
    ] as const) {
      services.link.publish('room', address, { ...unknown, access });
      await shown(element);
      links.push(link());
    }
    expect(links).to.deep.equal([undefined, 'https://matrix.to/#/%23alpha%3Aexample.org']);
  });

  describe('settings', () => {
    it('are the same before, while and after it connects', async () => {
      connectTo(conversation());
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const before = document.createElement('wiki-room');
      before.room = address;
      before.setAttribute('client-id', 'wiki');
      place.append(before);
      await shown(before);
      const after = document.createElement('wiki-room');
      place.append(after);
      after.clientId = 'wiki';
      after.setAttribute('room', address);
      await shown(after);
      expect(connections).to.deep.equal([
        { room: address, clientId: 'wiki' },
        { room: address, clientId: 'wiki' },
      ]);
    });

    it('are taken from the page where the element has none of its own', async () => {
      const meta = document.createElement('meta');
      meta.name = 'wiki-room:homeserver';
      meta.content = 'https://matrix.example.org';
      document.head.append(meta);
      await mountRoom(conversation());
      await mountRoom(conversation(), { homeserver: 'https://other.example.org' });
      meta.parentNode?.removeChild(meta);
      expect(connections.at(-1)?.homeserver).to.equal('https://other.example.org');
      await mountRoom(conversation(), { homeserver: '' });
      expect(connections.at(-1)?.homeserver).to.equal(undefined);
    });

    it('of its looks are taken from the page, too', async () => {
      const said = {
        lang: 'de',
        theme: 'dark',
        'read-only': '',
        'without-header': 'true',
        'without-composer': 'false',
      };
      const metas = Object.entries(said).map(([name, content]) =>
        Object.assign(document.createElement('meta'), { name: `wiki-room:${name}`, content }),
      );
      document.head.append(...metas);
      try {
        const { element, find } = await mountRoom(conversation());
        await waitUntil(() => find('[role=log]')?.getAttribute('aria-label')?.startsWith('Nachrichten') === true);
        expect(element.look).to.deep.equal({
          theme: 'dark',
          readOnly: true,
          withoutHeader: true,
          withoutComposer: false,
        });
        expect(getComputedStyle(element).colorScheme).to.equal('dark');
        expect([find('wiki-room-header'), find('wiki-room-composer')]).to.deep.equal([undefined, undefined]);
        const own = await mountRoom(conversation(), { lang: 'en', theme: 'light' });
        expect(getComputedStyle(own.element).colorScheme).to.equal('light');
        await waitUntil(() => own.find('[role=log]')?.getAttribute('aria-label')?.startsWith('Messages') === true);
      } finally {
        for (const meta of metas) meta.parentNode?.removeChild(meta);
      }
    });

    for (const [name, content] of [
      ['homeserver', 'https://evil.example.org'],
      ['frame', 'https://evil.example.org/frame.html'],
    ] as const) {
      it(`are not taken from what stands in the page as content: ${name}`, async () => {
        const place = await fixture<HTMLElement>(html`<div></div>`);
        const meta = document.createElement('meta');
        meta.name = `wiki-room:${name}`;
        meta.content = content;
        place.append(meta);
        await mountRoom(conversation());
        expect(connections).to.deep.equal([{ room: address }]);
      });
    }

    it('that change quickly: the last ones win, and nothing of the others is told', async () => {
      const a = conversation();
      const b = new ScriptedServices().open([message('of B')]);
      const answers: (() => void)[] = [];
      connectTo(a);
      WikiRoom.connect = async ({ homeserver }) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return homeserver === 'b' ? b : a;
      };
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const element = document.createElement('wiki-room');
      const heard = listen(element, 'wiki-room-ready', 'wiki-room-error');
      element.room = address;
      place.append(element);
      await shown(element);
      element.homeserver = 'b';
      await shown(element);
      element.homeserver = 'a';
      await shown(element);
      for (const answer of answers.reverse()) answer();
      await shown(element);
      expect(heard).to.deep.equal([['wiki-room-ready', { roomId: '!alpha:example.org' }]]);
      expect(mounted(element, a).text()).to.contain('hello').and.not.contain('of B');
    });

    it('that nobody could follow for a moment are followed when somebody can', async () => {
      const services = conversation();
      connectTo(services);
      let reachable = false;
      WikiRoom.connect = async () => {
        if (!reachable) throw new WikiRoomError('homeserver-unreachable');
        return services;
      };
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const element = document.createElement('wiki-room');
      element.room = address;
      place.append(element);
      await shown(element);
      expect(mounted(element, services).text()).to.contain('cannot be reached');
      reachable = true;
      window.dispatchEvent(new Event('online'));
      await shown(element);
      expect(mounted(element, services).text()).to.contain('hello').and.not.contain('cannot be reached');
    });

    it('that are wrong are told, with the attribute', async () => {
      const { element, text } = await mountRoom(conversation(), { room: 'nonsense' });
      expect(text())
        .to.match(/not set up correctly/)
        .and.match(/the “room” setting is missing or wrong/);
      expect(element.matches(':state(error)')).to.equal(true);
      element.room = address;
      await shown(element);
      expect(text()).to.contain('hello');
    });

    it('say which language it speaks', async () => {
      const { element, find } = await mountRoom(conversation(), { lang: 'de' });
      await waitUntil(() => find('textarea')?.getAttribute('aria-label') === 'Nachricht an Alpha');
      element.lang = 'en';
      await waitUntil(() => find('textarea')?.getAttribute('aria-label') === 'Message Alpha');
    });

    it('say nothing of a language: it speaks that of the page, also when that changes', async () => {
      const services = conversation();
      connectTo(services);
      const place = await fixture<HTMLElement>(html`<div></div>`);
      const element = document.createElement('wiki-room');
      element.room = address;
      place.append(element);
      const label = (): string | null | undefined =>
        mounted(element, services).find('textarea')?.getAttribute('aria-label');
      const { documentElement } = document;
      await waitUntil(() => label() === 'Message Alpha');
      documentElement.lang = 'de';
      await waitUntil(() => label() === 'Nachricht an Alpha');
      documentElement.lang = 'pl';
      await waitUntil(() => label() === 'Message Alpha');
      expect(element.shadowRoot?.querySelector('.room')?.getAttribute('lang')).to.equal('pl');
      documentElement.lang = 'en';
    });

    it('leave away what they say', async () => {
      const { element, find } = await mountRoom(conversation(), { 'without-header': '', 'read-only': '' });
      const has = (tag: string): boolean => find(tag) !== undefined;
      expect([has('wiki-room-header'), has('wiki-room-composer')]).to.deep.equal([false, false]);
      element.readOnly = false;
      element.withoutHeader = false;
      await shown(element);
      expect([has('wiki-room-header'), has('wiki-room-composer')]).to.deep.equal([true, true]);
    });
  });

  describe('life', () => {
    it('begins only near the screen', async () => {
      connectTo(conversation());
      const place = await fixture<HTMLElement>(html`<div><div></div></div>`);
      const far = place.firstElementChild as HTMLElement;
      far.style.setProperty('block-size', `${window.innerHeight * 5}px`);
      const element = document.createElement('wiki-room');
      element.room = address;
      place.append(element);
      await shown(element);
      expect(connections.length).to.equal(0);
      far.style.setProperty('block-size', '10px');
      await waitUntil(() => connections.length === 1);
    });

    for (const [what, place, open] of [
      ['a box that is closed', html`<details><summary>Chat</summary></details>`, 'open'],
      ['what is hidden until it is found', html`<div hidden="until-found"></div>`, 'hidden'],
    ] as const) {
      it(`begins in ${what} only when that is opened`, async () => {
        connectTo(conversation());
        const around = await fixture<HTMLElement>(place);
        const element = document.createElement('wiki-room');
        element.room = address;
        around.append(element);
        await shown(element);
        expect(connections.length).to.equal(0);
        around.toggleAttribute(open);
        await waitUntil(() => connections.length === 1);
      });
    }

    it('begins when something is asked of it, wherever it is', async () => {
      connectTo(new ScriptedServices());
      const place = await fixture<HTMLElement>(html`<div hidden></div>`);
      const element = document.createElement('wiki-room');
      element.room = address;
      place.append(element);
      await shown(element);
      expect(connections.length).to.equal(0);
      await element.signIn();
      expect(connections.length).to.equal(1);
    });

    it('goes on when it is moved: nothing restarts, the draft stays', async () => {
      const services = conversation();
      const { element, find } = await mountRoom(services);
      const field = find('textarea') as HTMLTextAreaElement | undefined;
      if (field === undefined) throw new Error('no composer');
      field.value = 'half a thought';
      field.dispatchEvent(new Event('input'));
      const other = await fixture<HTMLElement>(html`<div></div>`);
      other.append(element);
      await shown(element);
      expect(connections.length).to.equal(1);
      expect(field.value).to.equal('half a thought');
    });

    it('ends when it is taken out, and begins again when it is put in', async () => {
      const { element } = await mountRoom(conversation());
      const place = element.parentNode;
      place?.removeChild(element);
      await shown(element);
      place?.appendChild(element);
      await shown(element);
      expect(connections.length).to.equal(2);
      expect(element.matches(':state(ready)')).to.equal(true);
    });

    it('never takes the focus or scrolls the page', async () => {
      const input = await fixture<HTMLInputElement>(html`<input aria-label="Of the page" />`);
      input.focus();
      const services = conversation();
      await services.records.saveDraft(address, { text: 'draft' });
      await mountRoom(services);
      expect(document.activeElement === input).to.equal(true);
      expect(window.scrollY).to.equal(0);
    });

    it('is defined once, whatever comes later', () => {
      expect(() => defineElements()).not.to.throw();
      expect(customElements.get('wiki-room') === WikiRoom).to.equal(true);
    });
  });

  describe('events and states', () => {
    it('tells of being signed in, ready, and signed out', async () => {
      const services = conversation();
      const heard = listen(document, 'wiki-room-signed-in', 'wiki-room-ready', 'wiki-room-signed-out');
      const { element } = await mountRoom(services);
      await element.signOut();
      await shown(element);
      expect(heard).to.deep.equal([
        ['wiki-room-signed-in', { userId: '@alice:example.org' }],
        ['wiki-room-ready', { roomId: '!alpha:example.org' }],
        ['wiki-room-signed-out', null],
      ]);
      expect(element.matches(':state(signed-out)')).to.equal(true);
    });

    it('tells of what is unread, and of accepted messages', async () => {
      const { element, services } = await mountRoom(conversation());
      const heard = listen(element, 'wiki-room-unread-changed', 'wiki-room-message-sent');
      services.setRoom({ unread: { messages: 3, mentions: 1 } });
      services.setRoom({ unread: { messages: 3, mentions: 1 }, memberCount: 9 });
      services.link.publish('outbox', '!alpha:example.org', {
        records: [
          {
            txnId: 't',
            roomId: '!alpha:example.org',
            at: 1,
            draft: { text: 'x' },
            state: { kind: 'sent', eventId: '$x' },
          },
        ],
      });
      await shown(element);
      expect(heard).to.deep.equal([
        ['wiki-room-unread-changed', { messages: 3, mentions: 1 }],
        ['wiki-room-message-sent', { eventId: '$x' }],
      ]);
    });

    it('tells that nothing is unread where the session ends', async () => {
      const { element, services } = await mountRoom(conversation());
      services.setRoom({ unread: { messages: 3, mentions: 1 } });
      const heard = listen(element, 'wiki-room-unread-changed', 'wiki-room-signed-out');
      await element.signOut();
      await shown(element);
      expect(heard).to.deep.equal([
        ['wiki-room-unread-changed', { messages: 0, mentions: 0 }],
        ['wiki-room-signed-out', null],
      ]);
    });

    it('tells once of an error', async () => {
      const services = new ScriptedServices();
      services.authenticator.quiet = async () => Promise.reject(new WikiRoomError('sign-in-failed'));
      connectTo(services);
      const heard = listen(document, 'wiki-room-error');
      await mountRoom(services);
      expect(heard.length).to.equal(1);
    });

    it('shows what it is by its states', async () => {
      const { element, services } = await mountRoom(conversation());
      const states = (): string[] =>
        ['loading', 'ready', 'encrypted', 'offline', 'error'].filter((name) => element.matches(`:state(${name})`));
      expect(states()).to.deep.equal(['ready', 'encrypted']);
      services.link.publish('connection', '', {
        state: 'lost',
        lastContact: Date.now() - 60_000,
        error: { code: 'homeserver-unreachable', message: '' },
      });
      expect(states()).to.deep.equal(['ready', 'encrypted', 'offline']);
    });
  });

  it('reports links that are clicked, and lets the page stop them', async () => {
    const link = message({
      kind: 'text',
      plain: 'link',
      parts: [{ kind: 'link', href: 'https://wiki.example.org/', parts: [{ kind: 'text', text: 'link' }] }],
    });
    const { element, find } = await mountRoom(new ScriptedServices().open([link]));
    setTimeout(() => find('.text a')?.click());
    element.addEventListener('wiki-room-link-clicked', (event) => event.preventDefault(), { once: true });
    const event: CustomEvent<unknown> = await oneEvent(element, 'wiki-room-link-clicked');
    expect(event.detail).to.deep.equal({ href: 'https://wiki.example.org/' });
  });
});
