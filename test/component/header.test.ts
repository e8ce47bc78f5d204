import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { defineParts } from '../../src/element/views/define-views.ts';
import type { WikiRoomHeader } from '../../src/element/header/header.ts';
import type { CryptoSnapshot, RoomSnapshot } from '../../src/protocol/room.ts';
import { KeysViewModel } from '../../src/room/keys/keys-view-model.ts';
import { room } from '../support/rows.ts';
import { MemoryRoomStore, ScriptedLink } from '../support/scripted-link.ts';

defineParts();

async function mount(snapshot: Partial<RoomSnapshot> = {}) {
  const element = await fixture<WikiRoomHeader>(html`<wiki-room-header></wiki-room-header>`);
  element.room = room(snapshot);
  element.name = element.room.name;
  element.userId = '@alice:example.org';
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
      await new Promise((resolve) => setTimeout(resolve, 50));
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

  it('has no menu where nobody is signed in', async () => {
    const { element } = await mount();
    element.userId = '';
    await element.updateComplete;
    expect(element.renderRoot.querySelector('.menu') === null).to.equal(true);
  });
});
