import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long something must be on the screen to count as seen, milliseconds. */
const glance = 300;

/** Calls `check` when what the reader can see has come to rest: scrolled, page moved, tab or window come back. */
export class ReadTracker implements ReactiveController {
  readonly #check: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;

  constructor(host: ReactiveControllerHost, check: () => void) {
    this.#check = check;
    host.addController(this);
  }

  hostConnected(): void {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const later = (): void => this.soon();
    window.addEventListener('scroll', later, { passive: true, capture: true, signal });
    window.addEventListener('focus', later, { signal });
    window.addEventListener('resize', later, { passive: true, signal });
    document.addEventListener('visibilitychange', later, { signal });
  }

  hostDisconnected(): void {
    this.#controller?.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#check();
    }, glance);
  }
}
