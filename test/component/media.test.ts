import { expect, fixture, html } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { ErrorCode } from '../../src/protocol/error.ts';
import type { FileBody } from '../../src/protocol/row.ts';
import { splitName } from '../../src/element/media/file-name.ts';
import { MediaLoader } from '../../src/element/media/media-loader.ts';
import type { MediaRequest } from '../../src/element/media/media-loader.ts';
import { frames, mountTimeline } from '../support/mount-timeline.ts';
import { file, message, picture, times } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

let picturePainted: Blob;
const painted = async (): Promise<Blob> => picturePainted;

before(async () => {
  const canvas = new OffscreenCanvas(40, 20);
  canvas.getContext('2d')?.fillRect(0, 0, 40, 20);
  picturePainted = await canvas.convertToBlob({ type: 'image/png' });
});

const request = (n: number): MediaRequest => ({ source: { mxc: `mxc://example.org/${n}` }, mime: 'image/png' });

/** Downloads that end when they are told to. */
function heldLink() {
  const ends: (() => void)[] = [];
  const link = new ScriptedLink({
    media: () => new Promise<Blob>((resolve) => ends.push(() => resolve(new Blob(['x'], { type: 'image/png' })))),
  });
  return { link, ends };
}

describe('media', () => {
  describe('accessibility', () => {
    it('has nothing that axe finds in pictures and files', async () => {
      const { timeline, settled } = await mountTimeline([message(picture(400, 200)), message(file())], {
        link: new ScriptedLink({ media: painted }),
      });
      await settled();
      await expect(timeline).to.be.accessible();
    });
  });

  describe('MediaLoader', () => {
    it('loads a few at a time, the last asked for first, each once', async () => {
      const { link, ends } = heldLink();
      const loader = new MediaLoader(link);
      for (let n = 0; n < 8; n++) loader.hold(request(n));
      loader.hold(request(7));
      expect(link.calls.length).to.equal(4);
      ends[0]?.();
      await waitUntil(() => link.calls.length === 5);
      expect((link.calls[4]?.args as MediaRequest).source.mxc).to.equal('mxc://example.org/7');
      loader.dispose();
    });

    it('does not give what somebody named in another way for the same address', async () => {
      const { link } = heldLink();
      const loader = new MediaLoader(link);
      const encryption = { key: 'k', iv: 'i', sha256: 's' };
      const { mxc } = request(1).source;
      const sources = [
        { mxc },
        { mxc, size: 1 },
        { mxc, encryption },
        { mxc, encryption: { ...encryption, key: 'l' } },
      ];
      for (const source of sources) {
        loader.hold({ source, mime: 'image/png' });
        loader.hold({ source: structuredClone(source), mime: 'image/png' });
      }
      expect(link.calls.length).to.equal(4);
      loader.dispose();
    });

    it('does not load what nobody waits for any more', async () => {
      const { link, ends } = heldLink();
      const loader = new MediaLoader(link);
      const held = [0, 1, 2, 3, 4].map((n) => loader.hold(request(n)));
      held[4]?.release();
      ends.splice(0).forEach((end) => end());
      await frames(2);
      expect(link.calls.length).to.equal(4);
      loader.dispose();
    });

    it('keeps memory bounded: what nobody holds is taken back', async () => {
      const link = new ScriptedLink({ media: async () => new Blob(['x'], { type: 'image/png' }) });
      const loader = new MediaLoader(link);
      const urls: string[] = [];
      for (let n = 0; n < 200; n++) {
        const held = loader.hold(request(n));
        urls.push(await held.url);
        held.release();
      }
      const alive = await Promise.all(
        urls.map((url) =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        ),
      );
      expect(alive.filter(Boolean).length).to.equal(48);
      expect(alive.at(-1)).to.equal(true);
      loader.dispose();
      expect(
        await fetch(urls.at(-1) ?? '').then(
          () => true,
          () => false,
        ),
      ).to.equal(false);
    });

    it('tries again after a failure', async () => {
      let fails = true;
      const link = new ScriptedLink({ media: async () => (fails ? Promise.reject(new Error('404')) : new Blob()) });
      const loader = new MediaLoader(link);
      let failed = false;
      await loader.hold(request(1)).url.catch(() => (failed = true));
      expect(failed).to.equal(true);
      fails = false;
      expect(await loader.hold(request(1)).url).to.match(/^blob:/);
      loader.dispose();
    });
  });

  describe('an avatar that could not be had', () => {
    const asked = (link: ScriptedLink): number => link.callsOf('media').length;

    async function mountAvatar(code: ErrorCode = 'homeserver-unreachable') {
      const link = new ScriptedLink({ media: async () => Promise.reject(new WikiRoomError(code)) });
      const place = await fixture<HTMLElement>(
        html`<div style="margin-block-start: 0">
          <wiki-room-image .media=${new MediaLoader(link)} .request=${request(1)}></wiki-room-image>
        </div>`,
      );
      const image = place.querySelector('wiki-room-image') as HTMLElementTagNameMap['wiki-room-image'];
      image.style.blockSize = '20px';
      await waitUntil(() => asked(link) === 1);
      await frames(2);
      return { link, place, image };
    }

    it('is asked for again when the connection is back, once, and not because it is drawn anew', async () => {
      const { link, image } = await mountAvatar();
      image.alt = 'changed';
      await frames(3);
      expect(asked(link)).to.equal(1);
      link.publish('connection', '', { state: 'live' });
      link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
      link.publish('connection', '', { state: 'live' });
      await waitUntil(() => asked(link) === 2);
      await frames(3);
      expect(asked(link)).to.equal(2);
      link.answers.media = painted;
      link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
      link.publish('connection', '', { state: 'live' });
      await waitUntil(() => image.renderRoot.querySelector('img'));
    });

    it('is not asked for again where it will never come, nor once it has left the document', async () => {
      for (const code of ['media-unavailable', 'media-damaged', 'too-large', 'homeserver-unreachable'] as const) {
        const { link, image } = await mountAvatar(code);
        const passes = code === 'homeserver-unreachable';
        expect(link.followers('connection')).to.equal(passes ? 1 : 0);
        link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
        if (passes) image.remove();
        link.publish('connection', '', { state: 'live' });
        await frames(3);
        expect(asked(link)).to.equal(1);
        expect(link.followers('connection')).to.equal(0);
      }
    });

    it('is asked for again when it comes near the screen anew', async () => {
      const { link, place, image } = await mountAvatar();
      link.answers.media = painted;
      place.style.marginBlockStart = '10000px';
      await frames(4);
      place.style.marginBlockStart = '0';
      await waitUntil(() => image.renderRoot.querySelector('img'));
      expect(asked(link)).to.equal(2);
    });
  });

  describe('pictures', () => {
    async function boxOf(body: FileBody, link?: ScriptedLink): Promise<DOMRect> {
      const { timeline } = await mountTimeline([message(body)], {
        height: 600,
        ...(link === undefined ? {} : { link }),
      });
      return (timeline.renderRoot.querySelector('wiki-room-picture') as Element).getBoundingClientRect();
    }

    it('have their place before they are loaded, inside 24 × 18 em', async () => {
      const wide = await boxOf(picture(1_600, 800));
      expect([wide.width, wide.height]).to.deep.equal([384, 192]);
      const tall = await boxOf(picture(1_000, 4_000));
      expect(Math.round(tall.height)).to.equal(288);
      const small = await boxOf(picture(100, 50));
      expect([small.width, small.height]).to.deep.equal([100, 50]);
      const unknown = await boxOf(file({ kind: 'image' }));
      expect([unknown.width, unknown.height]).to.deep.equal([256, 192]);
    });

    it('do not change their place when they come, whatever their true size', async () => {
      const { timeline, settled } = await mountTimeline([message(picture(1_600, 800)), message('below')], {
        link: new ScriptedLink({ media: painted }),
      });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      const before = element.getBoundingClientRect();
      await waitUntil(() => element.renderRoot.querySelector('wiki-room-image')?.renderRoot.querySelector('img'));
      await settled();
      expect(element.getBoundingClientRect()).to.deep.equal(before);
    });

    it('are fetched when they come near the screen', async () => {
      const link = new ScriptedLink({ media: painted });
      const rows = [message(picture(400, 300)), ...times(60, (i) => message(`${i}`))];
      const { scroller, settled } = await mountTimeline(rows, { link });
      await settled();
      expect(link.calls.filter(({ name }) => name === 'media').length).to.equal(0);
      scroller.scrollTop = 0;
      await waitUntil(() => link.calls.some(({ name }) => name === 'media'));
    });

    describe('that move', () => {
      // Red, then blue.
      const moving = Uint8Array.from([
        ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0xff, 0, 0, 0, 0, 0xff],
        ...[0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0],
        ...[0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0, 0x3b],
      ]);
      const encryption = { key: 'key', iv: 'iv', sha256: 'hash' };
      const row = message(
        picture(40, 20, { mime: 'image/gif', source: { mxc: 'mxc://example.org/moving', size: 67, encryption } }),
      );
      const mount = async (media: () => Promise<Blob>): Promise<ShadowRoot | null | undefined> => {
        const { timeline } = await mountTimeline([row], { link: new ScriptedLink({ media }) });
        return timeline.renderRoot.querySelector('wiki-room-picture')?.shadowRoot;
      };
      const shown = (root: ParentNode | null | undefined, place: string): Element | null | undefined =>
        root?.querySelector(`${place} wiki-room-image`)?.shadowRoot?.querySelector('img, canvas');

      afterEach(() => emulateMedia({ reducedMotion: 'no-preference' }));

      it('stand at their first frame for whoever wants less motion, and move where they are shown large', async () => {
        await emulateMedia({ reducedMotion: 'reduce' });
        const root = await mount(async () => new Blob([moving], { type: 'image/gif' }));
        await waitUntil(() => shown(root, '.show') instanceof HTMLCanvasElement);
        const canvas = shown(root, '.show') as HTMLCanvasElement;
        expect([...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])]).to.deep.equal([255, 0, 0, 255]);
        const box = root?.host.getBoundingClientRect();
        expect(canvas.getBoundingClientRect().width).to.equal(box?.width);
        root?.querySelector<HTMLElement>('.show')?.click();
        await waitUntil(() => shown(root, '.large') instanceof HTMLImageElement);
      });

      it('say so there too when they cannot be shown', async () => {
        await emulateMedia({ reducedMotion: 'reduce' });
        const root = await mount(async () => new Blob(['none'], { type: 'image/gif' }));
        await waitUntil(() => root?.querySelector('.instead')?.textContent.includes('could not be loaded') === true);
      });

      it('move for everybody else', async () => {
        const root = await mount(async () => new Blob([moving], { type: 'image/gif' }));
        await waitUntil(() => shown(root, '.show') instanceof HTMLImageElement);
      });
    });

    it('say so when they cannot be loaded, and try again by a click', async () => {
      const link = new ScriptedLink({ media: async () => Promise.reject(new Error('404')) });
      const { timeline } = await mountTimeline([message(picture(400, 300))], { link });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      const button = element.renderRoot.querySelector('.show') as HTMLElement;
      await waitUntil(() => button.textContent.includes('could not be loaded'));
      link.answers.media = painted;
      button.click();
      await waitUntil(() => element.renderRoot.querySelector('wiki-room-image')?.renderRoot.querySelector('img'));
    });

    it('try again when the connection is back', async () => {
      const link = new ScriptedLink({ media: async () => Promise.reject(new Error('lost')) });
      const { timeline } = await mountTimeline([message(picture(400, 300))], { link });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      await waitUntil(() => element.renderRoot.querySelector('.instead'));
      link.answers.media = painted;
      link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
      link.publish('connection', '', { state: 'live' });
      await waitUntil(() => element.renderRoot.querySelector('wiki-room-image')?.renderRoot.querySelector('img'));
    });

    it('do not try again when the connection is back where they will never come', async () => {
      const link = new ScriptedLink({ media: async () => Promise.reject(new WikiRoomError('media-unavailable')) });
      const { timeline } = await mountTimeline([message(picture(400, 300))], { link });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      await waitUntil(() => element.renderRoot.querySelector('.instead'));
      link.publish('connection', '', { state: 'lost', retryAt: 0, error: { code: 'unknown', message: '' } });
      link.publish('connection', '', { state: 'live' });
      await frames(3);
      expect(link.calls.filter(({ name }) => name === 'media')).to.have.length(1);
      expect(element.renderRoot.querySelector('.instead')).to.not.equal(null);
    });

    it('wait for a click where they are large and encrypted', async () => {
      const link = new ScriptedLink({ media: painted });
      const encryption = { key: 'k', iv: 'i', sha256: 's' };
      const body = picture(400, 300, { size: 40_000_000, source: { mxc: 'mxc://example.org/x', encryption } });
      const { timeline, settled } = await mountTimeline([message(body)], { link });
      await settled();
      expect(link.calls.filter(({ name }) => name === 'media').length).to.equal(0);
      const element = timeline.renderRoot.querySelector('wiki-room-picture');
      expect(element?.renderRoot.querySelector('.instead')?.textContent).to.contain('40 MB');
    });

    it('are shown large by a click, in the top layer', async () => {
      const { timeline } = await mountTimeline([message(picture(400, 300))], {
        link: new ScriptedLink({ media: painted }),
      });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      element.renderRoot.querySelector<HTMLElement>('.show')?.click();
      await waitUntil(() => element.renderRoot.querySelector('.large wiki-room-image'));
      expect(element.renderRoot.querySelector('.large')?.matches(':popover-open')).to.equal(true);
      expect(element.renderRoot.querySelector('.about')?.textContent).to.contain('sketch.png').and.contain('20');
    });

    it('are saved and closed by buttons where they are shown large, and keep their keys to themselves', async () => {
      const { timeline, articles } = await mountTimeline([message('above'), message(picture(400, 300))], {
        link: new ScriptedLink({ media: painted }),
      });
      const element = timeline.renderRoot.querySelector(
        'wiki-room-picture',
      ) as HTMLElementTagNameMap['wiki-room-picture'];
      const large = element.renderRoot.querySelector<HTMLElement>('.large');
      const button = (label: string): HTMLElement | null =>
        element.renderRoot.querySelector<HTMLElement>(`.large button[aria-label="${label}"]`);
      element.renderRoot.querySelector<HTMLElement>('.show')?.click();
      await waitUntil(() => button('Download'));
      await expect(element).to.be.accessible();
      const saved: string[] = [];
      const { click } = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = function () {
        saved.push(this.download);
      };
      try {
        button('Download')?.click();
        await waitUntil(() => saved.length > 0);
      } finally {
        HTMLAnchorElement.prototype.click = click;
      }
      expect(saved).to.deep.equal(['sketch.png']);
      expect(large?.matches(':popover-open')).to.equal(true);
      await sendKeys({ press: 'ArrowUp' });
      expect(articles()[0]?.matches(':focus')).to.equal(false);
      button('Close')?.click();
      expect(large?.matches(':popover-open')).to.equal(false);
    });
  });

  describe('files', () => {
    it('are saved under their name by a click, and fetched by nothing else', async () => {
      const link = new ScriptedLink({
        media: async () => new Blob(['<script>'], { type: 'application/octet-stream' }),
      });
      const { timeline, settled } = await mountTimeline([message(file({ name: 'notes.html' }))], { link });
      await settled();
      expect(link.calls.filter(({ name }) => name === 'media').length).to.equal(0);
      const saved: string[] = [];
      const click = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = function () {
        saved.push(`${this.download} ${this.href.slice(0, 5)}`);
      };
      const element = timeline.renderRoot.querySelector('wiki-room-file') as HTMLElementTagNameMap['wiki-room-file'];
      element.renderRoot.querySelector('button')?.click();
      try {
        await waitUntil(() => saved.length > 0);
      } finally {
        HTMLAnchorElement.prototype.click = click;
      }
      expect(saved).to.deep.equal(['notes.html blob:']);
    });

    it('say so when they cannot be loaded', async () => {
      const { timeline } = await mountTimeline([message(file())], {
        link: new ScriptedLink({ media: async () => Promise.reject(new Error('404')) }),
      });
      const element = timeline.renderRoot.querySelector('wiki-room-file') as HTMLElementTagNameMap['wiki-room-file'];
      element.renderRoot.querySelector('button')?.click();
      await waitUntil(() => element.renderRoot.querySelector('.state')?.textContent.includes('could not be loaded'));
    });

    it('never lose their extension', async () => {
      expect(splitName('report.final.pdf')).to.deep.equal({ stem: 'report.final', extension: '.pdf' });
      expect(splitName('.bashrc')).to.deep.equal({ stem: '.bashrc', extension: '' });
      expect(splitName('no extension at all. really')).to.deep.equal({
        stem: 'no extension at all',
        extension: '. really',
      });
      const { timeline } = await mountTimeline([message(file({ name: `${'long '.repeat(60)}.exe` }))], { width: 280 });
      const element = timeline.renderRoot.querySelector('wiki-room-file') as HTMLElementTagNameMap['wiki-room-file'];
      const extension = element.renderRoot.querySelector('.name span:last-child') as HTMLElement;
      expect(extension.textContent).to.equal('.exe');
      expect(extension.getBoundingClientRect().right).to.be.at.most(element.getBoundingClientRect().right);
    });
  });
});
