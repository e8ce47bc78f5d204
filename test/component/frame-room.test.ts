import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import fc from 'fast-check';
import { openFrame } from '../../src/frame/open-frame.ts';
import { parseFrameConfiguration } from '../../src/frame/frame-configuration.ts';
import type { RoomElement } from '../../src/frame/room-element.ts';
import type { RoomSurroundings } from '../../src/protocol/frame.ts';
import type { FrameMessage } from '../../src/protocol/frame.ts';
import { greeting, look, settings, sight } from '../unit/frame/samples.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Asked {
  readonly name: string;
  readonly argument?: string;
}

interface OpenedFrame {
  readonly window: Window;
  readonly surroundings: RoomSurroundings;
  /** What was asked of the element in it. */
  readonly asked: Asked[];
  /** How often its script was loaded. */
  readonly loads: () => number;
  readonly element: () => RoomElement | undefined;
  readonly text: () => string;
  readonly button: () => HTMLButtonElement | null;
  /** The next document is in the frame. */
  readonly loaded: () => Promise<unknown>;
}

const listed = (origins: readonly string[]): string =>
  JSON.stringify({ embeddedBy: origins, homeserver: 'https://matrix.example.org', clientId: 'wiki-room' });

/** The page of a frame, in a frame of this very page. The element in it is a plain one that notes what is asked of it. */
async function openedFrame(
  json = listed([location.origin]),
  asSeen: (window: Window) => Window = (window) => window,
): Promise<OpenedFrame> {
  const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Chat"></iframe>`);
  const window = frame.contentWindow!;
  const surroundings: RoomSurroundings = { sight: undefined, ownTab: undefined, apart: false, ownHome: false };
  const asked: Asked[] = [];
  let loads = 0;
  const ask =
    (name: string) =>
    async (argument?: string): Promise<void> => {
      asked.push({ name, ...(argument === undefined ? {} : { argument }) });
    };
  const create = window.document.createElement.bind(window.document);
  window.document.createElement = (tag: string) =>
    Object.assign(create(tag), {
      signIn: ask('signIn'),
      signOut: ask('signOut'),
      showEvent: ask('showEvent'),
      focusComposer: ask('focusComposer'),
    });
  // The sheet must be made in the frame's own document.
  Object.defineProperty(window.document, 'adoptedStyleSheets', { value: [] });
  void openFrame({
    window: asSeen(window),
    configuration: async () => parseFrameConfiguration(json),
    loadElement: async () => {
      loads++;
      return { surroundings };
    },
  });
  return {
    window,
    surroundings,
    asked,
    loads: () => loads,
    element: () => window.document.querySelector<RoomElement>('wiki-room') ?? undefined,
    text: () => window.document.body.textContent,
    button: () => window.document.querySelector('.notice button'),
    loaded: () => oneEvent(frame, 'load'),
  };
}

/** A window of a browser that tells nobody which pages are above: without `ancestorOrigins`. */
function tellingOfNoPageAbove(window: Window): Window {
  const { document, parent, origin } = window;
  return {
    document,
    parent,
    origin,
    location: { href: window.location.href },
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
  } as Window;
}

interface Line {
  readonly heard: FrameMessage[];
  post(message: unknown): void;
}

function greet({ window }: OpenedFrame, data: unknown = greeting, from: Window = globalThis.window): Line {
  const { port1, port2 } = new MessageChannel();
  const heard: FrameMessage[] = [];
  port1.onmessage = ({ data }: MessageEvent<FrameMessage>) => heard.push(data);
  // As a script of that window would: the source of a message is the window whose function is called.
  const post = from === globalThis.window ? window.postMessage.bind(window) : postFrom(from, window);
  post(data, '*', [port2]);
  return { heard, post: (message) => port1.postMessage(message) };
}

type Post = (data: unknown, origin: string, ports: Transferable[]) => void;

