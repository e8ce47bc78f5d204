import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long something must be on the screen to count as seen, milliseconds. */
const glance = 300;

/** Calls `check` when what the reader can see has come to rest: scrolled, page moved, tab or window come back. */
export class ReadTracker implements ReactiveController {
  readonly #scroller: () => Element | undefined;
  readonly #check: () => void;
  #observed: Element | undefined;
  /** What is around the view may cut off more or less of it without a word. */
  readonly #observer = new IntersectionObserver(() => this.soon(), { threshold: [0, 0.25, 0.5, 0.75, 1] });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;

  constructor(host: ReactiveControllerHost, scroller: () => Element | undefined, check: () => void) {
    this.#scroller = scroller;
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

  hostUpdated(): void {
    const scroller = this.#scroller();
    if (scroller === this.#observed) return;
    this.#observer.disconnect();
    if (scroller !== undefined) this.#observer.observe(scroller);
    this.#observed = scroller;
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
