import type { LitElement, ReactiveController } from 'lit';

/**
 * What had the focus of the keyboard may go with its screen: the button that led into the room, or out of it. What comes in
 * its place gets the focus, as soon as it is there. Who touches the screen does not want the keyboard of the telephone.
 */
export class PlaceFocus implements ReactiveController {
  readonly #host: LitElement;
  #held: Element | undefined;
  #lost = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { activeElement } = this.#root;
    this.#held = activeElement?.matches(':focus-visible') === true ? activeElement : undefined;
  }

  hostUpdated(): void {
    if (this.#held?.isConnected === false) this.#lost = true;
    if (!this.#lost) return;
    const next = this.#root.querySelector<HTMLElement & Partial<LitElement>>('wiki-room-composer, .main button');
    // Whoever has gone elsewhere meanwhile stays there; from a frame, in the page around.
    const isAround = window !== window.top && !document.hasFocus();
    const isElsewhere = isAround || ![null, document.body].includes(document.activeElement as HTMLElement | null);
    if (next !== null || isElsewhere) this.#lost = false;
    // What has just come is drawn a moment later.
    if (!isElsewhere) void Promise.resolve(next?.updateComplete).then(() => next?.focus());
  }

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot;
  }
}
