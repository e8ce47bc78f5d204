import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { txnOfOutboxMedia } from '../../protocol/outbox.ts';
import { mayComeLater, onConnectionBack } from './connection-back.ts';
import { firstFrame, staysStill } from './first-frame.ts';
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
    img,
    canvas {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      max-block-size: var(--_tallest, none);
      object-fit: inherit;
      border-radius: inherit;
    }
  `;

  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) request: MediaRequest | undefined;
  /** What it shows, in words; empty: an ornament. */
  @property({ attribute: false }) alt = '';
  /** For whoever wants less motion it shows the first frame alone. Without words of its own. */
  @property({ attribute: false }) still = false;
  @state() private _url: string | undefined;
  @state() private _frame: HTMLCanvasElement | undefined;

  #held: HeldMedia | undefined;
  #heldFor: MediaRequest | undefined;
  /** The same picture from where it waited to be sent. */
  #former: HeldMedia | undefined;
  #near = false;
  #stopWaiting: (() => void) | undefined;
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
    const before = this.#heldFor;
    if (before !== undefined && before !== this.request) {
      if (this.#isShown && txnOfOutboxMedia(before.source.mxc) !== undefined) this.#keep();
      else this.#release();
    }
    if (this.#near && this.#heldFor === undefined) this.#hold();
  }

  protected override render(): TemplateResult | HTMLCanvasElement | typeof nothing {
    if (this._frame !== undefined) return this._frame;
    if (this._url === undefined) return nothing;
    return html`<img
      src=${this._url}
      alt=${this.alt}
      decoding="async"
      draggable="false"
      @load=${this.#shown}
      @error=${this.#broken}
    />`;
  }

  get #isShown(): boolean {
    return (this._url ?? this._frame) !== undefined;
  }

  #hold(): void {
    const { media, request } = this;
    if (this.#held !== undefined || media === undefined || request === undefined) return;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    const held = media.hold(request);
    this.#held = held;
    this.#heldFor = request;
    held.url.then(
      (url) => {
        if (this.#held !== held) return;
        if (this.still && staysStill(request.mime)) return void this.#showFirst(url, held);
        this._url = url;
        this._frame = undefined;
        this.#letFormerGo();
      },
      (error: unknown) => {
        if (this.#held !== held) return;
        // It is asked for again when it comes near the screen anew, or the connection is back; not by being drawn.
        this.#held = undefined;
        held.release();
        const mayCome = mayComeLater(error);
        // The same picture stays, from where it waited to be sent.
        if (!mayCome || this.#former === undefined) this.#fail(mayCome);
        if (!mayCome || !this.isConnected) return;
        this.#stopWaiting = onConnectionBack(media.link, () => {
          this.#stopWaiting = undefined;
          if (this.#near) this.#hold();
        });
      },
    );
  }

  async #showFirst(url: string, held: HeldMedia): Promise<void> {
    const frame = await firstFrame(url).catch(() => undefined);
    if (this.#held !== held) return;
    if (frame === undefined) return this.#broken();
    this._frame = frame;
    this.#letFormerGo();
    this.#shown();
  }

  /** It stays on screen until what is asked for now is there. */
  #keep(): void {
    this.#letFormerGo();
    this.#former = this.#held;
    this.#held = this.#heldFor = undefined;
  }

  #letFormerGo(): void {
    this.#former?.release();
    this.#former = undefined;
  }

  #release(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#held?.release();
    this.#held = undefined;
    this.#heldFor = undefined;
    this.#letFormerGo();
    this._url = this._frame = undefined;
  }

  readonly #shown = (): void => {
    /** The picture is on screen. Does not bubble. */
    this.dispatchEvent(new CustomEvent('wiki-room-image-shown'));
  };

  /** What has come is no picture, and will be none. */
  readonly #broken = (): void => this.#fail(false);

  #fail(mayCome: boolean): void {
    this.#letFormerGo();
    this._url = this._frame = undefined;
    /** The picture cannot be shown; `mayCome`: for now. Does not bubble. */
    this.dispatchEvent(new CustomEvent('wiki-room-image-failed', { detail: { mayCome } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-image': WikiRoomImage;
  }
}
