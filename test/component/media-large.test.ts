import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WikiRoomError } from '../../src/protocol/error.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { message, picture } from '../support/rows.ts';
import { waitUntil } from '../support/wait-until.ts';

async function painted(): Promise<Blob> {
  const canvas = new OffscreenCanvas(40, 20);
  canvas.getContext('2d')?.fillRect(0, 0, 40, 20);
  return canvas.convertToBlob({ type: 'image/png' });
}

const refused = async (): Promise<never> => Promise.reject(new WikiRoomError('media-unavailable'));

type Whole = () => Promise<Blob>;

/** A picture in a conversation; `whole` answers for all of it, the small one is always there. */
async function mountPicture(whole: Whole) {
  const link = new ScriptedLink();
  const answer = (next: Whole): void => {
    link.answers.media = async ({ thumbnail }) => (thumbnail === undefined ? next() : painted());
  };
  answer(whole);
  const { timeline, settled } = await mountTimeline([message(picture(400, 300))], { link });
  await settled();
  const element = timeline.renderRoot.querySelector('wiki-room-picture') as HTMLElementTagNameMap['wiki-room-picture'];
  const find = (selector: string): HTMLElement | null => element.renderRoot.querySelector<HTMLElement>(selector);
  const words = (selector: string): string => find(selector)?.textContent.trim() ?? '';
  const isShown = (): boolean => find('.large wiki-room-image')?.shadowRoot?.querySelector('img') instanceof Element;
  return { element, link, answer, find, words, isShown };
}

async function mountLarge(whole: Whole) {
  const mounted = await mountPicture(whole);
  mounted.find('.show')?.click();
  await waitUntil(() => mounted.find('.large .about'));
  return mounted;
}

describe('a picture that is shown large', () => {
  it('says quietly that it loads, and nothing once it is there', async () => {
    const come = Promise.withResolvers<void>();
    const { element, find, words, isShown } = await mountLarge(async () => {
      await come.promise;
      return painted();
    });
    expect(words('.becomes')).to.equal('Loading the picture');
    expect(find('.becomes')?.getAttribute('role')).to.equal('status');
    expect(find('.again') === null).to.equal(true);
    await expect(element).to.be.accessible();
    come.resolve();
    await waitUntil(() => isShown() && words('.becomes') === '');
  });

  it('says that it could not be loaded, stays open, and tries again', async () => {
    const { element, link, answer, find, words, isShown } = await mountLarge(refused);
    await waitUntil(() => words('.becomes') === 'The picture could not be loaded');
    expect(words('.again')).to.equal('Try again');
    await expect(element).to.be.accessible();
    const asked = link.callsOf('media').length;
    find('.again')?.click();
    await waitUntil(() => link.callsOf('media').length === asked + 1);
    await waitUntil(() => words('.becomes') === 'The picture could not be loaded');
    answer(painted);
    find('.again')?.focus();
    find('.again')?.click();
    expect(element.shadowRoot?.activeElement?.className).to.equal('large');
    await waitUntil(() => isShown() && words('.becomes') === '');
    expect(find('.large')?.matches(':popover-open')).to.equal(true);
    expect(find('.again') === null).to.equal(true);
  });

  for (const [keys, name] of [
    [['Tab'], 'Tab'],
    [['Shift', 'Tab'], 'Shift and Tab'],
  ] as const) {
    it(`closes when the focus is taken out of it by ${name}, which goes on from there`, async () => {
      const { element, find, isShown } = await mountLarge(painted);
      await waitUntil(isShown);
      const large = find('.large');
      const after = document.createElement('button');
      (element.getRootNode() as ShadowRoot).host.after(after);
      const isInside = (): boolean => large?.contains(element.shadowRoot?.activeElement ?? null) === true;
      expect(isInside()).to.equal(true);
      for (let presses = 0; presses < 5 && isInside(); presses++) {
        expect(large?.matches(':popover-open')).to.equal(true);
        for (const key of keys) await sendKeys(key === 'Shift' ? { down: key } : { press: key });
        if (keys[0] === 'Shift') await sendKeys({ up: 'Shift' });
      }
      expect(large?.matches(':popover-open')).to.equal(false);
      const focused = element.shadowRoot?.activeElement ?? document.activeElement;
      expect(focused !== document.body && !isInside()).to.equal(true);
    });
  }

  it('tries again by itself when the connection is back', async () => {
    const { link, answer, words, isShown } = await mountLarge(async () => Promise.reject(new Error('lost')));
    await waitUntil(() => words('.becomes') === 'The picture could not be loaded');
    answer(painted);
    link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
    link.publish('connection', '', { state: 'live' });
    await waitUntil(() => isShown() && words('.becomes') === '');
  });

  it('is there by a click also where the small one is not', async () => {
    const { element, link, find, words, isShown } = await mountPicture(painted);
    link.answers.media = async ({ thumbnail }) => (thumbnail === undefined ? painted() : refused());
    element.body = picture(400, 300, { source: { mxc: 'mxc://example.org/unscalable' } });
    await waitUntil(() => words('.show').includes('could not be loaded'));
    find('.show')?.click();
    await waitUntil(() => isShown() && words('.becomes') === '');
  });

  it('says that what came is no picture', async () => {
    const { words } = await mountLarge(async () => new Blob(['no picture'], { type: 'image/png' }));
    await waitUntil(() => words('.becomes') === 'The picture could not be loaded');
  });
});

