import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Viewport } from '../../room/timeline/scroll-decisions.ts';
import { isAttentive, visiblePart } from './visible-part.ts';

/** How long something must be on the screen to count as seen, milliseconds. */
const glance = 300;

/**
 * Tells what the reader can see of the view, from its upper edge, when that has come to rest: scrolled, page moved, tab or
 * window come back.
 */
export class ReadTracker implements ReactiveController {
  readonly #scroller: () => HTMLElement | undefined;
  readonly #seen: (part: Viewport) => void;
  #observed: HTMLElement | undefined;
  /** What is around the view may cut off more or less of it without a word. */
  readonly #observer = new IntersectionObserver(() => this.soon(), { threshold: [0, 0.25, 0.5, 0.75, 1] });
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** It is being measured, until the next frame is drawn. */
  #looking = false;
  #controller: AbortController | undefined;
  /** When it was looked at last. */
  #inSight = true;

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement | undefined, seen: (part: Viewport) => void) {
    this.#scroller = scroller;
    this.#seen = seen;
    host.addController(this);
  }

  /** The reader is at this tab, and something of the view can be seen. */
  get attentive(): boolean {
    return this.#inSight && isAttentive();
  }

  hostConnected(): void {
    this.#looking = false;
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
      void this.#look();
    }, glance);
  }

  async #look(): Promise<void> {
    const scroller = this.#scroller();
    // In a tab behind others nothing is drawn; it is looked at when it comes to the front.
    if (scroller?.isConnected !== true || this.#looking || document.visibilityState === 'hidden') return;
    this.#looking = true;
    const part = await visiblePart(scroller);
    this.#looking = false;
    this.#inSight = part.height > 0;
    if (this.#scroller()?.isConnected === true) this.#seen(part);
  }
}