function postFrom(from: Window, to: Window): Post {
  const { Function } = from as unknown as { readonly Function: FunctionConstructor };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a function of the other window's
  const post = Function('to', '...message', 'to.postMessage(...message)') as (
    to: Window,
    ...m: Parameters<Post>
  ) => void;
  return (...message) => post(to, ...message);
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

async function welcomed(): Promise<{ frame: OpenedFrame; line: Line }> {
  const frame = await openedFrame();
  const line = greet(frame);
  await waitUntil(() => frame.element() !== undefined);
  await waitUntil(() => ['welcome', 'states'].every((kind) => line.heard.some((message) => message.kind === kind)));
  return { frame, line };
}

describe('the page of the frame', () => {
  it('shows the room to a page that is on the list, with its settings and looks', async () => {
    const { frame } = await welcomed();
    const element = frame.element()!;
    expect([element.room, element.lang]).to.deep.equal([settings.room, 'en']);
    const { style } = frame.window.document.documentElement;
    expect(style.getPropertyValue('--wiki-room-accent')).to.equal(look.accent);
    expect([style.fontFamily, style.fontSize]).to.deep.equal([look.fontFamily, `${look.fontSize}px`]);
    expect(frame.surroundings.sight).to.deep.equal(sight);
    expect(frame.surroundings.ownHome).to.equal(true);
  });

  it('talks to whom frame.json names, whatever the page says', async () => {
    const frame = await openedFrame();
    const evil = 'https://evil.example';
    greet(frame, { ...greeting, homeserver: evil, settings: { ...settings, homeserver: evil, issuer: evil } });
    await waitUntil(() => frame.element() !== undefined);
    const { homeserver, issuer, clientId } = frame.element()!;
    expect([homeserver, issuer, clientId]).to.deep.equal(['https://matrix.example.org', undefined, 'wiki-room']);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['is not on the list', listed(['https://wiki.example.org']), /may not be shown on this page/],
    ['is on an empty list', listed([]), /may not be shown on this page/],
    ['comes where frame.json is missing', '', /not set up completely.*it is no JSON/],
    ['comes where frame.json lists everybody', listed(['*']), /not set up completely.*no exact origin/],
  ];
  for (const [what, json, words] of refused) {
    it(`starts nothing for a page that ${what}, and says why`, async () => {
      const frame = await openedFrame(json);
      const line = greet(frame);
      await waitUntil(() => line.heard.length > 0);
      expect(line.heard[0]?.kind).to.equal('refused');
      expect(frame.text()).to.match(words);
      expect([frame.loads(), frame.element()]).to.deep.equal([0, undefined]);
    });
  }

  describe('in a browser that does not tell which pages are above', () => {
    it('starts nothing for a page that is not on the list, once it has greeted, and says why', async () => {
      const frame = await openedFrame(listed(['https://wiki.example.org']), tellingOfNoPageAbove);
      await settle();
      expect(frame.text().trim(), 'nothing is known of the page yet').to.equal('');
      const line = greet(frame);
      await waitUntil(() => line.heard.length > 0);
      await settle();
      expect(line.heard).to.deep.equal([{ kind: 'refused', reason: 'not-allowed' }]);
      expect(frame.text()).to.match(/may not be shown on this page/);
      expect(frame.text()).to.contain(location.origin);
      expect([frame.loads(), frame.element()]).to.deep.equal([0, undefined]);
    });

    it('shows the room to a page that is on the list', async () => {
      const frame = await openedFrame(listed([location.origin]), tellingOfNoPageAbove);
      greet(frame);
      await waitUntil(() => frame.element() !== undefined);
      expect([frame.loads(), frame.element()?.room]).to.deep.equal([1, settings.room]);
    });
  });

  it('says the same where no greeting comes at all', async () => {
    const frame = await openedFrame(listed(['https://wiki.example.org']));
    await waitUntil(() => /may not be shown/.test(frame.text()));
    expect(frame.text()).to.contain(location.origin);
    expect(frame.loads()).to.equal(0);
  });

  it('can be loaded anew where its settings could not be read, and not where it may not be shown', async () => {
    const broken = await openedFrame('');
    await waitUntil(() => broken.button() !== null);
    const loaded = broken.loaded();
    broken.button()?.click();
    await loaded;
    const forbidden = await openedFrame(listed([]));
    await waitUntil(() => /may not be shown/.test(forbidden.text()));
    expect(forbidden.button() === null).to.equal(true);
  });

  it('says to reload where the page speaks another version', async () => {
    const frame = await openedFrame();
    const line = greet(frame, { kind: 'wiki-room-connect', version: 99 });
    await waitUntil(() => line.heard.length > 0);
    expect(line.heard).to.deep.equal([{ kind: 'refused', reason: 'another-version' }]);
    expect(frame.loads()).to.equal(0);
  });

  it('hears no window but the one around it, and no second greeting', async () => {
    const frame = await openedFrame();
    const sibling = await fixture<HTMLIFrameElement>(html`<iframe title="Another"></iframe>`);
    const forged = greet(frame, greeting, sibling.contentWindow!);
    await settle();
    expect([forged.heard.length, frame.loads()]).to.deep.equal([0, 0]);
    const line = greet(frame);
    await waitUntil(() => line.heard.some(({ kind }) => kind === 'welcome'));
    const replayed = greet(frame, { ...greeting, settings: { ...settings, room: '#other:example.org' } });
    await settle();
    expect(replayed.heard).to.deep.equal([]);
    expect(frame.element()?.room).to.equal(settings.room);
  });

  it('follows settings and looks that change', async () => {
    const { frame, line } = await welcomed();
    line.post({ kind: 'settings', settings: { ...settings, room: '#news:example.org', readOnly: true } });
    line.post({ kind: 'look', look: { ...look, surface: 'rgb(20 20 20)', dark: true } });
    await waitUntil(() => frame.element()?.room === '#news:example.org');
    const { style } = frame.window.document.documentElement;
    await waitUntil(() => style.getPropertyValue('--wiki-room-surface') === 'rgb(20 20 20)');
    expect([frame.element()?.readOnly, style.colorScheme]).to.deep.equal([true, 'dark']);
  });

  it('tells that something happened, not with whom or what was said', async () => {
    const { frame, line } = await welcomed();
    const element = frame.element()!;
    const tell = (name: string, detail: unknown): boolean =>
      element.dispatchEvent(new CustomEvent(`wiki-room-${name}`, { detail, cancelable: true }));
    line.heard.length = 0;
    tell('ready', { roomId: '!secret' });
    tell('signed-in', { userId: '@secret:example.org' });
    tell('message-sent', { eventId: '$secret' });
    tell('unread-changed', { messages: 3, mentions: 1, names: 'secret' });
    tell('error', { code: 'banned', message: 'secret', detail: 'secret' });
    const kept = tell('link-clicked', { href: 'https://elsewhere.example/secret' });
    await waitUntil(() => line.heard.length === 5);
    await settle();
    expect(line.heard).to.deep.equal([
      { kind: 'event', name: 'ready' },
      { kind: 'event', name: 'signed-in' },
      { kind: 'event', name: 'message-sent' },
      { kind: 'unread', messages: 3, mentions: 1 },
      { kind: 'error', code: 'banned' },
    ]);
    expect(kept).to.equal(true);
  });

  it('offers a link to the page itself to the page, and opens it where the page does not keep it', async () => {
    const { frame, line } = await welcomed();
    const opened: unknown[] = [];
    frame.window.open = ((...args: unknown[]) => opened.push(args)) as unknown as Window['open'];
    const click = (href: string): boolean =>
      frame.element()!.dispatchEvent(new CustomEvent('wiki-room-link-clicked', { detail: { href }, cancelable: true }));
    const href = `${location.origin}/Alpha`;
    for (const [prevented, wanted] of [
      [true, 0],
      [false, 1],
    ] as const) {
      line.heard.length = 0;
      expect(click(href)).to.equal(false);
      await waitUntil(() => line.heard.length === 1);
      const [link] = line.heard;
      if (link?.kind !== 'link') throw new Error('no link was told');
      expect(link.href).to.equal(href);
      line.post({ kind: 'link-answer', id: link.id, prevented });
      await settle();
      await waitUntil(() => opened.length >= wanted);
      expect(opened.length).to.equal(wanted);
    }
    expect(opened[0]).to.deep.equal([href, '_blank', 'noopener,noreferrer']);
    // A page that does not answer keeps nothing.
    click(href);
    await waitUntil(() => opened.length === 2);
  });

  describe('asked by the page', () => {
    it('to show an event or to focus the field: does it', async () => {
      const { frame, line } = await welcomed();
      line.post({ kind: 'call', id: 1, call: { name: 'show-event', eventId: '$one' } });
      line.post({ kind: 'call', id: 2, call: { name: 'focus-composer' } });
      await waitUntil(() => line.heard.filter(({ kind }) => kind === 'result').length === 2);
      expect(frame.asked).to.deep.equal([{ name: 'showEvent', argument: '$one' }, { name: 'focusComposer' }]);
    });

    it('to sign out: asks the reader, and takes no answer from a script', async () => {
      const { frame, line } = await welcomed();
      const buttons = (): HTMLButtonElement[] => [...frame.window.document.querySelectorAll('button')];
      line.post({ kind: 'call', id: 1, call: { name: 'sign-out' } });
      await waitUntil(() => buttons().length === 2);
      expect(frame.text()).to.contain('asks to sign you out');
      const [yes, no] = buttons();
      // Long after a click that was meant for something else.
      const { now } = performance;
      performance.now = () => now.call(performance) + 60_000;
      yes?.click();
      performance.now = now;
      await settle();
      expect(frame.asked).to.deep.equal([]);
      no?.click();
      await waitUntil(() => line.heard.some(({ kind }) => kind === 'result'));
      expect(line.heard.at(-1)).to.deep.equal({ kind: 'result', id: 1, code: 'not-allowed' });
      expect(buttons()).to.deep.equal([]);
    });

    it('to sign out twice: asks once', async () => {
      const { frame, line } = await welcomed();
      line.post({ kind: 'call', id: 1, call: { name: 'sign-out' } });
      line.post({ kind: 'call', id: 2, call: { name: 'sign-out' } });
      await waitUntil(() => line.heard.some((message) => message.kind === 'result' && message.id === 1));
      expect(frame.window.document.querySelectorAll('[role=alertdialog]').length).to.equal(1);
    });

    it('for anything else: does nothing, throws nothing, says nothing', async () => {
      const errors: string[] = [];
      const listener = (event: ErrorEvent): void => void errors.push(event.message);
      const { frame, line } = await welcomed();
      await settle();
      line.heard.length = 0;
      frame.window.addEventListener('error', listener);
      window.addEventListener('error', listener);
      const commands = [
        'make-recovery-key',
        'use-recovery-key',
        'recover',
        'leave',
        'media',
        'typing',
        'sign-in ',
        'constructor',
      ];
      for (const name of commands) {
        line.post({ kind: 'call', id: 1, call: { name, room: settings.room, secret: 'x' } });
        line.post({ kind: name, id: 1, room: settings.room });
      }
      for (const data of fc.sample(fc.anything({ withDate: true, withMap: true, withSparseArray: true }), {
        numRuns: 500,
        seed: 1,
      })) {
        line.post(data);
        line.post({ kind: 'call', id: 1, call: data });
        line.post({ kind: 'look', look: data });
        line.post({ kind: 'settings', settings: data });
      }
      line.post({ kind: 'call', id: 7, call: { name: 'focus-composer' } });
      await waitUntil(() => line.heard.length > 0);
      window.removeEventListener('error', listener);
      expect(line.heard).to.deep.equal([{ kind: 'result', id: 7 }]);
      expect(frame.asked).to.deep.equal([{ name: 'focusComposer' }]);
      expect(errors).to.deep.equal([]);
    });
  });
});
