import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Part } from '../../src/protocol/parts.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { takeClipboard } from '../support/clipboard.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import type { MountedRoom } from '../support/mount-room.ts';
import { file, message, text, textBody } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const paragraph = (words: string): Part => ({ kind: 'block', tag: 'paragraph', parts: [text(words)] });

/** A room with these rows, and the actions of its first message. */
async function mountRows(...rows: readonly TimelineRow[]): Promise<MountedRoom> {
  const mounted = await mountRoom(new ScriptedServices().open(rows));
  const over = new PointerEvent('pointerover', { pointerType: 'mouse', bubbles: true });
  mounted.find('article')?.dispatchEvent(over);
  await shown(mounted.element);
  return mounted;
}

/** What is said beside a button, once it is. */
async function said({ find }: MountedRoom): Promise<string | undefined> {
  await waitUntil(() => find('.beside') !== undefined);
  return find('.beside')?.textContent.trim();
}

const refusal = 'The browser did not allow copying.';

describe('copying', () => {
  let clipboard = takeClipboard();
  beforeEach(() => {
    clipboard.restore();
    clipboard = takeClipboard();
  });
  after(() => clipboard.restore());

  it('gives the whole text of a message, and says so beside the button for two seconds, once to a screen reader', async () => {
    const room = await mountRows(message(textBody('cut', [paragraph('one'), paragraph('two')])));
    const { element, find, button } = room;
    const live = find('[aria-live=polite]')!;
    const announced: string[] = [];
    new MutationObserver(() => announced.push(live.textContent)).observe(live, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    const before = find('article')?.getBoundingClientRect();
    const started = performance.now();
    button(/^Copy text$/).click();
    expect(await said(room)).to.equal('Text copied');
    expect(clipboard.texts).to.deep.equal(['one\n\ntwo']);
    expect(find('article')?.getBoundingClientRect()).to.deep.equal(before);
    await expect(element).to.be.accessible();
    await waitUntil(() => find('.beside') === undefined);
    expect(performance.now() - started).to.be.above(1_900);
    expect(announced.filter((words) => words !== '')).to.deep.equal(['Text copied']);
  });

  it('gives the caption of a file', async () => {
    const room = await mountRows(message(file({ caption: [text('The plan')], plain: 'cut' })));
    room.button(/^Copy text$/).click();
    await said(room);
    expect(clipboard.texts).to.deep.equal(['The plan']);
  });

  it('gives the link of a message', async () => {
    const row = message('hello');
    const room = await mountRows(row);
    room.button(/^Copy link$/).click();
    expect(await said(room)).to.equal('Link copied');
    expect(clipboard.texts[0]).to.equal(`https://matrix.to/#/%23alpha%3Aexample.org/${encodeURIComponent(row.id)}`);
  });

  it('gives the link of the room, and says so where the menu was', async () => {
    const room = await mountRows(message('hello'));
    const menu = room.button(/^Menu$/);
    menu.click();
    const entry = room.button(/^\s*Copy link to the room\s*$/);
    const { top, bottom } = entry.getBoundingClientRect();
    entry.click();
    expect(await said(room)).to.equal('Link copied');
    expect(clipboard.texts).to.deep.equal(['https://matrix.to/#/%23alpha%3Aexample.org']);
    expect([room.find('.menu')?.matches(':popover-open'), menu.matches(':focus')]).to.deep.equal([false, true]);
    const note = room.find('.beside')!.getBoundingClientRect();
    expect(Math.min(Math.abs(note.top - bottom), Math.abs(top - note.bottom))).to.be.below(16);
    await expect(room.element).to.be.accessible();
  });

  it('gives code, and the details of a failure', async () => {
    const room = await mountRows(message(textBody('code', [{ kind: 'code-block', text: 'x = 1' }])));
    room.button(/^\s*Copy\s*$/).click();
    expect(await said(room)).to.equal('Copied');
    room.services.link.publish('session', '', { state: 'failed', error: { code: 'account-locked', message: '' } });
    await shown(room.element);
    await waitUntil(() => room.find('.beside') === undefined);
    room.find('.details summary')?.click();
    room.button(/^\s*Copy\s*$/).click();
    expect(await said(room)).to.equal('Copied');
    expect(clipboard.texts).to.deep.equal(['x = 1', room.find('.details code')?.textContent]);
  });

  it('gives the details of a failure in the place of a frame', async () => {
    const room = await mountRoom(undefined, { frame: 'https://chat.example.org/wiki-room/frame.html' });
    await waitUntil(() => room.find('.details') !== undefined);
    room.find('.details summary')?.click();
    room.button(/^\s*Copy\s*$/).click();
    expect(await said(room)).to.equal('Copied');
    await expect(room.element).to.be.accessible();
  });

  it('says in the same place that the browser does not allow it', async () => {
    clipboard.restore();
    clipboard = takeClipboard(true);
    const room = await mountRows(message('hello'));
    room.button(/^Copy text$/).click();
    expect(await said(room)).to.equal(refusal);
    expect(room.find('[aria-live=polite]')?.textContent).to.equal(refusal);
  });

  for (const direction of ['ltr', 'rtl']) {
    it(`says it near the button and within the room, also at 320 pixels (${direction})`, async () => {
      await setViewport({ width: 320, height: 600 });
      clipboard.restore();
      clipboard = takeClipboard(true);
      const room = await mountRows(message('hello'));
      room.element.dir = direction;
      await shown(room.element);
      const pressed = room.button(/^Copy link$/);
      const { bottom, top } = pressed.getBoundingClientRect();
      pressed.click();
      await said(room);
      const note = room.find('.beside')!.getBoundingClientRect();
      const around = room.find('.room')!.getBoundingClientRect();
      expect(note.left).to.be.at.least(around.left);
      expect(note.right).to.be.at.most(around.right);
      expect(Math.min(Math.abs(note.top - bottom), Math.abs(top - note.bottom))).to.be.below(16);
      await setViewport({ width: 800, height: 600 });
    });
  }

  it('stays a matter of the room: the page hears nothing of it', async () => {
    const heard: Event[] = [];
    const listener = (event: Event): void => void heard.push(event);
    addEventListener('wiki-room-tell-beside', listener);
    const room = await mountRows(message('hello'));
    room.button(/^Copy text$/).click();
    await said(room);
    removeEventListener('wiki-room-tell-beside', listener);
    expect(heard).to.deep.equal([]);
  });
});
