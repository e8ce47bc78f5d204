import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { MediaSource } from '../../protocol/media.ts';
import type { FileBody } from '../../protocol/row.ts';
import { icon } from '../icons/tool-icons.ts';
import { onConnectionBack } from './connection-back.ts';
import { DownloadController } from './download-controller.ts';
import { formatSize } from './format-size.ts';
import type { MediaLoader, MediaRequest } from './media-loader.ts';
import { pictureStyles } from './media-picture.styles.ts';
import { renderLarge } from './render-large.ts';
import type { LargePicture } from './render-large.ts';
import { renderSave, savingWords } from './render-saving.ts';

/** Larger pictures without a thumbnail wait for a click. */
const largestUnasked = 10_000_000;
/** Twice the largest box at the common font size. */
const thumbnail = { width: 800, height: 600 };

/** A picture of a message, in the box it was given. A click shows it large; it is saved, never opened. */
@localized()
export class WikiRoomPicture extends LitElement {
  static override styles = pictureStyles;

  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) body: FileBody | undefined;
  /** A language tag. */
  @property({ attribute: false }) locale = 'en';
  @state() private _failed = false;
  @state() private _large = false;
  @state() private _largeState: LargePicture['state'] = 'loading';
  @query('.large') private _popover!: HTMLElement | null;
  readonly #download = new DownloadController(this);
  #stopWaiting: (() => void) | undefined;
  #small: MediaRequest | undefined;
  #full: MediaRequest | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Where it is shown anew it is asked for anew.
    if (this.#stopWaiting !== undefined) this.#again();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('body') || this.body === undefined) return;
    const { source, mime, size, thumbnail: own } = this.body;
    const before = this.#full;
    if (before?.source.mxc === source.mxc) return;
    this.#again();
    this.#full = { source, mime };
    this._largeState = 'loading';
    if (own !== undefined && !isLarge(own.size)) this.#small = { source: bounded(own), mime };
    else if (source.encryption === undefined) this.#small = { source, mime, thumbnail };
    else this.#small = isLarge(size ?? source.size) ? undefined : { source: bounded(source), mime };
  }

  protected override render(): TemplateResult | undefined {
    const { body, media } = this;
    if (body === undefined) return undefined;
    const saving = this.#download;
    const label = msg(str`Picture: ${body.plain === '' ? body.name : body.plain}`);
    return html`<button class="show" type="button" title=${this.#about(body)} aria-label=${label} @click=${this.#show}>
        ${
          this._failed || this.#small === undefined
            ? html`<span class="instead"
                >${icon('image')} ${this._failed ? msg('The picture could not be loaded') : this.#about(body)}</span
              >`
            : html`<wiki-room-image
                .media=${media}
                .request=${this.#small}
                .still=${true}
                @wiki-room-image-failed=${this.#fail}
              ></wiki-room-image>`
        }
      </button>
      ${renderSave(saving, this.#save)}
      <span class="saving" role="status">${savingWords(saving)}</span>
      <div
        class="large"
        popover="auto"
        tabindex="-1"
        role="dialog"
        aria-label=${label}
        @toggle=${this.#toggled}
        @click=${this.#hide}
        @keydown=${this.#key}
        @focusout=${this.#left}
      >
        ${
          this._large
            ? renderLarge({
                media,
                request: this.#full,
                alt: body.plain,
                about: this.#about(body),
                state: this._largeState,
                saving,
                shown: this.#largeShown,
                failed: this.#largeFailed,
                again: this.#largeAgain,
                save: this.#save,
              })
            : nothing
        }
      </div>`;
  }

  #about(body: FileBody): string {
    return body.size === undefined ? body.name : `${body.name} (${formatSize(body.size, this.locale)})`;
  }

  readonly #fail = ({ detail: { mayCome } }: CustomEvent<{ mayCome: boolean }>): void => {
    this._failed = true;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    // One that leaves the document hears of nothing more.
    if (mayCome && this.isConnected && this.media !== undefined) {
      this.#stopWaiting = onConnectionBack(this.media.link, () => this.#again());
    }
  };

  #again(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this._failed = false;
  }

  readonly #show = (): void => {
    if (this._popover === null) return;
    this._popover.showPopover();
    this._popover.focus({ preventScroll: true });
  };

  readonly #hide = (): void => this._popover?.hidePopover();

  /** What has the focus now would lie below it. */
  readonly #left = ({ relatedTarget: to }: FocusEvent): void => {
    if (to instanceof Node && this._popover?.contains(to) === false) this.#hide();
  };

  readonly #key = (event: KeyboardEvent): void => {
    // The same key must not also move or leave the timeline, or close what the room stands in.
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#hide();
  };

  readonly #toggled = (event: ToggleEvent): void => {
    this._large = event.newState === 'open';
    this._largeState = 'loading';
  };

  readonly #largeShown = (): void => {
    this._largeState = 'shown';
    // It can be had: then the small one can, too.
    if (this._failed) this.#again();
  };

  readonly #largeFailed = (): void => {
    this._largeState = 'failed';
  };

  readonly #largeAgain = (event: Event): void => {
    event.stopPropagation();
    // Another request for the same: the one that failed is not made again by being drawn.
    if (this.#full !== undefined) this.#full = { ...this.#full };
    this._largeState = 'loading';
    // The button goes with the words.
    this._popover?.focus({ preventScroll: true });
  };

  readonly #save = (event: Event): void => {
    // Where it is shown large, a click beside the button closes it.
    event.stopPropagation();
    if (this.media !== undefined && this.body !== undefined) void this.#download.save(this.media, this.body);
  };
}

function isLarge(size = 0): boolean {
  return size > largestUnasked;
}

/** The engine stops there, whatever comes. */
function bounded(source: MediaSource): MediaSource {
  return { ...source, size: Math.min(source.size ?? largestUnasked, largestUnasked) };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-picture': WikiRoomPicture;
  }
}
