import { defineElements } from '../../src/element/define-elements.ts';
import { WikiRoom } from '../../src/element/wiki-room.ts';
import { address } from '../../test/support/scripted-services.ts';
import { shellSamples } from './shell-samples.ts';
import type { ShellSample } from './shell-samples.ts';

/** The whole element in every state, each under its title. */
export function shellSections(): readonly HTMLElement[] {
  const samples = shellSamples();
  // An element says by its homeserver which sample is behind it.
  WikiRoom.connect = async ({ homeserver }) => {
    const sample = samples[Number(homeserver)];
    if (sample === undefined) throw new Error('no such sample');
    return sample.services;
  };
  defineElements();
  return samples.map(section);
}

function section({ title, attributes = {} }: ShellSample, index: number): HTMLElement {
  const place = document.createElement('section');
  place.id = `shell-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  const heading = document.createElement('h2');
  heading.textContent = title;
  const element = document.createElement('wiki-room');
  const all = { room: address, homeserver: String(index), ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  place.append(heading, element);
  return place;
}
