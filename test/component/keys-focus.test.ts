import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../src/protocol/room.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import { message } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';

const unconfirmed: CryptoSnapshot = { state: 'needs-recovery' };
const unsaved: CryptoSnapshot = { state: 'ready', saved: false };

async function mount(crypto: CryptoSnapshot, attributes: Readonly<Record<string, string>> = {}) {
  const services = new ScriptedServices().open([message('first'), message('newest')], { encrypted: true });
  const { link } = services;
  link.publish('crypto', '', crypto);
  const room = await mountRoom(services, attributes);
  const { element, find, button } = room;
  return {
    ...room,
    link,
    publish: async (next: CryptoSnapshot): Promise<void> => {
      link.publish('crypto', '', next);
      await shown(element);
    },
    press: async (name: RegExp): Promise<void> => {
      button(name).focus();
      await sendKeys({ press: 'Enter' });
      await shown(element);
    },
    /** Types a recovery key. */
    enter: async (): Promise<void> => {
      find('wiki-room-keys')?.focus();
      await sendKeys({ type: 'EsTx' });
      await sendKeys({ press: 'Enter' });
      await shown(element);
    },
  };
}

/** What has the focus, inside of whatever. */
function focused(root: DocumentOrShadowRoot = document): Element | null {
  const { activeElement } = root;
  return activeElement?.shadowRoot?.activeElement ? focused(activeElement.shadowRoot) : activeElement;
}

describe('the focus in a question about keys', () => {
  it('stays in the field while the key is checked and where it is a wrong one, and then comes to the composer', async () => {
    const { element, link, find, enter, publish } = await mount(unconfirmed);
    let refuse = (): void => undefined;
    link.answers.recover = async () =>
      new Promise<void>((_, reject) => (refuse = () => reject(new WikiRoomError('wrong-recovery-key'))));
    await enter();
    expect(focused() === find('#secret')).to.equal(true, 'while it is checked');
    await expect(element).to.be.accessible();
    await enter();
    expect(link.callsOf('recover').length).to.equal(1, 'it is checked once');
    refuse();
    await shown(element);
    expect(focused() === find('#secret')).to.equal(true, 'where it is wrong');
    link.answers.recover = async () => undefined;
    await enter();
    await publish({ state: 'restoring', done: 0, total: 3 });
    expect(find('wiki-room-composer')?.matches(':focus-within')).to.equal(true);
    await publish({ state: 'ready', saved: true });
    expect(find('wiki-room-composer')?.matches(':focus-within')).to.equal(true);
  });

  it('comes to the key that is shown, and to the composer once that is saved', async () => {
    const { element, link, find, press } = await mount(unsaved);
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk w8ea' });
    await press(/Show the recovery key/);
    expect(focused()?.textContent).to.equal('EsTk w8ea');
    await expect(element).to.be.accessible();
    await press(/I have saved it/);
    expect(find('wiki-room-composer')?.matches(':focus-within')).to.equal(true);
  });

  it('comes to the newest message where nothing is written, also when the line that stayed is closed', async () => {
    const { element, find, press } = await mount(unconfirmed, { 'read-only': '' });
    await press(/Not now/);
    expect(focused()?.textContent.trim()).to.equal('Confirm this browser');
    await press(/^Close$/);
    expect(find('wiki-room-composer')).to.equal(undefined);
    expect(focused()?.getAttribute('data-key')).to.equal([...articles(find)].at(-1)?.getAttribute('data-key'));
    await expect(element).to.be.accessible();
  });

  it('comes to the newest message where nothing is written, once the key was taken', async () => {
    const { find, enter, publish } = await mount(unconfirmed, { 'read-only': '' });
    await enter();
    await publish({ state: 'ready', saved: true });
    expect(focused() === [...articles(find)].at(-1)).to.equal(true);
  });

  it('is left where the reader has gone with it meanwhile', async () => {
    const { find, button, enter, publish } = await mount(unconfirmed);
    await enter();
    button(/^Menu$/).focus();
    await publish({ state: 'ready', saved: true });
    expect(focused() === find('.menu-button')).to.equal(true);
    const other = await mount(unconfirmed);
    await other.publish({ state: 'ready', saved: true });
    expect(other.element.matches(':focus-within')).to.equal(false, 'it was not in the question');
  });

  it('is left where somebody points, as on a touch screen', async () => {
    const { element, link, button } = await mount(unsaved);
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk w8ea' });
    for (const name of [/Show the recovery key/, /I have saved it/]) {
      button(name).click();
      await shown(element);
    }
    expect(element.matches(':focus-within')).to.equal(false);
  });

  it('comes to the newest message where nothing is written and the reader stays signed in', async () => {
    const { element, find, press } = await mount(unsaved, { 'read-only': '' });
    await press(/^Menu$/);
    await press(/^\s*Sign out\s*$/);
    await press(/Stay signed in/);
    expect(element.matches(':focus-within')).to.equal(true);
    expect(focused() === [...articles(find)].at(-1)).to.equal(true);
  });
});

function articles(find: (selector: string) => HTMLElement | undefined): Iterable<Element> {
  return find('.lines')?.querySelectorAll('article') ?? [];
}
