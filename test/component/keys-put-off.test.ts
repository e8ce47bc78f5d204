import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { defineParts } from '../../src/element/tools/tools.ts';
import type { WikiRoomKeys } from '../../src/element/keys/keys.ts';
import type { CryptoSnapshot } from '../../src/protocol/room.ts';
import { KeysViewModel } from '../../src/room/keys/keys-view-model.ts';
import { MemoryRoomStore, ScriptedLink } from '../support/scripted-link.ts';

defineParts();

const unconfirmed: CryptoSnapshot = { state: 'needs-recovery' };

async function mount(state: CryptoSnapshot, { width = 480, direction = 'ltr', store = new MemoryRoomStore() } = {}) {
  const link = new ScriptedLink();
  link.publish('crypto', '', state);
  const viewModel = new KeysViewModel(link, store);
  const place = await fixture<HTMLElement>(
    html`<div dir=${direction} style=${`inline-size: ${String(width)}px; font: 14px sans-serif`}>
      <wiki-room-keys .viewModel=${viewModel}></wiki-room-keys>
    </div>`,
  );
  const element = place.querySelector<WikiRoomKeys>('wiki-room-keys')!;
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    await element.updateComplete;
  };
  await settled();
  const button = (name: string): HTMLElement => {
    const found = [...element.renderRoot.querySelectorAll('button')].find(
      (candidate) => (candidate.getAttribute('aria-label') ?? candidate.textContent.trim()) === name,
    );
    if (found === undefined) throw new Error(`no button ${name}`);
    return found;
  };
  const press = async (name: string, by: 'keyboard' | 'mouse' = 'keyboard'): Promise<void> => {
    if (by === 'mouse') button(name).click();
    else {
      button(name).focus();
      await sendKeys({ press: 'Enter' });
    }
    await settled();
  };
  const escapes: Event[] = [];
  element.addEventListener('wiki-room-escape', (event) => escapes.push(event));
  return {
    element,
    link,
    escapes,
    settled,
    button,
    press,
    find: (selector: string) => element.renderRoot.querySelector<HTMLElement>(selector),
    focused: () => element.shadowRoot?.activeElement ?? null,
    text: () => element.renderRoot.textContent.replaceAll(/\s+/g, ' '),
  };
}

describe('a question about keys that was put off', () => {
  const lines: readonly (readonly [CryptoSnapshot, RegExp, string])[] = [
    [unconfirmed, /Most new messages from others are locked/, 'Confirm this browser'],
    [
      { state: 'failed', error: { code: 'no-recovery', message: 'none' } },
      /Most new messages from others are locked/,
      'Confirm this browser',
    ],
    [{ state: 'needs-recovery', backup: 'locked' }, /Earlier messages may be locked here/, 'Enter recovery key'],
    [{ state: 'needs-recovery', backup: 'unsaved' }, /lost when you sign out/, 'Enter recovery key'],
    [{ state: 'needs-recovery', backup: 'gone' }, /backup of your message keys is gone/, 'Enter recovery key'],
    [{ state: 'ready', saved: false }, /messages are lost when you sign out/, 'Save a recovery key'],
  ];
  for (const [state, words, way] of lines) {
    it(`leaves one line that says what does not go, and the way back: ${JSON.stringify(state)}`, async () => {
      const { element, press, button, find, focused, text } = await mount(state);
      const card = element.offsetHeight;
      await press('Not now');
      expect(text()).to.match(words);
      expect(element.offsetHeight)
        .to.be.below(36)
        .and.below(card / 2);
      expect(focused() === button(way)).to.equal(true);
      expect(find('[role=group]')?.getAttribute('aria-labelledby')).to.equal(find('.words')?.id);
      await expect(element).to.be.accessible();
      await press(way);
      expect(element.offsetHeight).to.equal(card);
      expect(focused() === (find('input') ?? button('Show the recovery key'))).to.equal(true);
    });
  }

  it('wraps where it is narrow, and is cut nowhere', async () => {
    for (const direction of ['ltr', 'rtl']) {
      const { element, press, find } = await mount(unconfirmed, { width: 320, direction });
      await press('Not now');
      const line = find('.put-off')!;
      expect(line.scrollWidth).to.be.at.most(line.clientWidth);
      expect(element.offsetHeight).to.be.above(40).and.below(80);
      const [words, close] = [find('.words')!, find('.quiet')!].map((part) => part.getBoundingClientRect());
      expect(direction === 'ltr' ? words!.right <= close!.left : close!.right <= words!.left).to.equal(true);
    }
  });

  it('goes whole by its button, and gives the focus of the keyboard back to the room', async () => {
    const { element, press, escapes } = await mount(unconfirmed);
    await press('Not now');
    await press('Close');
    expect(element.offsetHeight).to.equal(0);
    expect(escapes.length).to.equal(1);
    element.viewModel?.dispose();
  });

  it('opens no keyboard of a telephone: who points at the button is left where they are', async () => {
    const { element, press, escapes } = await mount(unconfirmed);
    await press('Not now', 'mouse');
    await press('Close', 'mouse');
    expect(element.offsetHeight).to.equal(0);
    expect(escapes.length).to.equal(0);
    element.viewModel?.dispose();
  });

  it('is reached by Tab, the way back before the end of the line', async () => {
    const { press, button, focused } = await mount(unconfirmed);
    await press('Not now');
    await sendKeys({ press: 'Tab' });
    expect(focused() === button('Close')).to.equal(true);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    expect(focused() === button('Confirm this browser')).to.equal(true);
    await sendKeys({ press: 'Space' });
    expect(focused()?.localName).to.equal('input');
  });

  for (const [name, turnTo] of [
    ['its window', () => window.dispatchEvent(new Event('focus'))],
    ['its tab', () => document.dispatchEvent(new Event('visibilitychange'))],
  ] as const) {
    it(`is small on another open page as well, as soon as the reader turns to ${name}`, async () => {
      const store = new MemoryRoomStore();
      const other = await mount(unconfirmed, { store });
      const first = await mount(unconfirmed, { store });
      other.find('input')?.focus();
      await first.press('Not now', 'mouse');
      expect(other.find('input') === null).to.equal(false);
      turnTo();
      await other.settled();
      expect(other.text()).to.match(/Most new messages from others are locked/);
      expect(other.focused() === other.button('Confirm this browser')).to.equal(true);
      await expect(other.element).to.be.accessible();
      other.element.remove();
      await first.press('Close', 'mouse');
      turnTo();
      await other.settled();
      expect(other.element.viewModel?.getSnapshot().prompt.kind).to.equal('put-off', 'it is not on the page any more');
      for (const { element } of [first, other]) element.viewModel?.dispose();
    });
  }

  it('gives way to what comes of the keys', async () => {
    const { link, press, settled, text } = await mount(unconfirmed);
    await press('Not now');
    link.publish('crypto', '', { state: 'restoring', done: 1, total: 2 });
    await settled();
    expect(text()).to.contain('1 of 2');
    link.publish('crypto', '', { state: 'ready', saved: true });
    await settled();
    expect(text().trim()).to.equal('');
  });
});
