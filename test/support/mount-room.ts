import { fixture, html } from '@open-wc/testing';
import { defineElements } from '../../src/element/define-elements.ts';
import { RoomChunks } from '../../src/element/room-chunks.ts';
// What the element imports later is at hand: the tests count its steps and not the server's.
import '../../src/element/tools/tools.ts';
import '../../src/element/views/views.ts';
import { WikiRoom } from '../../src/element/wiki-room.ts';
import type { ElementSettings } from '../../src/protocol/services.ts';
import { ScriptedServices, address } from './scripted-services.ts';

/** What was asked to be connected since the last `connectTo`. */
export const connections: ElementSettings[] = [];

/** Everything that elements are given from now on. */
export function connectTo(services: ScriptedServices): void {
  connections.length = 0;
  WikiRoom.connect = async (settings) => {
    connections.push(settings);
    return services;
  };
  defineElements();
}

export interface MountedRoom {
  readonly element: WikiRoom;
  readonly services: ScriptedServices;
  /** Inside the element or one of its inner elements, by CSS selector. */
  find(selector: string): HTMLElement | undefined;
  button(name: RegExp): HTMLButtonElement;
  /** All text that is shown, inner elements included. */
  text(): string;
}

export async function mountRoom(
  services = new ScriptedServices().open([]),
  attributes: Readonly<Record<string, string>> = {},
): Promise<MountedRoom> {
  connectTo(services);
  const place = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  place.style.setProperty('background', '#fff');
  place.style.setProperty('color', '#222');
  const element = document.createElement('wiki-room');
  for (const [name, value] of Object.entries({ room: address, ...attributes })) element.setAttribute(name, value);
  place.append(element);
  await shown(element);
  return mounted(element, services);
}

export function mounted(element: WikiRoom, services: ScriptedServices): MountedRoom {
  const find = (selector: string): HTMLElement | undefined =>
    rootsOf(element)
      .map((root) => root.querySelector<HTMLElement>(selector))
      .find((found) => found !== null) ?? undefined;
  return {
    element,
    services,
    find,
    button: (name) => {
      for (const root of rootsOf(element)) {
        for (const button of root.querySelectorAll('button')) {
          if (name.test(button.getAttribute('aria-label') ?? button.textContent)) return button;
        }
      }
      throw new Error(`no button ${String(name)}`);
    },
    text: () =>
      rootsOf(element)
        .map((root) => root.textContent)
        .join(' ')
        .replaceAll(/\s+/g, ' '),
  };
}

const { loadViews, loadTools } = RoomChunks;

/** The element and everything in it have been drawn. */
export async function shown(element: WikiRoom): Promise<void> {
  // Nearness to the screen is told with a frame, and so is what waits for a paint.
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 10)));
    // Behind what the element loads.
    await loadTools(await loadViews());
    await element.updateComplete;
  }
}

function rootsOf(element: Element): ShadowRoot[] {
  const root = element.shadowRoot;
  return root === null ? [] : [root, ...[...root.querySelectorAll('*')].flatMap(rootsOf)];
}
