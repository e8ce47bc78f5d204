import { expect, fixture, html } from '@open-wc/testing';
import { SightWatcher } from '../../src/element/frame/sight-watcher.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Watched {
  readonly frame: HTMLElement;
  readonly watcher: SightWatcher;
  /** How often it was told. */
  readonly told: () => number;
  /** What is in view now: upper and lower edge. */
  readonly seen: () => readonly [number, number];
}

const stops: AbortController[] = [];

/** A page of that layout; its `.frame` is 200 pixels high. */
async function watched(page: ReturnType<typeof html>): Promise<Watched> {
  const place = await fixture<HTMLElement>(page);
  const frame = place.querySelector<HTMLElement>('.frame')!;
  frame.style.setProperty('height', '200px');
  const stop = new AbortController();
  stops.push(stop);
  let told = 0;
  const watcher = new SightWatcher(frame, () => told++, stop.signal);
  const seen = (): readonly [number, number] => [Math.round(watcher.sight.top), Math.round(watcher.sight.bottom)];
  return { frame, watcher, told: () => told, seen };
}

/** What is seen comes to be this, and is told. */
async function comesTo({ seen, told }: Watched, top: number, bottom: number, before = 0): Promise<void> {
  await waitUntil(() => told() > before && String(seen()) === String([top, bottom]), `not [${top}, ${bottom}]`);
}

const tall = (height: number): HTMLElement => {
  const block = document.createElement('div');
  block.style.setProperty('height', `${height}px`);
  return block;
};

describe('how much of a frame the reader sees', () => {
  afterEach(() => {
    for (const stop of stops.splice(0)) stop.abort();
    scrollTo(0, 0);
  });

  it('is all of it where it stands in the window', async () => {
    await comesTo(await watched(html`<div><div class="frame"></div></div>`), 0, 200);
  });

  it('is nothing once the layout of the page has moved it away, and all of it when it is back', async () => {
    const page = await watched(html`<div><div class="frame"></div></div>`);
    await comesTo(page, 0, 200);
    const block = tall(innerHeight + 100);
    let before = page.told();
    page.frame.before(block);
    await comesTo(page, 0, 0, before);
    before = page.told();
    block.style.setProperty('height', `${innerHeight - 150}px`);
    await comesTo(page, 0, Math.round(innerHeight - page.frame.getBoundingClientRect().top), before);
    before = page.told();
    block.style.setProperty('height', '20px');
    await comesTo(page, 0, 200, before);
  });

  it('follows the window as it is scrolled', async () => {
    const page = await watched(html`<div><div class="frame"></div></div>`);
    page.frame.after(tall(innerHeight * 2));
    await comesTo(page, 0, 200);
    scrollBy(0, page.frame.getBoundingClientRect().top + 50);
    await comesTo(page, 50, 200);
    scrollBy(0, 30);
    await comesTo(page, 80, 200);
    scrollBy(0, 300);
    await waitUntil(() => page.seen()[0] === page.seen()[1]);
  });

  it('is what an element around it leaves of it, wherever that one is scrolled to', async () => {
    const page = await watched(
      html`<div>
        <div class="around"><div class="frame"></div></div>
      </div>`,
    );
    const around = page.frame.parentElement!;
    around.append(tall(600));
    for (const [name, value] of [
      ['overflow', 'auto'],
      ['height', '150px'],
    ] as const)
      around.style.setProperty(name, value);
    await comesTo(page, 0, 150);
    around.scrollTop = 40;
    await comesTo(page, 40, 190);
    around.scrollTop = 400;
    await waitUntil(() => page.seen()[0] === page.seen()[1]);
    around.scrollTop = 0;
    await comesTo(page, 0, 150);
  });

  it('is nothing while the page does not display it, as in a tab that is not chosen', async () => {
    const page = await watched(
      html`<div>
        <div class="around"><div class="frame"></div></div>
      </div>`,
    );
    await comesTo(page, 0, 200);
    const around = page.frame.parentElement!;
    around.hidden = true;
    await waitUntil(() => page.seen()[0] === page.seen()[1]);
    const before = page.told();
    around.before(tall(30));
    around.hidden = false;
    await comesTo(page, 0, 200, before);
  });

  it('is nothing beside the window', async () => {
    const page = await watched(html`<div><div class="frame"></div></div>`);
    await comesTo(page, 0, 200);
    page.frame.style.setProperty('transform', `translateX(${innerWidth + 50}px)`);
    await waitUntil(() => page.seen()[0] === page.seen()[1]);
  });

  it('is not told any more once it has ended', async () => {
    const page = await watched(html`<div><div class="frame"></div></div>`);
    await comesTo(page, 0, 200);
    stops.at(-1)?.abort();
    const before = page.told();
    page.frame.before(tall(innerHeight + 100));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(page.told()).to.equal(before);
  });

  it('is told together with whether they are on the page: not while the focus is in the frame', async () => {
    const { frame, watcher, told } = await watched(
      html`<div>
        <iframe class="frame" title="Chat"></iframe>
        <button>Edit</button>
      </div>`,
    );
    const button = frame.parentElement!.querySelector('button')!;
    button.focus();
    expect(watcher.sight.focused).to.equal(true);
    let before = told();
    frame.focus();
    await waitUntil(() => told() > before && !watcher.sight.focused, 'the page has it still');
    before = told();
    button.focus();
    await waitUntil(() => told() > before && watcher.sight.focused, 'the page does not have it');
  });
});
