import type { LitElement, ReactiveController } from 'lit';
import { isArticle, showsEvent } from '../../room/timeline/timeline-item.ts';
import { keyOf } from './key-of.ts';
import type { RovingOptions } from './roving-focus.ts';
import { stopOf } from './stops.ts';

/**
 * What had the focus may be drawn no more: a button that was pressed, a message that was deleted or is too far away. The
 * page would have the focus then; the line takes it, or the newest message in view.
 */
export class KeptFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RovingOptions;
  /** The focus goes somewhere already. */
  readonly #isWanted: () => boolean;
  #held: Element | null = null;
  #key = '';
  #visible = false;

  constructor(host: LitElement, options: RovingOptions, isWanted: () => boolean) {
    this.#host = host;
    this.#options = options;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  hostUpdate(): void {
    const held = this.#focused;
    // A window that is not in use shows no focus.
    if (held !== this.#held || document.hasFocus()) this.#visible = held?.matches(':focus-visible') === true;
    this.#held = held;
    this.#key = keyOf(held) ?? '';
  }

  hostUpdated(): void {
    if (this.#held === null || this.#focused !== null || this.#isWanted()) return;
    const { list, items, lineOf } = this.#options;
    const isThere = list.heights.indexOf(this.#key) !== -1;
    // A run that older rows have joined is called by the first of them.
    const key = isThere ? this.#key : items().find((item) => showsEvent(item, this.#key))?.key;
    const line = key === undefined ? null : lineOf(key);
    // Who scrolled away from what was clicked wants nothing else.
    if (line === null && !this.#visible && isThere) return;
    // In a frame it would be taken from the page around.
    if (window !== window.top && !document.hasFocus()) return;
    (stopOf(line) ?? this.#newestInView)?.focus({ preventScroll: true });
  }

  get #focused(): Element | null {
    return (this.#host.renderRoot as ShadowRoot).activeElement;
  }

  get #newestInView(): HTMLElement | null {
    const { list, items, lineOf } = this.#options;
    const { top, height } = list.viewport;
    const last = list.heights.at(top + height - 1);
    const newest = items().findLast((item, index) => index <= last && isArticle(item));
    return newest === undefined ? null : lineOf(newest.key);
  }
}