describe('saving a picture', () => {
  for (const place of ['in the conversation', 'large'] as const) {
    it(`says that it is being loaded, and that it could not be (${place})`, async () => {
      const large = place === 'large';
      let refuse = (): void => undefined;
      const waiting = async (): Promise<Blob> =>
        new Promise<Blob>((_, reject) => (refuse = () => reject(new WikiRoomError('homeserver-error'))));
      const { element, answer, find, words } = await (large ? mountLarge(painted) : mountPicture(painted));
      const saving = large ? '.large .saving' : '.saving';
      const button = large ? '.large .save' : '.save';
      answer(waiting);
      find(button)?.click();
      await waitUntil(() => words(saving) === 'Downloading');
      expect(find(button)?.getAttribute('aria-busy')).to.equal('true');
      await expect(element).to.be.accessible();
      refuse();
      await waitUntil(() => words(saving) === 'The file could not be loaded. Try again');
      expect([
        find(button)?.getAttribute('aria-busy'),
        getComputedStyle(find(button) as Element).opacity,
      ]).to.deep.equal(['false', '1']);
      await expect(element).to.be.accessible();
      answer(painted);
      const { click } = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = () => undefined;
      try {
        find(button)?.click();
        await waitUntil(() => words(saving) === '');
      } finally {
        HTMLAnchorElement.prototype.click = click;
      }
    });
  }

  it('is announced once each, shown large or not, also when what is large is opened and closed', async () => {
    let refuse = (): void => undefined;
    const waiting = async (): Promise<Blob> =>
      new Promise<Blob>((_, reject) => (refuse = () => reject(new WikiRoomError('homeserver-error'))));
    const { element, answer, find, words } = await mountLarge(painted);
    await waitUntil(() => words('.becomes') === '');
    const announced: string[] = [];
    new MutationObserver((changes) => {
      const regions = changes.map(({ target }) => target.parentElement?.closest('[role=status]') ?? target);
      for (const region of new Set(regions)) {
        if (region instanceof Element && region.matches('[role=status]')) announced.push(region.textContent.trim());
      }
    }).observe(element.renderRoot, { childList: true, subtree: true, characterData: true });
    answer(waiting);
    find('.large .save')?.click();
    await waitUntil(() => words('.large .saving') === 'Downloading');
    refuse();
    await waitUntil(() => words('.large .saving') === 'The file could not be loaded. Try again');
    for (const open of [false, true]) {
      find(open ? '.show' : '.large')?.click();
      await waitUntil(() => (find('.large .about') !== null) === open);
    }
    expect(announced.filter((said) => said !== '' && said !== 'Loading the picture')).to.deep.equal([
      'Downloading',
      'The file could not be loaded. Try again',
    ]);
    expect(element.renderRoot.querySelectorAll('.saving[role=status]').length).to.equal(1);
    await expect(element).to.be.accessible();
  });
});
