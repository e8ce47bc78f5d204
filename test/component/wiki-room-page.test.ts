import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { connectTo, mountRoom, mounted } from '../support/mount-room.ts';
import { message, people } from '../support/rows.ts';
import { ScriptedServices, address } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const conversation = (): ScriptedServices =>
  new ScriptedServices().open([message('hello'), message('there', { sender: people.bob })], {
    topic: 'What we do',
  });

describe('<wiki-room> beside a page', () => {
  it('stays usable under a hostile stylesheet', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        wiki-room { display: none !important; text-transform: uppercase; white-space: pre; letter-spacing: 1em;
          visibility: visible; line-height: 0; text-indent: 50px; font-style: italic; }
        * { margin: 9px; padding: 9px; float: left; text-align: center; pointer-events: none; user-select: none; }`);
    document.adoptedStyleSheets.push(sheet);
    try {
      const { element, find } = await mountRoom(conversation());
      expect(getComputedStyle(element).display).not.to.equal('none');
      const field = find('textarea');
      if (field === undefined) throw new Error('no composer');
      const style = getComputedStyle(field);
      expect([style.textTransform, style.letterSpacing, style.textIndent, style.pointerEvents]).to.deep.equal([
        'none',
        'normal',
        '0px',
        'auto',
      ]);
      element.hidden = true;
      expect(getComputedStyle(element).display).to.equal('none');
    } finally {
      document.adoptedStyleSheets.pop();
    }
  });

  it('looks and measures the same where the page unsets everything', async () => {
    const { element, find } = await mountRoom(conversation());
    const measure = (): unknown => {
      const room = element.renderRoot.querySelector('.room');
      const field = find('textarea');
      if (room === null || field === undefined) throw new Error('no room');
      const { width, height } = room.getBoundingClientRect();
      const { border, borderRadius, backgroundColor, color, containerName, overflow } = getComputedStyle(room);
      const looks = { border, borderRadius, backgroundColor, color, containerName, overflow };
      const { x, y, right, bottom } = field.getBoundingClientRect();
      return { width, height, ...looks, host: element.offsetHeight, field: [x, y, right, bottom] };
    };
    const sheet = new CSSStyleSheet();
    const before = measure();
    sheet.replaceSync('wiki-room, wiki-room * { all: unset }');
    document.adoptedStyleSheets.push(sheet);
    try {
      expect(measure()).to.deep.equal(before);
      sheet.replaceSync('wiki-room, wiki-room * { all: unset !important }');
      expect(measure()).to.deep.equal(before);
    } finally {
      document.adoptedStyleSheets.pop();
    }
  });

  it('is as high as the page says', async () => {
    const { element } = await mountRoom(conversation());
    const room = element.renderRoot.querySelector('.room');
    for (const height of [300, 900]) {
      element.style.height = `${height}px`;
      expect([element.offsetHeight, room?.getBoundingClientRect().height]).to.deep.equal([height, height]);
    }
    element.style.height = '100px';
    element.style.minHeight = '0';
    expect(room?.getBoundingClientRect().height).to.equal(100);
  });

  it('works twice on a page, with one draft and no clash of ids', async () => {
    const services = conversation();
    const first = await mountRoom(services);
    const second = document.createElement('wiki-room');
    second.room = address;
    first.element.parentNode?.appendChild(second);
    await waitUntil(() => mounted(second, services).text().includes('hello'));
    expect(document.querySelectorAll('[id]').length).to.equal(0);
  });

  it('leaves nothing behind after many mounts', async () => {
    const services = conversation();
    const place = await fixture<HTMLElement>(html`<div></div>`);
    connectTo(services);
    let listeners = 0;
    const subscribe = services.link.subscribe.bind(services.link);
    services.link.subscribe = (...args: Parameters<typeof subscribe>) => {
      listeners++;
      const stop = subscribe(...args);
      return () => {
        listeners--;
        stop();
      };
    };
    for (let i = 0; i < 20; i++) {
      const element = document.createElement('wiki-room');
      element.room = address;
      place.append(element);
      await new Promise((resolve) => setTimeout(resolve, i % 3 === 0 ? 0 : 30));
      place.removeChild(element);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(listeners).to.equal(0);
  });

  it('keeps typed keys in, and leaves those of the page alone', async () => {
    const { element } = await mountRoom(conversation());
    const keys: string[] = [];
    const listener = (event: Event): void => void keys.push((event as KeyboardEvent).key);
    document.addEventListener('keydown', listener);
    element.focusComposer();
    await waitUntil(() => document.activeElement === element);
    await sendKeys({ type: 'e' });
    await sendKeys({ press: 'Escape' });
    element.blur();
    await sendKeys({ press: 'x' });
    document.removeEventListener('keydown', listener);
    expect(keys).to.deep.equal(['x']);
  });
});
