/** Without a scroll event for this long, milliseconds, the scroller rests (where the browser has no `scrollend`). */
const still = 150;

/** A turn of the wheel, a finger or a pointer on the scroller moves it for at most this long after, milliseconds. */
const handled = 1_000;

/**
 * Knows whether the reader moves a scroller: by a finger and the fling it leaves behind, or by wheel and keys. A written
 * position ends a running wheel animation; under a finger iOS drops it, or the fling ends with a jerk.
 */
export class ScrollMotion {
  #kind: 'none' | 'touch' | 'other' = 'none';
  #fingerDown = false;
  #written: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pointerDown = false;
  #handledAt = Number.NEGATIVE_INFINITY;
  readonly #rested: () => void;

  constructor(rested: () => void) {
    this.#rested = rested;
  }

  get kind(): 'none' | 'touch' | 'other' {
    return this.#kind;
  }

  /** Wheel, finger, pointer or key was on the scroller just now: what moves, the reader moves. */
  get byReader(): boolean {
    return this.#fingerDown || this.#pointerDown || performance.now() - this.#handledAt < handled;
  }

  /** Sets the position; the scroll event of it is no motion of the reader. */
  write(scroller: HTMLElement, top: number): void {
    scroller.scrollTop = top;
    this.#written = scroller.scrollTop;
  }

  attach(scroller: HTMLElement): () => void {
    const controller = new AbortController();
    const options = { passive: true, signal: controller.signal };
    scroller.addEventListener('touchstart', () => this.#touched(), options);
    scroller.addEventListener('touchend', () => this.#lifted(), options);
    scroller.addEventListener('touchcancel', () => this.#lifted(), options);
    for (const name of ['wheel', 'touchmove', 'touchend', 'keydown']) {
      scroller.addEventListener(name, () => this.#handle(), options);
    }
    scroller.addEventListener('pointerdown', () => (this.#pointerDown = true), options);
    for (const name of ['pointerup', 'pointercancel']) {
      window.addEventListener(name, () => this.#released(), options);
    }
    scroller.addEventListener('scroll', () => this.#scrolled(scroller.scrollTop), options);
    scroller.addEventListener('scrollend', () => this.#ended(), options);
    return () => {
      controller.abort();
      clearTimeout(this.#timer);
      this.#kind = 'none';
      this.#fingerDown = false;
      this.#pointerDown = false;
      this.#written = undefined;
    };
  }

  #handle(): void {
    this.#handledAt = performance.now();
  }

  #released(): void {
    if (this.#pointerDown) this.#handle();
    this.#pointerDown = false;
  }

  #touched(): void {
    this.#fingerDown = true;
    this.#kind = 'touch';
    clearTimeout(this.#timer);
  }

  #lifted(): void {
    this.#fingerDown = false;
    this.#wait();
  }

  #scrolled(top: number): void {
    const own = this.#written !== undefined && Math.abs(top - this.#written) < 1;
    this.#written = undefined;
    if (own && this.#kind === 'none') return;
    if (this.#kind === 'none') this.#kind = 'other';
    if (!this.#fingerDown) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ended(), still);
  }

  #ended(): void {
    if (this.#fingerDown || this.#kind === 'none') return;
    clearTimeout(this.#timer);
    this.#kind = 'none';
    this.#rested();
  }
}
