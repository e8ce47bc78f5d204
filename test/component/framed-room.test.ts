import { expect, fixture, html } from '@open-wc/testing';
import { WikiRoom } from '../../src/element/wiki-room.ts';
import type { FramePortOptions, FrameSurroundings } from '../../src/protocol/frame.ts';
import { connectTo, shown } from '../support/mount-room.ts';
import { ScriptedServices, address } from '../support/scripted-services.ts';
import { waitUntil } from '../support/wait-until.ts';

const frame = 'https://chat.example.org/wiki-room/frame.html';
const { attachInternals } = HTMLElement.prototype;

/** An element whose room is shown in a frame; nobody is in that frame but the test. */
async function mount() {
  connectTo(new ScriptedServices());
  const updates: Partial<FrameSurroundings>[] = [];
  let port: FramePortOptions | undefined;
  WikiRoom.loadFrame = async () => (options) => {
    port = options;
    return {
      call: async () => undefined,
      update: (part) => updates.push(part),
      giveUp: () => undefined,
      answerLink: () => undefined,
      close: () => undefined,
    };
  };
  const place = await fixture<HTMLElement>(html`<div></div>`);
  let internals: ElementInternals | undefined;
  HTMLElement.prototype.attachInternals = function () {
    return (internals = attachInternals.call(this));
  };
  const element = document.createElement('wiki-room');
  HTMLElement.prototype.attachInternals = attachInternals;
  Object.assign(element, { room: address, frame });
  place.append(element);
  await shown(element);
  await waitUntil(() => port !== undefined);
  return { element, internals: internals!, port: port!, updates };
}

describe('<wiki-room> with a frame', () => {
  it('is busy as long as the room in the frame is', async () => {
    const { internals, port } = await mount();
    expect(internals.ariaBusy).to.equal('true');
    port.welcomed();
    port.told({ kind: 'states', states: ['ready'] });
    expect(internals.ariaBusy).to.equal('false');
  });

  it('tells the frame when the page turns to another language', async () => {
    const { port, updates } = await mount();
    port.surroundings();
    port.welcomed();
    const { documentElement } = document;
    try {
      documentElement.lang = 'ar';
      documentElement.dir = 'rtl';
      await waitUntil(() => updates.some(({ settings }) => settings?.language === 'ar'));
      await waitUntil(() => updates.some(({ look }) => look?.direction === 'rtl'));
    } finally {
      documentElement.lang = 'en';
      documentElement.removeAttribute('dir');
    }
  });

  it('tells the frame when the page gives the element another colour', async () => {
    const { element, port, updates } = await mount();
    port.surroundings();
    port.welcomed();
    element.style.setProperty('--wiki-room-accent', 'rgb(180 0 90)');
    await waitUntil(() => updates.some(({ look }) => look?.accent === 'rgb(180 0 90)'));
  });

  it('tells the frame when a style sheet has come late', async () => {
    const { port, updates } = await mount();
    port.surroundings();
    port.welcomed();
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = `data:text/css,${encodeURIComponent('wiki-room { --wiki-room-accent: rgb(0 120 60) }')}`;
    try {
      document.head.append(sheet);
      await waitUntil(() => updates.some(({ look }) => look?.accent === 'rgb(0 120 60)'));
    } finally {
      sheet.remove();
    }
  });
});
