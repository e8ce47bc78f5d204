import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { connectFrame } from '../../../src/frame/frame-port.ts';
import type { FramePort } from '../../../src/protocol/frame.ts';

const url = 'https://chat.example.org/wiki-room/frame.html';

interface LoadedFrame {
  readonly port: FramePort;
  readonly theirs: MessagePort;
  readonly heard: unknown[];
  /** Whom the greetings were for. */
  readonly origins: readonly string[];
  readonly reload: () => void;
}

const opened: FramePort[] = [];

/** A frame that is loaded at once, and whose end of the port a test holds. */
function loadedFrame(): LoadedFrame {
  const heard: unknown[] = [];
  const origins: string[] = [];
  let theirs: MessagePort | undefined;
  const frame = Object.assign(new EventTarget(), {
    src: '',
    contentWindow: {
      postMessage: (_greeting: unknown, origin: string, [port]: MessagePort[]) => {
        origins.push(origin);
        theirs = port;
      },
    },
  });
  const port = connectFrame({
    frame: frame as unknown as HTMLIFrameElement,
    url,
    surroundings: () => ({}) as never,
    welcomed: () => heard.push('welcomed'),
    refused: ({ code }, reason) => heard.push([code, reason]),
    silent: () => heard.push('silent'),
    told: () => undefined,
  });
  const reload = (): void => void frame.dispatchEvent(new Event('load'));
  opened.push(port);
  reload();
  assert.ok(theirs);
  return { port, theirs, heard, origins, reload };
}

const real = Object.getOwnPropertyDescriptor(globalThis, 'location');
before(() => Object.assign(globalThis, { location: { origin: 'https://wiki.example.org' } }));
after(() => {
  if (real === undefined) Reflect.deleteProperty(globalThis, 'location');
  else Object.defineProperty(globalThis, 'location', real);
});

afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

describe('the greeting of a frame', () => {
  it('is for its origin alone, whatever document is in the frame', () => {
    const { origins, reload } = loadedFrame();
    reload();
    assert.deepEqual(origins, ['https://chat.example.org', 'https://chat.example.org']);
  });
});

describe('the calls of a page to its frame', () => {
  it('are refused once the frame has refused', async () => {
    const { port, theirs, heard } = loadedFrame();
    const waiting = port.call({ name: 'sign-in' });
    theirs.postMessage({ kind: 'refused', reason: 'not-allowed' });
    await assert.rejects(waiting, { code: 'wrong-settings', detail: 'frame.json' });
    assert.deepEqual(heard, [['wrong-settings', 'not-allowed']]);
    await assert.rejects(port.call({ name: 'sign-in' }), { code: 'wrong-settings', detail: 'frame.json' });
  });

  it('are refused where they name an event that can be none', async () => {
    const { port } = loadedFrame();
    for (const eventId of ['', 'one', '$a b', `$${'x'.repeat(255)}`]) {
      await assert.rejects(port.call({ name: 'show-event', eventId }), { code: 'room-not-found', detail: 'event' });
    }
  });

  it('are given up where the frame is gone', async () => {
    const { port } = loadedFrame();
    const waiting = port.call({ name: 'sign-in' });
    port.close();
    await assert.rejects(waiting, { code: 'engine-lost' });
    await assert.rejects(port.call({ name: 'sign-in' }), { code: 'engine-lost' });
  });

  it('are waited for as long when the frame is loaded anew', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { theirs, heard, reload } = loadedFrame();
      theirs.postMessage({ kind: 'welcome' });
      while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
      mock.timers.tick(60_000);
      assert.deepEqual(heard, ['welcomed']);
      reload();
      mock.timers.tick(60_000);
      assert.deepEqual(heard, ['welcomed', 'silent']);
    } finally {
      mock.timers.reset();
    }
  });

  it('are given up where the frame does not greet, and done where it greets later', async () => {
    const { port, theirs, heard } = loadedFrame();
    const sent: unknown[] = [];
    theirs.onmessage = ({ data }: MessageEvent<unknown>) => sent.push(data);
    const waiting = port.call({ name: 'sign-out' });
    port.giveUp({ code: 'blocked-by-policy', message: 'not allowed', detail: 'frame-src' });
    await assert.rejects(waiting, { code: 'blocked-by-policy', detail: 'frame-src' });
    const later = port.call({ name: 'focus-composer' });
    theirs.postMessage({ kind: 'welcome' });
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    // What was given up is not done.
    assert.deepEqual(sent, [{ kind: 'call', id: 2, call: { name: 'focus-composer' } }]);
    theirs.postMessage({ kind: 'result', id: 2 });
    await later;
    assert.deepEqual(heard, ['welcomed']);
  });
});
