import type { LitElement, ReactiveController } from 'lit';

/**
 * The focus may go with the screen it was in: with the button that led into the room, or out of it. What comes in its place
 * gets it, as soon as it is there; a field only where the keyboard brought it: a finger wants no keyboard on the screen.
 */
export class PlaceFocus implements ReactiveController {
  readonly #host: LitElement;
  #held: Element | undefined;
  #byKeyboard = false;
  #lost = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.#lost) return;
    this.#held = this.#root.activeElement ?? undefined;
    this.#byKeyboard = this.#held?.matches(':focus-visible') === true;
  }

  hostUpdated(): void {
    if (this.#held?.isConnected === false) this.#lost = true;
    if (!this.#lost) return;
    const ways = this.#byKeyboard ? 'wiki-room-composer, .main button' : '.main button';
    const next = this.#root.querySelector<HTMLElement & Partial<LitElement>>(ways);
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
