import { WikiRoomError } from '../protocol/error.ts';
import { awaitResponse } from './await-response.ts';
import type { SignInVisit } from './sign-in-way.ts';

const width = 480;
const height = 640;
const checkEvery = 300;
/** The answer may arrive a little after the window is seen closed. Milliseconds. */
const grace = 700;
/** A window that seems closed sooner than this after leaving was cut off by a policy rather than closed by a hand. */
const cutOffWithin = 2_500;
/** How long an answer of a window that cannot be seen is waited for, while the page has the focus. Milliseconds. */
const unseen = 10_000;

/** A window for signing in. Opened in the click itself, before anything is known: later it would be blocked. */
export class Popup {
  readonly #window: Window;
  readonly #done = new AbortController();

  /** Throws `popup-blocked`. */
  constructor() {
    const left = Math.max(0, window.screenX + (window.outerWidth - width) / 2);
    const top = Math.max(0, window.screenY + (window.outerHeight - height) / 2);
    const opened = window.open('', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`);
    if (opened === null) throw new WikiRoomError('popup-blocked');
    this.#window = opened;
  }

  /** The address with which the visit came back. Rejects with `sign-in-cancelled` when the window is closed. */
  visit({ url, state }: SignInVisit, callback: string): Promise<string> {
    const { signal } = this.#done;
    const response = awaitResponse(callback, state, signal);
    const cancelled = new Promise<never>((_resolve, reject) => {
      const cancel = (): void => reject(new WikiRoomError('sign-in-cancelled', 'the window was closed'));
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel);
      this.#watchClosing(cancel);
    });
    if (!signal.aborted) this.#window.location.replace(url);
    return Promise.race([response, cancelled]).finally(() => this.close());
  }

  close(): void {
    this.#done.abort();
    this.#window.close();
  }

  #watchClosing(cancel: () => void): void {
    const start = performance.now();
    const timer = setInterval(() => {
      if (!this.#window.closed) return;
      clearInterval(timer);
      if (performance.now() - start > cutOffWithin) setTimeout(cancel, grace);
      else this.#watchReturn(cancel);
    }, checkEvery);
    this.#done.signal.addEventListener('abort', () => clearInterval(timer));
  }

  /**
   * Under `Cross-Origin-Opener-Policy` the window cannot be seen: it is over when the person is back on the page. Where
   * the page never lost the focus, only what they do there tells it, or a while in which nothing comes.
   */
  #watchReturn(cancel: () => void): void {
    const { signal } = this.#done;
    const back = (): void => void setTimeout(cancel, grace);
    for (const type of ['focus', 'pointerdown', 'keydown']) {
      window.addEventListener(type, back, { once: true, signal, capture: true });
    }
    if (!document.hasFocus()) return;
    const timer = setTimeout(cancel, unseen);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }
}
