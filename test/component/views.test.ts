import { expect } from '@open-wc/testing';
import { RoomChunks } from '../../src/element/room-chunks.ts';
import type * as Views from '../../src/element/views/views.ts';
import type * as Tools from '../../src/element/tools/tools.ts';
import { listen } from '../support/listen.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import { file, message } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('<wiki-room>: the views of a room', () => {
  const { loadViews } = RoomChunks;
  let loads: { resolve: (views: typeof Views) => void; reject: (error: Error) => void }[] = [];

  beforeEach(() => {
    loads = [];
    localStorage.clear();
    RoomChunks.loadViews = () => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  });
  afterEach(() => {
    RoomChunks.loadViews = loadViews;
  });

  it('are loaded for whoever has an account, and nothing moves when they come', async () => {
    const { element, find, text } = await mountRoom(new ScriptedServices().open([message('hello')]));
    const heard = listen(element, 'wiki-room-unread-changed');
    const places = (): readonly number[] =>
      [element, find('.main')].map((place) => place?.getBoundingClientRect().top ?? -1);
    const before = places();
    const skeleton = find('.skeleton');
    expect([loads.length, skeleton !== undefined]).to.deep.equal([1, true]);
    expect(element.matches(':state(loading)')).to.equal(true);
    expect(element.matches(':state(ready)')).to.equal(false);
    expect(text()).to.contain('Alpha');
    loads[0]!.resolve(await loadViews());
    await shown(element);
    expect(text()).to.contain('hello');
    expect(element.matches(':state(ready)')).to.equal(true);
    expect(before).to.deep.equal(places());
    expect(heard.length, 'told once the messages are there').to.equal(1);
  });

  it('are done without by whoever is signed out', async () => {
    const { text } = await mountRoom(new ScriptedServices());
    expect(text()).to.contain('Sign in to read and write here.');
    expect(loads.length).to.equal(0);
  });

  it('are asked for at once where a room was shown at the last visit, and not where nobody is signed in since', async () => {
    localStorage.setItem('wiki-room:room-shown', '');
    const first = await mountRoom(new ScriptedServices());
    expect(loads.length).to.equal(1);
    await shown(first.element);
    expect(Object.keys(localStorage)).to.deep.equal([]);
    await mountRoom(new ScriptedServices());
    expect(loads.length).to.equal(1);
  });

  it('that cannot be loaded are told of, and asked for again', async () => {
    const { element, button, text } = await mountRoom(new ScriptedServices().open([message('hello')]));
    const heard = listen(element, 'wiki-room-error');
    await waitUntil(() => loads.length === 1);
    loads[0]!.reject(new TypeError('Failed to fetch dynamically imported module'));
    await shown(element);
    expect(text()).to.contain('A part of the chat could not be loaded.');
    expect(heard.map(([, detail]) => (detail as { code: string }).code)).to.deep.equal(['script-unreachable']);
    button(/Try again/).click();
    await waitUntil(() => loads.length === 2);
    loads[1]!.resolve(await loadViews());
    await shown(element);
    expect(text()).to.contain('hello').and.not.contain('could not be loaded');
  });
});

describe('<wiki-room>: what is done in a room', () => {
  const { loadTools, loadViews } = RoomChunks;
  const tools = async (): Promise<typeof Tools> => loadTools(await loadViews());
  let loads: { resolve: (tools: typeof Tools) => void; reject: (error: Error) => void }[] = [];

  beforeEach(() => {
    loads = [];
    RoomChunks.loadTools = () => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  });
  afterEach(() => {
    RoomChunks.loadTools = loadTools;
  });

  it('is loaded when the messages are on screen, and the cursor waits for it', async () => {
    const services = new ScriptedServices().open([message('hello')]);
    const { element, find, text } = await mountRoom(services);
    element.focusComposer();
    expect(text()).to.contain('hello');
    await waitUntil(() => loads.length === 1);
    const isFocused = (): boolean => find('wiki-room-composer')?.shadowRoot?.activeElement?.localName === 'textarea';
    expect(isFocused()).to.equal(false);
    await waitUntil(() => loads.length === 1);
    loads[0]!.resolve(await tools());
    await shown(element);
    expect(isFocused()).to.equal(true);
  });

  it('is not loaded for whoever is signed out', async () => {
    await mountRoom(new ScriptedServices());
    expect(loads.length).to.equal(0);
  });

  it('that cannot be loaded is told in the place of the composer, below the messages', async () => {
    const { element, button, find, text } = await mountRoom(new ScriptedServices().open([message('hello')]));
    const heard = listen(element, 'wiki-room-error');
    await waitUntil(() => loads.length === 1);
    loads[0]!.reject(new TypeError('Failed to fetch dynamically imported module'));
    await shown(element);
    expect(text()).to.contain('hello').and.to.contain('A part of the chat could not be loaded.');
    expect(find('wiki-room-composer')).to.equal(undefined);
    expect(heard.map(([, detail]) => (detail as { code: string }).code)).to.deep.equal(['script-unreachable']);
    button(/Try again/).click();
    await waitUntil(() => loads.length === 2);
    loads[1]!.resolve(await tools());
    await shown(element);
    expect(text()).to.contain('hello').and.not.contain('could not be loaded');
    expect(find('textarea')).not.to.equal(undefined);
  });

  it('draws the way into a room; where it cannot be loaded, that is told there', async () => {
    const { button, text } = await mountRoom(new ScriptedServices().open([], { access: { kind: 'joinable' } }));
    await waitUntil(() => loads.length === 1);
    loads[0]!.reject(new TypeError('Failed to fetch dynamically imported module'));
    await waitUntil(() => text().includes('A part of the chat could not be loaded.'));
    button(/Try again/).click();
    await waitUntil(() => loads.length === 2);
    loads[1]!.resolve(await tools());
    await waitUntil(() => text().includes('Everybody may join.'));
    expect(text()).not.to.contain('could not be loaded');
  });

  it('leaves the composer and files their places until they come', async () => {
    const { element, find } = await mountRoom(new ScriptedServices().open([message(file())]));
    await waitUntil(() => loads.length === 1);
    loads[0]!.resolve(await tools());
    await shown(element);
    for (const selector of ['wiki-room-composer', '.file']) {
      const there = find(selector);
      const root = there?.getRootNode() as ShadowRoot;
      // Tags that are registered once stay so: a name that nobody has registered stands for the one that has not come.
      const place = document.createElement('wiki-room-absent');
      const rules = root.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]);
      for (const rule of rules.filter((one) => one instanceof CSSStyleRule)) {
        if (!rule.selectorText.includes(':not(:defined)')) continue;
        if (there?.matches(rule.selectorText.replace(':not(:defined)', '')) === true)
          place.style.cssText += rule.style.cssText;
      }
      there?.after(place);
      const heights = [place, there].map((one) => one?.getBoundingClientRect().height ?? 0);
      expect(heights[0]).to.be.closeTo(heights[1] ?? 0, 0.5);
      expect(heights[0]).to.be.greaterThan(20);
    }
  });
});
