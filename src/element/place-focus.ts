import type { LitElement, ReactiveController } from 'lit';

/** What takes its place later than this takes nothing else: the reader is elsewhere by now. Milliseconds. */
const patience = 10_000;

/**
 * A button that leads into the room, or out of it, goes with its screen: what comes in its place gets the focus of the
 * keyboard, as soon as it is there. Whoever was writing is put on no button, for the next key would press it, but on
 * what was written.
 */
export class PlaceFocus implements ReactiveController {
  readonly #host: LitElement;
  #held: Element | null = null;
  /** What takes the focus. */
  #next = '';
  #lostAt = -Infinity;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { activeElement } = this.#root;
    this.#held = activeElement?.matches('button:focus-visible, wiki-room-composer') === true ? activeElement : null;
  }

  hostUpdated(): void {
    if (this.#held?.isConnected === false) {
      this.#lostAt = performance.now();
      this.#next = this.#held.localName === 'button' ? 'wiki-room-composer, .main button' : '.unsent ul';
    }
    if (!this.#isLost) return;
    const next = this.#root.querySelector<HTMLElement & Partial<LitElement>>(this.#next);
    if (next === null) return;
    // What has just come is drawn a moment later.
    void Promise.resolve(next.updateComplete).then(() => {
      if (this.#isLost) next.focus();
      this.#lostAt = -Infinity;
    });
  }

  /** And the reader has not gone elsewhere: from a frame, into the page around. */
  get #isLost(): boolean {
    const isAround = window !== window.top && !document.hasFocus();
    const isNowhere = [null, document.body].includes(document.activeElement as HTMLElement | null);
    return isNowhere && !isAround && performance.now() - this.#lostAt < patience;
  }

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot;
  }
}
