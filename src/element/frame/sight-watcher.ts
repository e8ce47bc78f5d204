import type { FrameSight } from '../../protocol/frame.ts';
import { PageFocus } from './page-focus.ts';

/** Pixels, in the window. */
interface Place {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const nowhere: Place = { top: 0, bottom: 0, left: 0, right: 0 };
/** Hundredths: what is half cut off already is told of when more of it is. */
const steps = [...new Array(101).keys()].map((step) => step / 100);

/**
 * Follows how much of a frame is in the window, whatever moves it: scrolling, a layout that changes around it, an element
 * around it that cuts it off. The observer's root is the very place of the frame, so that every move out of it is told,
 * and not only one over the window's edge. A frame that is moving is told of when it has come to rest.
 */
export class SightWatcher {
  readonly #frame: Element;
  readonly #changed: () => void;
  readonly #signal: AbortSignal;
  readonly #focus: PageFocus;
  #waiting = false;
  #observer: IntersectionObserver | undefined;
  #place = nowhere;
  /** What of the place no element around it cuts off. */
  #uncut = nowhere;

  constructor(frame: Element, changed: () => void, signal: AbortSignal) {
    this.#frame = frame;
    this.#changed = changed;
    this.#signal = signal;
    const again = (): void => this.#watchSoon();
    this.#focus = new PageFocus(frame, changed, signal);
    // The root is measured from the window's edges; and in what cuts it off it may be moved by as much as is then seen of it.
    for (const type of ['resize', 'scroll']) {
      window.addEventListener(type, again, { passive: true, capture: true, signal });
    }
    signal.addEventListener('abort', () => this.#observer?.disconnect());
    this.#watch();
  }

  get sight(): FrameSight {
    const { top } = this.#place;
    const { left, right } = this.#uncut;
    const first = within(Math.max(this.#uncut.top, 0) - top);
    const last = within(Math.min(this.#uncut.bottom, innerHeight) - top);
    return {
      focused: this.#focus.isHere,
      top: first,
      bottom: right > 0 && left < innerWidth ? Math.max(first, last) : first,
    };
  }

  #watchSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      if (!this.#signal.aborted) this.#watch();
    });
  }

  #watch(): void {
    this.#observer?.disconnect();
    const place = this.#frame.getBoundingClientRect();
    const { top, right, bottom, left, width, height } = place;
    const inwards = [top, innerWidth - right, innerHeight - bottom, left].map((way) => `${-Math.floor(way)}px`);
    // What has no size is not anywhere: it is told when it comes into the window.
    const rootMargin = width === 0 || height === 0 ? '0px' : inwards.join(' ');
    const options = { root: document, rootMargin, threshold: steps };
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries, place), options);
    this.#observer.observe(this.#frame);
  }

  #seen(entries: readonly IntersectionObserverEntry[], place: Place): void {
    const entry = entries.at(-1);
    if (entry === undefined) return;
    // What was seen of it from its former place says nothing of what is around it now.
    if (!isSame(place, entry.boundingClientRect)) return this.#watch();
    this.#place = entry.boundingClientRect;
    this.#uncut = entry.intersectionRect;
    this.#changed();
  }
}

function isSame(one: Place, other: Place): boolean {
  return (['top', 'bottom', 'left', 'right'] as const).every((edge) => Math.abs(one[edge] - other[edge]) < 1);
}

function within(value: number): number {
  return Math.min(1e6, Math.max(0, value));
}
