import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { defineParts } from '../../src/element/tools/tools.ts';
import type { WikiRoomKeys } from '../../src/element/keys/keys.ts';
import { surroundings } from '../../src/element/surroundings.ts';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../src/protocol/room.ts';
import { KeysViewModel } from '../../src/room/keys/keys-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../support/scripted-link.ts';

defineParts();

async function mount(state: CryptoSnapshot) {
  const link = new ScriptedLink();
  link.publish('crypto', '', state);
  const element = await fixture<WikiRoomKeys>(html`<wiki-room-keys></wiki-room-keys>`);
  element.viewModel = new KeysViewModel(link, new MemoryRoomStore());
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
  const find = (selector: string): HTMLElement | null => element.renderRoot.querySelector<HTMLElement>(selector);
  const press = async (name: string): Promise<void> => {
    const buttons = [...element.renderRoot.querySelectorAll('button')];
    const button = buttons.find(({ textContent }) => textContent.trim() === name);
    if (button === undefined) throw new Error(`no button ${name}`);
    button.click();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await element.updateComplete;
  };
  return { element, link, find, press, text: () => element.renderRoot.textContent.replaceAll(/\s+/g, ' ') };
}

describe('<wiki-room-keys>', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds, in any state', async () => {
      const states: readonly CryptoSnapshot[] = [
        { state: 'starting', waits: true },
        { state: 'needs-recovery' },
        { state: 'restoring', done: 3, total: 10 },
        { state: 'ready', saved: false },
        { state: 'failed', error: { code: 'crypto-failed', message: 'wasm' } },
      ];
      for (const state of states) {
        const { element } = await mount(state);
        await expect(element).to.be.accessible();
      }
    });

    it('says calmly that encryption waits for the server, until it goes on', async () => {
      const { element, link, find, text } = await mount({ state: 'starting' });
      expect(text().trim()).to.equal('');
      link.publish('crypto', '', { state: 'starting', waits: true });
      await element.updateComplete;
      expect(find('[role=status]')?.textContent).to.include('Encryption waits for the chat server');
      link.publish('crypto', '', { state: 'starting' });
      await element.updateComplete;
      expect(text().trim()).to.equal('');
    });

    it('has a textbox named "Recovery key"', async () => {
      const { find } = await mount({ state: 'needs-recovery' });
      expect(find('input')?.getAttribute('aria-label')).to.match(/recovery key/i);
    });
  });

  it('says why the device is a new one, in each state that asks something', async () => {
    const recover = await mount({ state: 'needs-recovery', replaces: 'rolled-back' });
    expect(recover.text()).to.match(/an earlier time.*a new device.*Enter your recovery key/);
    const error = { code: 'no-recovery', message: 'none' } as const;
    const without = await mount({ state: 'failed', error, replaces: 'refused' });
    expect(without.text()).to.match(/no longer took the keys.*a new device/);
    expect((await mount({ state: 'needs-recovery' })).text()).not.to.match(/a new device/);
  });

  it('in a frame: offers a tab of its own to enter the key in, where that one opens the keys here', async () => {
    const { ownTab, apart } = surroundings;
    const link = async (): Promise<HTMLAnchorElement | null> => {
      const { element, find } = await mount({ state: 'needs-recovery' });
      await expect(element).to.be.accessible();
      return find('a') as HTMLAnchorElement | null;
    };
    try {
      expect((await link()) === null).to.equal(true);
      surroundings.ownTab = 'https://chat.example.org/wiki-room/frame.html#room=%23alpha';
      const { href, target, rel } = (await link())!;
      expect([href, target, rel]).to.deep.equal([surroundings.ownTab, '_blank', 'noopener']);
      surroundings.apart = true;
      expect((await link()) === null).to.equal(true);
    } finally {
      Object.assign(surroundings, { ownTab, apart });
    }
  });

  it('asks for the recovery key to make a new backup, where that is gone', async () => {
    const { text } = await mount({ state: 'needs-recovery', backup: 'gone' });
    expect(text()).to.match(/backup of your message keys is gone. Enter your recovery key to make a new one/);
    expect(text()).not.to.match(/stay locked/);
  });

  it('asks for the recovery key once, where it does not hold the key of the backup', async () => {
    const { element, text } = await mount({ state: 'needs-recovery', backup: 'unsaved' });
    expect(text())
      .to.contain('Your recovery key does not open your messages yet.')
      .and.not.match(/locked/);
    await expect(element).to.be.accessible();
  });

  it('says what goes without the key: on a browser that is not confirmed, hardly any reading', async () => {
    const { text } = await mount({ state: 'needs-recovery' });
    expect(text()).to.match(/to confirm this browser.*you can write here, but.*most new ones come locked/);
    const locked = await mount({ state: 'needs-recovery', backup: 'locked' });
    expect(locked.text()).to.match(/to read earlier messages.*you can write and read new messages/);
    const without = await mount({ state: 'failed', error: { code: 'no-recovery', message: 'none' } });
    expect(without.text()).to.match(/no recovery key for your account.*most new ones come locked/);
  });

  it('takes the key that was made elsewhere, where there was none, and says where there still is none', async () => {
    const error = { code: 'no-recovery', message: 'none' } as const;
    const { element, link, find, press, text } = await mount({ state: 'failed', error });
    expect(text()).to.contain('There is no recovery key for your account.');
    link.answers.recover = async () => Promise.reject(new WikiRoomError('no-recovery', 'none'));
    const field = find('input') as HTMLInputElement;
    field.value = 'EsTc';
    await press('Unlock');
    expect(find('[role=alert]')?.textContent).to.contain('There is no recovery key for your account.');
    expect(text().split('There is no recovery key').length).to.equal(2);
    expect(find('input') === field).to.equal(true);
    expect(field.value).to.equal('EsTc');
    const asked: unknown[] = [];
    link.answers.recover = async (args) => void asked.push(args);
    await press('Unlock');
    expect(asked).to.deep.equal([{ secret: 'EsTc' }]);
    // Made in another app while it is being typed.
    link.publish('crypto', '', { state: 'needs-recovery' });
    await element.updateComplete;
    expect(find('input') === field).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('can be put away where the keys cannot be had', async () => {
    const { element, press, text } = await mount({
      state: 'failed',
      error: { code: 'crypto-failed', message: 'wasm' },
    });
    const words = text();
    await press('Not now');
    expect(element.offsetHeight).to.equal(0);
    element.viewModel?.ask();
    await element.updateComplete;
    expect(text()).to.equal(words);
  });

  it('takes no space where there is nothing to say', async () => {
    const { element } = await mount({ state: 'ready', saved: true });
    expect(element.offsetHeight).to.equal(0);
  });

  it('takes the key by Enter, and says that it is a wrong one', async () => {
    const { element, link, find, text } = await mount({ state: 'needs-recovery' });
    link.answers.recover = async () => Promise.reject(new WikiRoomError('wrong-recovery-key'));
    find('input')?.focus();
    await sendKeys({ type: 'EsTx' });
    await sendKeys({ press: 'Enter' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await element.updateComplete;
    expect(link.calls).to.deep.equal([{ name: 'recover', args: { secret: 'EsTx' } }]);
    expect(find('[role=alert]')?.textContent).to.match(/not the right recovery key/);
    link.publish('crypto', '', { state: 'restoring', done: 250, total: 1_000 });
    await element.updateComplete;
    expect(text()).to.contain('250 of 1,000');
    expect((find('progress') as HTMLProgressElement | null)?.value).to.equal(250);
  });

  it('keeps the letters of the key from the page', async () => {
    const { find } = await mount({ state: 'needs-recovery' });
    const heard: string[] = [];
    const listener = (event: KeyboardEvent): void => void heard.push(event.key);
    document.addEventListener('keydown', listener);
    find('input')?.focus();
    await sendKeys({ type: 'e' });
    document.removeEventListener('keydown', listener);
    expect(heard).to.deep.equal([]);
  });

  it('makes a key by a click only, puts it to use by another, shows it once', async () => {
    const { link, press, text } = await mount({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk w8ea' });
    expect(link.calls).to.deep.equal([]);
    await press('Show the recovery key');
    expect(text()).to.contain('EsTk w8ea');
    expect(link.callsOf('use-recovery-key')).to.deep.equal([]);
    await press('I have saved it');
    expect(link.callsOf('use-recovery-key')).to.deep.equal([{ recoveryKey: 'EsTk w8ea' }]);
    expect(text()).not.to.contain('EsTk');
  });

  it('says what is wrong beside a key that could not be put to use', async () => {
    const { element, link, press, text } = await mount({ state: 'ready', saved: false });
    link.answers['make-recovery-key'] = async () => ({ recoveryKey: 'EsTk w8ea' });
    link.answers['use-recovery-key'] = async () => Promise.reject(new WikiRoomError('homeserver-unreachable'));
    await press('Show the recovery key');
    await press('I have saved it');
    expect(text()).to.contain('EsTk w8ea').and.to.contain('cannot be reached');
    await expect(element).to.be.accessible();
  });
});
