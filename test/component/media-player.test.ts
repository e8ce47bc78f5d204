import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { FileBody } from '../../src/protocol/row.ts';
import { address, mountTimeline } from '../support/mount-timeline.ts';
import { file, message } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { silence } from '../support/silence.ts';
import { waitUntil } from '../support/wait-until.ts';

const voice = file({ kind: 'audio', name: 'Voice message.wav', mime: 'audio/wav', size: 8_044, duration: 65_000 });

async function mount(body: FileBody, media: () => Promise<Blob> = async () => silence()) {
  const link = new ScriptedLink({ media });
  const mounted = await mountTimeline([message('before'), message(body)], { link });
  const element = mounted.timeline.renderRoot.querySelector(
    'wiki-room-file',
  ) as HTMLElementTagNameMap['wiki-room-file'];
  const root = element.renderRoot as ShadowRoot;
  return {
    ...mounted,
    element,
    root,
    main: () => root.querySelector<HTMLButtonElement>('button.what'),
    player: () => root.querySelector<HTMLMediaElement>('.player'),
    words: () => root.querySelector('.state')?.textContent,
  };
}

describe('sound and film', () => {
  it("are played by a click, with the browser's own controls and the focus, and fetched by nothing else", async () => {
    const { link, main, player, root, words, element } = await mount(voice);
    expect(words()).to.equal('1:05 · 8 kB');
    expect(link.callsOf('media').length).to.equal(0);
    expect(player() === null).to.equal(true);
    main()?.focus();
    main()?.click();
    await waitUntil(() => player() !== null);
    expect(player()).to.be.instanceOf(HTMLAudioElement);
    expect(player()?.controls).to.equal(true);
    expect(player()?.src).to.match(/^blob:/);
    await waitUntil(() => root.activeElement === player());
    await expect(element).to.be.accessible();
  });

  it('keep their keys to themselves while they are played', async () => {
    const { main, player, root } = await mount(voice);
    main()?.focus();
    main()?.click();
    await waitUntil(() => player() !== null && root.activeElement === player());
    await sendKeys({ press: 'ArrowUp' });
    expect(root.activeElement === player()).to.equal(true);
  });

  it('go on while other messages come and the focus is elsewhere', async () => {
    const { main, player, element, link, settled } = await mount(voice);
    main()?.click();
    await waitUntil(() => player()?.paused === false);
    player()!.loop = true;
    (document.activeElement as HTMLElement | null)?.blur();
    const drawn = player();
    for (let i = 0; i < 40; i++) {
      link.append(address, message(`news ${i}`));
      await settled();
    }
    expect(player() === drawn && element.isConnected).to.equal(true);
    drawn?.pause();
    await waitUntil(() => !element.hasAttribute('data-playing'));
    for (let i = 0; i < 20; i++) {
      link.append(address, message(`more ${i}`));
      await settled();
    }
    expect(element.isConnected).to.equal(false);
  });

  it('are let go with their message', async () => {
    const { main, player, element } = await mount(voice);
    main()?.click();
    await waitUntil(() => player() !== null);
    const url = player()?.src ?? '';
    const place = element.parentElement;
    element.remove();
    await fetch(url).then(
      () => expect.fail('it is held'),
      () => undefined,
    );
    place?.append(element);
    await element.updateComplete;
    expect(player() === null).to.equal(true);
  });

  it('can still be saved', async () => {
    const { root, link } = await mount(voice);
    const click = HTMLAnchorElement.prototype.click;
    const saved: string[] = [];
    HTMLAnchorElement.prototype.click = function () {
      saved.push(this.download);
    };
    try {
      root.querySelector<HTMLButtonElement>('.save')?.click();
      await waitUntil(() => saved.length > 0);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved).to.deep.equal(['Voice message.wav']);
    expect(link.callsOf('media').length).to.equal(1);
  });

  it('say so when they cannot be loaded, and try again by a click', async () => {
    let fails = true;
    const { main, player, words } = await mount(voice, async () => (fails ? Promise.reject(new Error()) : silence()));
    main()?.click();
    await waitUntil(() => words()?.includes('could not be loaded') === true);
    fails = false;
    main()?.click();
    await waitUntil(() => player() !== null);
  });

  it('are downloads where the browser cannot play them, known before or once they have come', async () => {
    const before = await mount(file({ kind: 'video', name: 'a.avi', mime: 'video/x-msvideo' }));
    expect(before.main()?.textContent).to.contain('Download');
    for (const blob of [
      new Blob(['?'], { type: 'application/octet-stream' }),
      new Blob(['?'], { type: 'audio/wav' }),
    ]) {
      const { main, words, root } = await mount(voice, async () => blob);
      expect(main()?.textContent).to.contain('Play');
      main()?.focus();
      main()?.click();
      await waitUntil(() => main()?.textContent.includes('Download') === true);
      expect(words()).to.equal('This browser cannot play it. Download it');
      await waitUntil(() => root.activeElement === main());
    }
  });
});
