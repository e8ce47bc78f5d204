import { expect } from '@open-wc/testing';
import type { Views } from '../../src/element/views-controller.ts';
import { WikiRoom } from '../../src/element/wiki-room.ts';
import { listen } from '../support/listen.ts';
import { mountRoom, shown } from '../support/mount-room.ts';
import { message } from '../support/rows.ts';
import { ScriptedServices } from '../support/scripted-services.ts';

describe('<wiki-room>: the views of a room', () => {
  const { loadViews } = WikiRoom;
  let loads: { resolve: (views: Views) => void; reject: (error: Error) => void }[] = [];

  beforeEach(() => {
    loads = [];
    WikiRoom.loadViews = () => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  });
  afterEach(() => {
    WikiRoom.loadViews = loadViews;
  });

  it('are loaded for whoever has an account, and nothing moves when they come', async () => {
    const { element, find, text } = await mountRoom(new ScriptedServices().open([message('hello')]));
    const places = (): readonly number[] =>
      [element, find('.main')].map((place) => place?.getBoundingClientRect().top ?? -1);
    const before = places();
    const skeleton = find('.skeleton');
    expect([loads.length, skeleton !== undefined]).to.deep.equal([1, true]);
    expect(element.matches(':state(loading)')).to.equal(true);
    expect(element.matches(':state(ready)')).to.equal(false);
    expect(text()).to.contain('Alpha');
    loads[0]?.resolve(await loadViews());
    await shown(element);
    expect(text()).to.contain('hello');
    expect(element.matches(':state(ready)')).to.equal(true);
    expect(before).to.deep.equal(places());
  });

  it('are done without by whoever is signed out', async () => {
    const { text } = await mountRoom(new ScriptedServices());
    expect(text()).to.contain('Sign in to read and write here.');
    expect(loads.length).to.equal(0);
  });

  it('that cannot be loaded are told of, and asked for again', async () => {
    const { element, button, text } = await mountRoom(new ScriptedServices().open([message('hello')]));
    const heard = listen(element, 'wiki-room-error');
    loads[0]?.reject(new TypeError('Failed to fetch dynamically imported module'));
    await shown(element);
    expect(text()).to.contain('A part of the chat could not be loaded.');
    expect(heard.map(([, detail]) => (detail as { code: string }).code)).to.deep.equal(['script-unreachable']);
    button(/Try again/).click();
    loads[1]?.resolve(await loadViews());
    await shown(element);
    expect(text()).to.contain('hello').and.not.contain('could not be loaded');
  });
});
