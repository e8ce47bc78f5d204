import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { connectionBack } from './connection-back.ts';
import type { HeldMedia, MediaLoader, MediaRequest } from './media-loader.ts';
import { watchNearScreen } from './near-screen.ts';

/**
 * One picture that is fetched when it comes near the screen and let go when it leaves the document. Its box is given
 * from outside and never changes, whatever becomes of the picture.
 */
export class WikiRoomImage extends LitElement {
  static override styles = css`
    :host {
      display: block;
      overflow: hidden;
    }
    img {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      object-fit: inherit;
      border-radius: inherit;
    }
  `;

  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) request: MediaRequest | undefined;
  /** What it shows, in words; empty: an ornament. */
  @property({ attribute: false }) alt = '';
  @state() private _url: string | undefined;

  #held: HeldMedia | undefined;
  #heldFor: MediaRequest | undefined;
  #near = false;
  #unwatch: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchNearScreen(this, (near) => {
      this.#near = near;
      if (near) this.#hold();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#near = false;
    this.#release();
  }

  protected override willUpdate(): void {
    if (this.#heldFor !== undefined && this.#heldFor !== this.request) this.#release();
    if (this.#near && this.#heldFor === undefined) this.#hold();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this._url === undefined) return nothing;
    return html`<img src=${this._url} alt=${this.alt} decoding="async" draggable="false" @error=${this.#fail} />`;
  }

  #hold(): void {
    const { media, request } = this;
    if (this.#held !== undefined || media === undefined || request === undefined) return;
    const held = media.hold(request);
    this.#held = held;
    this.#heldFor = request;
    held.url.then(
      (url) => {
        if (this.#held === held) this._url = url;
      },
      () => {
        if (this.#held !== held) return;
        // It is asked for again when it comes near the screen anew, or the connection is back; not by being drawn.
        this.#held = undefined;
        held.release();
        this.#fail();
        void connectionBack(media.link).then(() => {
          if (this.#near) this.#hold();
        });
      },
    );
  }

  #release(): void {
    this.#held?.release();
    this.#held = undefined;
    this.#heldFor = undefined;
    this._url = undefined;
  }

  readonly #fail = (): void => {
    this._url = undefined;
    /** The picture cannot be shown. Does not bubble. */
    this.dispatchEvent(new Event('wiki-room-image-failed'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-image': WikiRoomImage;
  }
}
