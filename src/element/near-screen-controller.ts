import type { LitElement, ReactiveController } from 'lit';
import { comesBack } from './comes-back.ts';
import { surroundings } from './surroundings.ts';

/**
 * Tells once when its element comes within one screen of what is seen, or has a sign-in to finish that was begun before the
 * page was left; never while it is hidden. Where it is there from
 * the start, it is known at once: an observer would tell it only after the first frame.
 */
export class NearScreenController implements ReactiveController {
  readonly #host: LitElement;
  readonly #arrived: () => void;
  #observer: IntersectionObserver | undefined;
  #near = false;

  constructor(host: LitElement, arrived: () => void) {
    this.#host = host;
    this.#arrived = arrived;
    host.addController(this);
  }

  get isNear(): boolean {
    return this.#near;
  }

  /** Something was asked of the element: it need not be on screen. */
  arrive(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    if (this.#near) return;
    this.#near = true;
    this.#arrived();
  }

  hostConnected(): void {
    // The page around a frame has looked already.
    if (surroundings.sight !== undefined || (this.#host.checkVisibility() && (isNear(this.#host) || comesBack())))
      this.#near = true;
    if (this.#near) return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.arrive();
      },
      { rootMargin: '100% 0%' },
    );
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }
}

function isNear(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > -innerHeight && top < 2 * innerHeight;
}
