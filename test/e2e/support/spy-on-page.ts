import type { BrowserContext } from 'playwright-core';

/** What a page is given by {@link spyOnPage}. */
export interface Spied {
  /** What was heard, in order: where, and the message in an array, as JSON. */
  readonly heard: (readonly [string, string])[];
  /** Every port that the page's scripts have used. */
  readonly ports: MessagePort[];
}

/**
 * A script of the pages of that host that runs before all others, as a hostile one may: it listens to every window message,
 * every port and every event, and keeps the ports for itself.
 */
export async function spyOnPage(context: BrowserContext, host: string): Promise<void> {
  await context.addInitScript((name) => {
    if (location.hostname !== name) return;
    const heard: (readonly [string, string])[] = [];
    const ports: MessagePort[] = [];
    Object.assign(window, { heard, ports });
    const note = (where: string, data: unknown): void => {
      try {
        heard.push([where, JSON.stringify([data])]);
      } catch {
        heard.push([where, String(data)]);
      }
    };
    const keep = (port: MessagePort): void => {
      if (!ports.includes(port)) ports.push(port);
    };
    window.addEventListener('message', ({ origin, data }) => note('window', [origin, data]), true);
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...message: [unknown]) {
      keep(this);
      note('to the frame', message[0]);
      postMessage.apply(this, message as unknown as Parameters<typeof postMessage>);
    };
    const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')!;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      set(this: MessagePort, listener: (event: MessageEvent) => void) {
        keep(this);
        set!.call(this, (event: MessageEvent) => {
          note('from the frame', event.data);
          listener.call(this, event);
        });
      },
    });
    const { dispatchEvent } = EventTarget.prototype;
    EventTarget.prototype.dispatchEvent = function (this: EventTarget, event) {
      note(event.type, (event as CustomEvent<unknown>).detail);
      return dispatchEvent.call(this, event);
    };
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const write = console[level].bind(console);
      console[level] = (...words: unknown[]) => {
        note('console', words.map(String));
        write(...words);
      };
    }
  }, host);
}
