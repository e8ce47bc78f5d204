import type { LitElement, ReactiveController } from 'lit';
import { isArticle } from '../../room/timeline/timeline-item.ts';
import { keyOf } from './key-of.ts';
import type { RovingOptions } from './roving-focus.ts';

/**
 * What had the focus may be drawn no more: a button that was pressed, a message that was deleted or is too far away. The
 * page would have the focus then; the message takes it, or the newest in view.
 */
export class KeptFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RovingOptions;
  /** The focus goes somewhere already. */
  readonly #isWanted: () => boolean;
  #held: Element | null = null;
  #key: string | undefined;
  /** The key of what it is in, a message or not. */
  #line: string | undefined;
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
    this.#key = keyOf(held);
    this.#line = held?.closest<HTMLElement>('[data-key]')?.dataset['key'];
  }

  hostUpdated(): void {
    if (this.#held === null || this.#focused !== null || this.#isWanted()) return;
    const { list, lineOf } = this.#options;
    const own = this.#key === undefined ? null : lineOf(this.#key);
    const line = this.#line ?? '';
    // Who scrolled away from what was clicked wants nothing else.
    if (own === null && !this.#visible && lineOf(line) === null && list.heights.indexOf(line) !== -1) return;
    // In a frame it would be taken from the page around.
    if (window !== window.top && !document.hasFocus()) return;
    (own ?? this.#newestInView)?.focus({ preventScroll: true });
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
