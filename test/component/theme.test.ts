import { expect, fixture, html } from '@open-wc/testing';
import type { WikiRoom } from '../../src/element/wiki-room.ts';
import { connectTo, shown } from '../support/mount-room.ts';
import { message } from '../support/rows.ts';
import { ScriptedServices, address } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

type Rgb = readonly [number, number, number];

/** Pages as a reader meets them: background, text, link. */
const pages: Readonly<Record<string, readonly [string, string, string]>> = {
  white: ['#ffffff', '#1f2328', '#0b63b5'],
  black: ['#000000', '#cccccc', '#99ccff'],
  sepia: ['#f4ecd8', '#433422', '#8a4a1c'],
  'XWiki as it comes': ['#ffffff', '#333333', '#0088cc'],
  Darkly: ['#222222', '#ffffff', '#00bc8c'],
  'grey, no good for anything': ['#808080', '#777777', '#7f7f90'],
  'of a modern notation': ['oklch(0.25 0.02 260)', 'oklch(0.9 0.01 260)', 'oklch(0.8 0.1 230)'],
};

async function onPage(background: string, text: string, link: string): Promise<WikiRoom> {
  connectTo(new ScriptedServices().open([message('hello')]));
  const place = await fixture<HTMLElement>(html`<main lang="en"><a href="#x">link</a></main>`);
  place.style.setProperty('background', background);
  place.style.setProperty('color', text);
  place.querySelector('a')?.style.setProperty('color', link);
  const element = document.createElement('wiki-room');
  element.room = address;
  place.append(element);
  await shown(element);
  return element;
}

