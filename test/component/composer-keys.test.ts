import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { mountComposer } from '../support/mount-composer.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

async function pressWithControl(key: string): Promise<void> {
  await sendKeys({ down: 'Control' });
  await sendKeys({ press: key });
  await sendKeys({ up: 'Control' });
}

describe('Enter in the composer', () => {
  it('sends, also with Ctrl, and says so to the keyboard', async () => {
    const { field, echoes } = await mountComposer(new ScriptedLink());
    expect(field.enterKeyHint).to.equal('send');
    field.focus();
    await sendKeys({ type: 'one' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => echoes.length === 1 && field.value === '');
    await sendKeys({ type: 'two' });
    await pressWithControl('Enter');
    await waitUntil(() => echoes.length === 2);
    expect(echoes.map(({ draft }) => draft.text)).to.deep.equal(['one', 'two']);
  });

  describe('on a touch screen', () => {
    const { matchMedia } = window;
    const touch = Object.assign(new EventTarget(), { matches: true });

    beforeEach(() => {
      touch.matches = true;
      window.matchMedia = (query) =>
        query === '(pointer: coarse) and (hover: none)' ? (touch as unknown as MediaQueryList) : matchMedia(query);
    });
    afterEach(() => {
      window.matchMedia = matchMedia;
    });

    it('breaks the line; Ctrl+Enter and the button send', async () => {
      const { element, field, root, echoes } = await mountComposer(new ScriptedLink());
      expect(field.enterKeyHint).to.equal('enter');
      await expect(element).to.be.accessible();
      field.focus();
      await sendKeys({ type: 'one' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ type: 'two' });
      expect(field.value).to.equal('one\ntwo');
      await pressWithControl('Enter');
      await waitUntil(() => echoes.length === 1 && field.value === '');
      expect(echoes[0]?.draft.text).to.equal('one\ntwo');
      await sendKeys({ type: 'three' });
      root.querySelector<HTMLButtonElement>('.send')?.click();
      await waitUntil(() => echoes.length === 2);
    });

    it('does nothing to what an input method has under way', async () => {
      const { field, echoes } = await mountComposer(new ScriptedLink());
      field.focus();
      await sendKeys({ type: 'に' });
      const enter = { key: 'Enter', isComposing: true, ctrlKey: true, bubbles: true, cancelable: true };
      expect(field.dispatchEvent(new KeyboardEvent('keydown', enter))).to.equal(true);
      expect(echoes.length).to.equal(0);
    });

    it('sends as soon as there is a mouse', async () => {
      const { element, field, echoes } = await mountComposer(new ScriptedLink());
      touch.matches = false;
      touch.dispatchEvent(new Event('change'));
      await element.updateComplete;
      expect(field.enterKeyHint).to.equal('send');
      field.focus();
      await sendKeys({ type: 'one' });
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => echoes.length === 1);
    });
  });
});
