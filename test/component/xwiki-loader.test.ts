import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { mayLive } from '../../xwiki-macro/loader/may-live.ts';
import { readSettings } from '../../xwiki-macro/loader/settings.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Stands in for the element: what the loader gives it is what is looked at. */
const elementScript = URL.createObjectURL(
  new Blob(['customElements.define("wiki-room", class extends HTMLElement {});'], { type: 'text/javascript' }),
);
const settings = {
  homeserver: 'https://matrix.example.org',
  issuer: 'https://sso.example.org/realms/acme',
  clientId: 'wiki-room',
  callback: '/xwiki/bin/view/WikiRoom/Code/Callback?xpage=plain',
  script: elementScript,
  room: '#space:example.org',
};

function putSettings(value: unknown, into: Element): HTMLScriptElement {
  const script = document.createElement('script');
  script.type = 'application/json';
  script.id = 'wiki-room-settings';
  script.textContent = JSON.stringify(value);
  into.append(script);
  return script;
}

/** A module of its own each time, as when the wiki runs its scripts again. */
function load(path: string, copy: string): Promise<unknown> {
  return import(new URL(`../../xwiki-macro/loader/${path}?${copy}`, import.meta.url).href);
}

describe('the loader on a wiki page', () => {
  let content: HTMLElement;

  before(async () => {
    putSettings(settings, document.head);
    document.documentElement.dataset['xwikiUserReference'] = 'xwiki:XWiki.Alice';
    // An editor who may write no script may write this: it takes the loader from nobody.
    const written = document.createElement('span');
    written.id = 'wikiRoom';
    document.body.append(written);
    await load('loader.ts', 'first');
  });

  beforeEach(() => {
    content = document.createElement('div');
    content.id = 'xwikicontent';
    document.body.append(content);
  });

  afterEach(() => content.parentNode?.removeChild(content));

  function place(attributes: Readonly<Record<string, string>> = {}): HTMLElement {
    const div = document.createElement('div');
    div.className = 'wiki-room';
    for (const [name, value] of Object.entries({ 'data-room': '#alpha:example.org', ...attributes })) {
      div.setAttribute(name, value);
    }
    const link = document.createElement('a');
    link.href = 'https://matrix.to/#/%23alpha%3Aexample.org';
    link.textContent = '#alpha:example.org';
    div.append(link);
    return div;
  }

  const elements = (within: Element = content): Element[] => [...within.querySelectorAll('wiki-room')];
  const link = (within: Element = content): HTMLElement => within.querySelector('a') as HTMLElement;
  const live = (within: Element = content): Promise<void> =>
    waitUntil(() => elements(within).length === 1 && link(within).hidden, 'no room came');
  /** Long enough for anything that would start. */
  const quiet = (): Promise<void> => aTimeout(80);

  it('gives each place its room, also those that come later', async () => {
    content.append(place());
    await live();
    expect(elements()[0]?.getAttribute('room')).to.equal('#alpha:example.org');
    const later = document.createElement('div');
    later.append(place({ 'data-room': '#beta:example.org', 'data-read-only': 'true', 'data-height': '300' }));
    content.append(later);
    await live(later);
    const [beta] = elements(later) as HTMLElement[];
    expect(beta?.hasAttribute('read-only')).to.equal(true);
    expect(beta?.style.blockSize).to.equal('300px');
    later.replaceChildren(place({ 'data-room': '#beta:example.org' }));
    await waitUntil(() => elements(later)[0] === beta, 'the room did not come back as it was');
    expect(beta?.hasAttribute('read-only')).to.equal(false);
    expect(beta?.style.blockSize, 'what an edit took away').to.equal('');
  });

  it('does nothing when it runs again', async () => {
    content.append(place());
    await live();
    await load('loader.ts', 'second');
    await quiet();
    expect(elements().length).to.equal(1);
    expect(document.querySelectorAll(`script[src="${elementScript}"]`).length).to.equal(1);
  });

  it('signs in only where the administrator said, whatever the page says', async () => {
    const evil = 'https://evil.example.com';
    content.append(
      place({
        'data-homeserver': evil,
        'data-issuer': evil,
        'data-client-id': 'evil',
        'data-callback': evil,
        'data-frame': evil,
        'data-script': evil,
      }),
    );
    await live();
    const element = elements()[0] as Element;
    expect(element.getAttribute('homeserver')).to.equal(settings.homeserver);
    expect(element.getAttribute('user')).to.equal('xwiki:XWiki.Alice');
    expect(element.getAttribute('issuer')).to.equal(settings.issuer);
    expect(element.getAttribute('client-id')).to.equal(settings.clientId);
    expect(element.getAttribute('callback')).to.equal(settings.callback);
    expect(element.outerHTML).not.to.contain('evil');
  });

  it('takes no settings from the content of a page, and none without a homeserver', () => {
    const page = document.implementation.createHTMLDocument();
    const within = page.createElement('div');
    within.id = 'wiki-room-settings';
    within.textContent = JSON.stringify(settings);
    page.body.append(within);
    putSettings(settings, page.body);
    expect(readSettings(page)).to.equal(undefined);
    const real = putSettings({ ...settings, homeserver: '' }, page.head);
    expect(readSettings(page)).to.equal(undefined);
    real.textContent = 'no JSON';
    expect(readSettings(page)).to.equal(undefined);
    real.textContent = JSON.stringify(settings);
    expect(readSettings(page)?.homeserver).to.equal(settings.homeserver);
  });

  it('starts nothing far below the fold until it comes within one screen', async () => {
    const space = document.createElement('div');
    space.style.blockSize = '400vh';
    const far = place();
    content.append(space, far);
    await quiet();
    expect(elements().length).to.equal(0);
    window.scrollBy(0, window.innerHeight * 2.5);
    await live();
    window.scroll(0, 0);
  });

  it('starts a room far below the fold where a sign-in comes back to the page', async () => {
    const { keepRooms } = (await load('rooms.ts', 'back')) as typeof import('../../xwiki-macro/loader/rooms.ts');
    const space = document.createElement('div');
    space.style.blockSize = '4000vh';
    const far = place({ 'data-room': '#far:example.org' });
    content.append(space, far);
    await quiet();
    expect(elements().length).to.equal(0);
    keepRooms(settings, true)();
    await live();
  });

  it('stays away from what is edited, and comes when the editor has gone', async () => {
    const editable = document.createElement('div');
    editable.setAttribute('contenteditable', 'true');
    const island = document.createElement('div');
    island.setAttribute('contenteditable', 'false');
    island.append(place());
    editable.append(island);
    content.append(editable);
    await quiet();
    expect(elements().length).to.equal(0);
    expect(link().hidden).to.equal(false);
    editable.removeAttribute('contenteditable');
    await quiet();
    expect(elements().length, 'an island is the editor’s own').to.equal(0);
    island.removeAttribute('contenteditable');
    await live();
  });

  it('lives again in the copy of the old HTML that a cancelled edit puts back', async () => {
    content.append(place());
    await live();
    const before = elements()[0];
    const copy = content.cloneNode(true);
    content.classList.add('loading');
    await waitUntil(() => elements().length === 0, 'the room stays while the editor opens');
    content.replaceChildren(place());
    content.setAttribute('contenteditable', 'true');
    content.classList.remove('loading');
    await quiet();
    expect(elements().length).to.equal(0);
    content.removeAttribute('contenteditable');
    content.replaceChildren(...copy.childNodes);
    await waitUntil(() => elements()[0] === before && link().hidden, 'the room did not come back as it was');
    expect(elements().length).to.equal(1);
  });

  it('keeps the room of a place that the wiki empties, for the one that comes there', async () => {
    const pane = document.createElement('div');
    content.append(pane);
    pane.append(place());
    await live();
    const [room] = elements();
    pane.textContent = '';
    await quiet();
    pane.append(place());
    await waitUntil(() => elements()[0] === room && link().hidden, 'the room did not come back as it was');
  });

  it('ends where a saved edit has taken it off the page, once nothing is edited any more', async () => {
    content.append(place());
    await live();
    const [room] = elements();
    content.classList.add('loading');
    await waitUntil(() => elements().length === 0, 'the room stays while the editor opens');
    content.replaceChildren('What is written now.');
    content.setAttribute('contenteditable', 'true');
    content.classList.remove('loading');
    await aTimeout(5_200);
    expect(room?.isConnected, 'it waits for as long as it may come back').to.equal(true);
    content.removeAttribute('contenteditable');
    await quiet();
    expect(room?.isConnected, 'what is saved may be on its way').to.equal(true);
    await waitUntil(() => document.querySelector('wiki-room') === null, 'the room lives on, hidden');
  });

  it('lives after a save, while the editor’s class is still on the content', async () => {
    content.className = 'cke_editable';
    content.append(place());
    await live();
  });

  it('has no room in a PDF or an editing page', () => {
    const page = window as { XWiki?: { contextaction?: string } };
    const before = page.XWiki;
    try {
      for (const [action, expected] of Object.entries({ view: true, export: false, edit: false, preview: false })) {
        page.XWiki = { contextaction: action };
        expect(mayLive(content), action).to.equal(expected);
      }
    } finally {
      if (before === undefined) delete page.XWiki;
      else page.XWiki = before;
    }
  });

  it('lives in a space that is called as an action of the wiki is', () => {
    const page = window as { XWiki?: { contextaction?: string } };
    const [before, address] = [page.XWiki, location.href];
    try {
      history.replaceState(null, '', '/xwiki/bin/view/Data/export/WebHome');
      page.XWiki = { contextaction: 'view' };
      expect(mayLive(content)).to.equal(true);
      delete page.XWiki;
      expect(mayLive(content), 'nothing says that it is viewed').to.equal(false);
    } finally {
      history.replaceState(null, '', address);
      if (before === undefined) delete page.XWiki;
      else page.XWiki = before;
    }
  });

  it('keeps the link where the script cannot be had, and asks for it once', async () => {
    const { keepRooms } = (await load('rooms.ts', 'broken')) as typeof import('../../xwiki-macro/loader/rooms.ts');
    const other = document.createElement('div');
    other.className = 'wiki-room';
    other.append(place().firstElementChild as Element);
    // Of a class of its own while the page's loader looks.
    const look = keepRooms({ ...settings, script: '/nothing-there.js' });
    content.append(other);
    look();
    const asked = (): number => document.querySelectorAll('script[src="/nothing-there.js"]').length;
    // As the loader looks: at every change of the page.
    const watch = new MutationObserver(look);
    watch.observe(document.documentElement, { childList: true, subtree: true });
    await waitUntil(() => asked() > 0, 'it does not start');
    await waitUntil(() => other.querySelector('wiki-room') === null, 'the room stays');
    await quiet();
    await quiet();
    watch.disconnect();
    expect(asked()).to.equal(1);
    expect(other.querySelector('wiki-room')).to.equal(null);
    expect(link(other).textContent).to.equal('#alpha:example.org');
  });

  it('shows what is unread of the space’s room', async () => {
    const tab = document.createElement('a');
    tab.id = 'wikiroom.chatlink';
    tab.textContent = 'Chat';
    content.append(tab, place({ 'data-room': settings.room }), place());
    await waitUntil(() => elements().length === 2, 'no rooms came');
    const say = (element: Element | undefined, messages: number): void => {
      const detail = { messages, mentions: 0 };
      element?.dispatchEvent(new CustomEvent('wiki-room-unread-changed', { detail, bubbles: true, composed: true }));
    };
    say(elements()[0], 3);
    say(elements()[1], 8);
    expect(tab.textContent).to.equal('Chat (3)');
    say(elements()[0], 0);
    expect(tab.textContent).to.equal('Chat');
    const [room] = elements();
    for (const [spelled, same] of [
      ['https://matrix.to/#/#space:example.org', true],
      ['https://matrix.to/#/%23space%3Aexample.org?via=example.org', true],
      ['https://matrix.to/#/%23space%3Aexample.org/$event?via=example.org', true],
      ['matrix:r/space:example.org', true],
      ['matrix:r/space:example.org/e/event?action=join', true],
      ['https://matrix.to/#/#spaces:example.org', false],
      ['#space:example.org.uk', false],
      ['matrix:r/space', false],
    ] as const) {
      room?.setAttribute('room', spelled);
      say(room, 3);
      expect(tab.textContent, spelled).to.equal(same ? 'Chat (3)' : 'Chat');
      room?.setAttribute('room', settings.room);
      say(room, 0);
    }
  });

  it('opens the room of the space in a sheet, and only then starts it', async () => {
    const button = document.createElement('button');
    button.id = 'wiki-room-open';
    const close = document.createElement('button');
    close.id = 'wiki-room-close';
    const sheet = document.createElement('dialog');
    sheet.id = 'wiki-room-sheet';
    sheet.append(close, place({ 'data-room': settings.room }));
    content.append(button, sheet);
    await quiet();
    expect(elements().length).to.equal(0);
    button.click();
    expect(sheet.open).to.equal(true);
    expect(sheet.matches(':modal')).to.equal(false, 'the page beside it is still there to be read and written');
    await live();
    const closed = oneEvent(sheet, 'close');
    close.click();
    await closed;
    expect(sheet.open).to.equal(false);
  });

  it('closes the sheet by Escape, unless the room had a use for the key', async () => {
    const sheet = document.createElement('dialog');
    sheet.id = 'wiki-room-sheet';
    const field = document.createElement('input');
    // As the composer: the page does not hear the keys.
    field.addEventListener('keydown', (event) => event.stopPropagation());
    sheet.append(field);
    content.append(sheet);
    sheet.show();
    const used = (event: Event): void => event.preventDefault();
    field.addEventListener('keydown', used);
    field.focus();
    await sendKeys({ press: 'Escape' });
    await aTimeout(0);
    expect(sheet.open).to.equal(true);
    field.removeEventListener('keydown', used);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !sheet.open);
    sheet.show();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await aTimeout(0);
    expect(sheet.open).to.equal(true, "a key on the page is the page's");
  });
});