/** A colour of the element as it is painted. */
function painted(element: WikiRoom, value: string): Rgb {
  const probe = document.createElement('span');
  element.shadowRoot?.append(probe);
  probe.style.setProperty('color', value);
  const { color } = getComputedStyle(probe);
  probe.parentNode?.removeChild(probe);
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  if (canvas === null) throw new Error('no canvas');
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function contrast(one: Rgb, other: Rgb): number {
  const luminance = (colour: Rgb): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
      const value = channel / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const token = (name: string): string => `var(--_${name})`;
const over = (colour: string, percent: number): string =>
  `color-mix(in srgb, ${token(colour)} ${percent}%, ${token('surface')})`;

describe('colours', () => {
  describe('accessibility', () => {
    for (const [name, page] of Object.entries(pages)) {
      it(`are told apart on a page that is ${name}`, async () => {
        const element = await onPage(...page);
        const surfaces = {
          'as it is': token('surface'),
          hovered: over('text', 5),
          'with a question': over('accent', 6),
          'with a warning': over('warning', 8),
        };
        for (const [where, surface] of Object.entries(surfaces)) {
          for (const colour of ['text', 'muted', 'accent', 'danger', 'warning']) {
            const value = contrast(painted(element, token(colour)), painted(element, surface));
            expect(value, `${colour} ${where}`).to.be.at.least(4.5);
          }
        }
        expect(contrast(painted(element, token('control')), painted(element, token('surface')))).to.be.at.least(3);
        expect(contrast(painted(element, token('on-accent')), painted(element, token('accent')))).to.be.at.least(4.5);
      });
    }
  });

  it('take the accent from a link that looks like one, not from a brand', async () => {
    const element = await onPage('#ffffff', '#333333', '#333333');
    const link = document.createElement('a');
    link.href = '#y';
    link.textContent = 'a link in the text';
    link.style.setProperty('color', 'rgb(11, 99, 181)');
    element.parentElement?.append(link);
    element.parentElement?.append(element);
    document.body.classList.toggle('changed');
    await waitUntil(() => painted(element, 'var(--_accent)').join() === '11,99,181');
    document.body.classList.toggle('changed');
  });

  it('follow the page when it changes its look', async () => {
    const element = await onPage('#ffffff', '#222222', '#0b63b5');
    const place = element.parentElement as HTMLElement;
    place.style.setProperty('background', '#111111');
    place.style.setProperty('color', '#eeeeee');
    document.documentElement.setAttribute('data-theme', 'dark');
    await waitUntil(() => painted(element, token('surface'))[0] === 17);
    document.documentElement.removeAttribute('data-theme');
    expect(getComputedStyle(element).colorScheme).to.equal('dark');
  });

  it('are those of the theme where one is set', async () => {
    const element = await onPage('#ffffff', '#222222', '#0b63b5');
    element.theme = 'dark';
    await element.updateComplete;
    expect(painted(element, token('surface'))[0]).to.be.below(50);
    element.theme = 'light';
    await element.updateComplete;
    expect(painted(element, token('surface'))[0]).to.equal(255);
  });

  it('are those of a theme that is set right after the element was put in, or before it was defined', async () => {
    const place = await fixture<HTMLElement>(html`<div></div>`);
    connectTo(new ScriptedServices());
    const after = document.createElement('wiki-room');
    place.append(after);
    after.theme = 'dark';
    // Made where no element is defined, it is defined as it is put into the page.
    const before = document.implementation.createHTMLDocument().createElement('wiki-room');
    before.theme = 'dark';
    place.append(before);
    for (const element of [after, before]) {
      await element.updateComplete;
      expect(getComputedStyle(element).colorScheme).to.equal('dark');
    }
  });

  it('are those of the page also where the tag has a language of its own', async () => {
    const place = await fixture<HTMLElement>(html`<div style="background: rgb(20 20 20); color: white"></div>`);
    connectTo(new ScriptedServices());
    const element = document.implementation.createHTMLDocument().createElement('wiki-room');
    element.lang = 'de';
    // Attributes are told before there is a shadow root.
    place.append(element);
    await element.updateComplete;
    expect(getComputedStyle(element).colorScheme).to.equal('dark');
  });

  it('are those the page sets, with text that can be read on them', async () => {
    const element = await onPage('#ffffff', '#222222', '#0b63b5');
    element.style.setProperty('--wiki-room-accent', '#ffcc00');
    element.theme = 'light';
    await element.updateComplete;
    expect(painted(element, token('accent'))).to.deep.equal([255, 204, 0]);
    expect(painted(element, token('on-accent'))).to.deep.equal([0, 0, 0]);
  });

  it('are found behind a shadow root, too', async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    host.style.setProperty('background', '#222222');
    host.style.setProperty('color', '#ffffff');
    connectTo(new ScriptedServices());
    const element = document.createElement('wiki-room');
    host.attachShadow({ mode: 'open' }).append(element);
    await shown(element);
    expect(painted(element, token('surface'))).to.deep.equal([34, 34, 34]);
  });

  it('are found behind the slot that the element is put into', async () => {
    const card = await fixture<HTMLElement>(html`<div></div>`);
    const inside = document.createElement('div');
    inside.style.setProperty('background', '#222222');
    inside.style.setProperty('color', '#eeeeee');
    inside.append(document.createElement('slot'));
    card.attachShadow({ mode: 'open' }).append(inside);
    connectTo(new ScriptedServices());
    const element = document.createElement('wiki-room');
    card.append(element);
    await shown(element);
    expect(painted(element, token('page-surface'))).to.deep.equal([34, 34, 34]);
    expect(painted(element, token('page-text'))).to.deep.equal([238, 238, 238]);
  });

  for (const surface of ['rgb(0 0 0 / 5%)', 'rgba(0, 0, 0, 0.05)', '#0001', 'oklch(0 0 0 / 0.1)']) {
    it(`are read on the page behind where the page sets one that hardly covers it: ${surface}`, async () => {
      const element = await onPage('#eeeeee', '#222222', '#0b63b5');
      element.style.setProperty('--wiki-room-surface', surface);
      element.theme = 'auto';
      await element.updateComplete;
      expect(getComputedStyle(element).colorScheme).to.equal('light');
      expect(painted(element, token('page-surface'))).to.deep.equal([238, 238, 238]);
      expect(painted(element, token('text'))).to.deep.equal([34, 34, 34]);
    });
  }
});
