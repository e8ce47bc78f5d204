import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { defineParts } from '../../src/element/views/define-views.ts';
import type { WikiRoomHeader } from '../../src/element/header/header.ts';
import { headerMenu } from '../../src/element/header/header-menu.ts';
import type { CryptoSnapshot, RoomSnapshot } from '../../src/protocol/room.ts';
import { KeysViewModel } from '../../src/room/keys/keys-view-model.ts';
import { room } from '../support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

defineParts();

async function mount(snapshot: Partial<RoomSnapshot> = {}) {
  const element = await fixture<WikiRoomHeader>(html`<wiki-room-header></wiki-room-header>`);
  element.room = room(snapshot);
  element.name = element.room.name;
  element.userId = '@alice:example.org';
  element.menu = headerMenu;
  await element.updateComplete;
  const find = (selector: string): HTMLElement => {
    const found = element.renderRoot.querySelector<HTMLElement>(selector);
    if (found === null) throw new Error(`no ${selector}`);
    return found;
  };
  return { element, find, text: () => element.renderRoot.textContent.replaceAll(/\s+/g, ' ') };
}

describe('<wiki-room-header>', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds, with the menu closed and open', async () => {
      const { element, find } = await mount({ topic: 'What we do' });
      await expect(element).to.be.accessible();
      find('.menu-button').click();
      await element.updateComplete;
      await expect(element).to.be.accessible();
    });
  });

  it('shows name, people, and only an unusual state of encryption', async () => {
    const { text } = await mount({ memberCount: 1_234 });
    expect(text()).to.contain('Alpha').and.contain('1,234 people').and.not.contain('encrypted');
    const plain = await mount({ encrypted: false, memberCount: 1 });
    expect(plain.text()).to.contain('not encrypted').and.contain('1 person');
  });

  it('counts people on a page whose language is written wrongly', async () => {
    const { element, text } = await mount({ memberCount: 1_234 });
    element.language = 'en_US';
    await element.updateComplete;
    expect(text()).to.contain('1,234 people');
  });

  it('leads to a question about keys that was put off, also where the line about it is closed', async () => {
    const entryFor = async (crypto: CryptoSnapshot): Promise<string | undefined> => {
      const { element, find } = await mount();
      const link = new ScriptedLink();
      link.publish('crypto', '', crypto);
      element.keys = new KeysViewModel(link, new MemoryRoomStore());
      await new Promise((resolve) => setTimeout(resolve));
      element.keys.putOff();
      element.keys.close();
      find('.menu-button').click();
      await oneEvent(find('.menu'), 'toggle');
      await element.updateComplete;
      const entry = [...element.renderRoot.querySelectorAll('button')].find(({ textContent }) =>
        /recovery key|confirm/i.test(textContent),
      );
      const asked = entry && oneEvent(element, 'wiki-room-keys');
      entry?.click();
      await asked;
      element.keys.dispose();
      return entry?.textContent.trim();
    };
    expect(await entryFor({ state: 'needs-recovery' })).to.equal('Confirm this browser');
    expect(await entryFor({ state: 'needs-recovery', backup: 'gone' })).to.equal('Recovery key');
    expect(await entryFor({ state: 'ready', saved: false })).to.equal('Recovery key');
    expect(await entryFor({ state: 'ready', saved: true })).to.equal(undefined);
  });

  it('keeps a long name and topic to one line each, the topic opens', async () => {
    const { element, find } = await mount({ name: 'word '.repeat(99), topic: 'topic '.repeat(99) });
    const closed = element.offsetHeight;
    expect(closed).to.be.below(90);
    find('.topic').click();
    await element.updateComplete;
    expect(element.offsetHeight).to.be.above(closed);
    expect(find('.topic').getAttribute('aria-expanded')).to.equal('true');
  });

  it('shows the lines and links of its topic when that is open, outside of the button that closes it', async () => {
    const { element, find, text } = await mount({
      topic: 'Read https://x.example/a then write',
      topicParts: [
        ...[{ kind: 'text', text: 'Read ' } as const],
        { kind: 'link', href: 'https://x.example/a', parts: [{ kind: 'text', text: 'https://x.example/a' }] },
        ...[{ kind: 'break' } as const, { kind: 'text', text: 'then write' } as const],
      ],
    });
    const button = find('.topic');
    const links = (): readonly HTMLAnchorElement[] => [
      ...element.renderRoot.querySelectorAll<HTMLAnchorElement>('a[href^="https://x.example"]'),
    ];
    expect([button.textContent.trim(), links().length]).to.deep.equal(['Read https://x.example/a then write', 0]);
    const closed = element.offsetHeight;
    button.focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement === button).to.equal(true);
    const [link] = links();
    expect([link?.target, link?.rel, link?.closest('button') === null]).to.deep.equal([
      '_blank',
      'noopener noreferrer',
      true,
    ]);
    expect(find('.whole-topic').querySelector('br') === null).to.equal(false);
    expect(text().match(/then write/g)?.length).to.equal(1);
    await expect(element).to.be.accessible();
    const heard: unknown[] = [];
    element.addEventListener('wiki-room-link-clicked', (event) => {
      heard.push(event.detail.href);
      event.preventDefault();
    });
    link?.click();
    expect(heard).to.deep.equal(['https://x.example/a']);
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect([element.offsetHeight, links().length]).to.deep.equal([closed, 0]);
  });

  it('leaves room for the conversation, however long an open topic is', async () => {
    const { element, find } = await mount({ topic: 'a '.repeat(300), topicParts: Array(300).fill({ kind: 'break' }) });
    find('.topic').click();
    await element.updateComplete;
    expect(element.offsetHeight).to.be.below(300);
    await expect(element).to.be.accessible();
  });

  it('opens its menu in the top layer, closes it by Escape, and gives the focus back', async () => {
    const { element, find } = await mount();
    find('.menu-button').focus();
    await sendKeys({ press: 'Enter' });
    expect(find('.menu').matches(':popover-open')).to.equal(true);
    expect(find('.menu').contains(element.shadowRoot?.activeElement ?? null)).to.equal(true);
    await sendKeys({ press: 'Escape' });
    expect(find('.menu').matches(':popover-open')).to.equal(false);
    expect(element.shadowRoot?.activeElement === find('.menu-button')).to.equal(true);
  });

  it('tells of what was chosen', async () => {
    const { element, find } = await mount();
    find('.menu-button').click();
    setTimeout(() => find('input').click());
    const event: CustomEvent<unknown> = await oneEvent(element, 'wiki-room-private-receipts');
    expect(event.detail).to.deep.equal({ value: true });
    setTimeout(() => [...element.renderRoot.querySelectorAll('button')].at(-1)?.click());
    await oneEvent(element, 'wiki-room-sign-out');
  });

  describe('its menu', () => {
    const link = 'https://matrix.to/#/%23alpha%3Aexample.org';
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

    async function open(values: Partial<WikiRoomHeader> = {}) {
      const mounted = await mount();
      Object.assign(mounted.element, { link, ...values });
      await mounted.element.updateComplete;
      mounted.find('.menu-button').click();
      await oneEvent(mounted.find('.menu'), 'toggle');
      const entry = (words: string): HTMLElement | undefined =>
        [...mounted.element.renderRoot.querySelectorAll<HTMLElement>('.menu :is(button, a)')].find(
          ({ textContent }) => textContent.trim() === words,
        );
      return { ...mounted, entry };
    }

    for (const direction of ['ltr', 'rtl']) {
      it(`stays at its button when the page is scrolled, and closes when that is out of sight (${direction})`, async () => {
        document.documentElement.dir = direction;
        const space = document.createElement('div');
        space.style.blockSize = '300vh';
        try {
          const { find } = await open();
          document.body.append(space);
          const distance = (): readonly number[] => {
            const [menu, button] = [
              find('.menu').getBoundingClientRect(),
              find('.menu-button').getBoundingClientRect(),
            ];
            const ends = direction === 'rtl' ? [menu.left, button.left] : [menu.right, button.right];
            return [menu.top - button.bottom, ...ends].map(Math.round);
          };
          const before = distance();
          expect(before[0]).to.equal(4);
          scrollTo(0, 10);
          await frame();
          await frame();
          expect(distance()).to.deep.equal(before);
          scrollTo(0, 2_000);
          await frame();
          await frame();
          expect(find('.menu').matches(':popover-open')).to.equal(false);
        } finally {
          space.remove();
          scrollTo(0, 0);
          document.documentElement.removeAttribute('dir');
        }
      });
    }

    it('stays at its button when something in the page is scrolled, and closes when that hides it', async () => {
      const box = document.createElement('div');
      const space = document.createElement('div');
      Object.assign(box.style, { blockSize: '150px', marginBlockStart: '100px', overflow: 'auto' });
      space.style.blockSize = '900px';
      try {
        const { element, find } = await open();
        find('.menu').hidePopover();
        await oneEvent(find('.menu'), 'toggle');
        element.before(box);
        box.append(element, space);
        find('.menu-button').focus();
        await sendKeys({ press: 'Enter' });
        await frame();
        const away = (): number =>
          find('.menu').getBoundingClientRect().top - find('.menu-button').getBoundingClientRect().bottom;
        box.scrollTop = 10;
        await frame();
        await frame();
        expect([Math.round(away()), find('.menu').matches(':popover-open')]).to.deep.equal([4, true]);
        box.scrollTop = 80;
        await waitUntil(() => !find('.menu').matches(':popover-open'));
        expect(find('.menu-button').getBoundingClientRect().bottom).to.be.within(
          1,
          box.getBoundingClientRect().top,
          'it is still within the window',
        );
        expect(box.scrollTop).to.equal(80, 'nothing is scrolled back');
        await waitUntil(() => find('.menu-button').getAttribute('aria-expanded') === 'false');
        await expect(element).to.be.accessible();
      } finally {
        box.replaceWith(...box.querySelectorAll('wiki-room-header'));
      }
    });

    it('is within the window wherever its button is', async () => {
      const { element, find } = await open();
      const menu = find('.menu');
      for (const place of [
        { insetBlockEnd: '0', insetInlineStart: '0', inlineSize: '6em' },
        { insetBlockStart: '0', insetInlineEnd: '0', inlineSize: '6em' },
      ]) {
        Object.assign(element.style, { position: 'fixed', inset: 'auto' }, place);
        await frame();
        await frame();
        const { left, top, right, bottom } = menu.getBoundingClientRect();
        expect(Math.min(left, top)).to.be.at.least(8);
        expect(right).to.be.at.most(document.documentElement.clientWidth - 8);
        expect(bottom).to.be.at.most(innerHeight - 8);
      }
    });

    it('leads to the room in another app, in a tab of its own, and closes', async () => {
      const { element, find, entry } = await open();
      const way = entry('Open in another app') as HTMLAnchorElement;
      expect([way.href, way.target, way.rel]).to.deep.equal([link, '_blank', 'noopener noreferrer']);
      const heard: unknown[] = [];
      element.addEventListener('wiki-room-link-clicked', (event) => {
        heard.push(event.detail.href);
        event.preventDefault();
      });
      way.click();
      expect(heard).to.deep.equal([link], 'the page can stop it');
      expect(find('.menu').matches(':popover-open')).to.equal(false);
      expect(element.shadowRoot?.activeElement === find('.menu-button')).to.equal(true);
    });

    it('has no link where the room is not known', async () => {
      const { entry } = await open({ link: '' });
      const words = ['Copy link to the room', 'Open in another app', 'Sign out'];
      expect(words.map((name) => entry(name) !== undefined)).to.deep.equal([false, false, true]);
    });
  });

  it('keeps the place of the menu until that is there, where nothing can be pressed', async () => {
    const { element, find } = await mount({ topic: 'What we do' });
    element.menu = undefined;
    await element.updateComplete;
    const place: unknown = find('.menu-button').getBoundingClientRect().toJSON();
    const height = element.offsetHeight;
    find('.menu-button').focus();
    expect(element.shadowRoot?.activeElement === null).to.equal(true);
    await expect(element).to.be.accessible();
    element.menu = headerMenu;
    await element.updateComplete;
    expect([find('.menu-button').getBoundingClientRect().toJSON(), element.offsetHeight]).to.deep.equal([
      place,
      height,
    ]);
    expect(getComputedStyle(find('.menu')).position).to.equal('fixed');
  });

  it('has no menu where nobody is signed in', async () => {
    const { element } = await mount();
    element.userId = '';
    await element.updateComplete;
    expect(element.renderRoot.querySelector('.menu') === null).to.equal(true);
  });
});
