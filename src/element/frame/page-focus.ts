/** How long a reader may have left another frame of the page before that is noticed, milliseconds. */
const lag = 1_000;

/**
 * Whether the reader is on a page, outside of the frame with the room: that one knows of itself when it has the focus. A
 * window is told of the focus only while it is not in a frame of its own, so whatever `hasFocus()` said when the focus went
 * into the room's frame says nothing of what the reader does from then on. From another frame of the page nobody tells;
 * there the focus is looked for from time to time.
 */
export class PageFocus {
  readonly #frame: Element;
  readonly #changed: () => void;
  #where: 'page' | 'another-frame' | 'elsewhere' = 'page';
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(frame: Element, changed: () => void, signal: AbortSignal) {
    this.#frame = frame;
    this.#changed = changed;
    window.addEventListener('focus', () => this.#become('page'), { signal });
    window.addEventListener('blur', () => this.#left(), { signal });
    document.addEventListener('visibilitychange', changed, { signal });
    signal.addEventListener('abort', () => clearInterval(this.#timer));
  }

  get isHere(): boolean {
    return this.#where !== 'elsewhere' && document.visibilityState === 'visible' && document.hasFocus();
  }

  #become(where: 'page' | 'another-frame' | 'elsewhere'): void {
    this.#where = where;
    if (where === 'page') clearInterval(this.#timer);
    this.#changed();
  }

  #left(): void {
    this.#become('elsewhere');
    clearInterval(this.#timer);
    // Where it went is known only when it is there.
    this.#timer = setInterval(() => {
      const inRoom = (this.#frame.getRootNode() as Document | ShadowRoot).activeElement === this.#frame;
      const away = this.#where === 'elsewhere' && !document.hasFocus();
      if (away && !inRoom) clearInterval(this.#timer);
      this.#become(inRoom || away ? 'elsewhere' : 'another-frame');
    }, lag);
  }
}
