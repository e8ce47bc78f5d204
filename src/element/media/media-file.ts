import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { txnOfOutboxMedia } from '../../protocol/outbox.ts';
import type { FileBody } from '../../protocol/row.ts';
import { icon } from '../icons/tool-icons.ts';
import { DownloadController } from './download-controller.ts';
import { formatDuration } from './format-duration.ts';
import { formatSize } from './format-size.ts';
import { iconFor, splitName } from './file-name.ts';
import { fileStyles } from './media-file.styles.ts';
import type { MediaLoader } from './media-loader.ts';
import { PlayController, mayPlay } from './play-controller.ts';
import { renderPlayer } from './render-player.ts';
import { failedWords, renderSave, savingWords } from './render-saving.ts';

/** A file of a message: what it is, and a button that saves it; sound and film are played by a click where they can be. */
@localized()
export class WikiRoomFile extends LitElement {
  static override styles = fileStyles;

  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) body: FileBody | undefined;
  /** A language tag. */
  @property({ attribute: false }) locale = 'en';
  readonly #download = new DownloadController(this);
  readonly #player = new PlayController(this);
  #source: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const source = this.body?.source.mxc;
    if (changed.has('body') && this.#source !== source) {
      // What was sent is the same that waited here.
      if (this.#source !== undefined && txnOfOutboxMedia(this.#source) === undefined) this.#player.stop();
      this.#source = source;
    }
  }

  protected override render(): TemplateResult | undefined {
    const { body } = this;
    if (body === undefined) return undefined;
    const { status } = this.#player;
    if (status === 'refused' || !mayPlay(body)) {
      return html`<div class="line">${this.#renderButton(body, this.#download.status === 'loading', this.#save)}</div>`;
    }
    return html`<div class="line">
        ${
          status === 'there'
            ? html`<div class="what">${this.#renderAbout(body)}</div>`
            : this.#renderButton(body, status === 'loading', this.#play)
        }
        ${renderSave(this.#download, this.#save)}
      </div>
      ${status === 'there' ? renderPlayer(this.#player, body.name) : nothing}`;
  }

  #renderButton(body: FileBody, busy: boolean, act: () => void): TemplateResult {
    const plays = act === this.#play;
    return html`<button class="what" type="button" title=${body.name} aria-busy=${busy} @click=${act}>
      ${this.#renderAbout(body)}<span class="visually-hidden">${plays ? msg('Play') : msg('Download')}</span
      >${icon(plays ? 'play' : 'download')}
    </button>`;
  }

  #renderAbout(body: FileBody): TemplateResult {
    const { stem, extension } = splitName(body.name);
    const failed = [this.#download.status, this.#player.status].includes('failed');
    return html`${icon(iconFor(body.mime, body.kind))}<span class="about">
        <span class="name" dir="ltr"><span class="stem">${stem}</span><span>${extension}</span></span>
        <span class="state ${failed ? 'failed' : ''}" role="status">${this.#words(body)}</span>
      </span>`;
  }

  #words({ size, duration }: FileBody): string {
    const saving = savingWords(this.#download);
    if (saving !== '') return saving;
    switch (this.#player.status) {
      case 'loading':
        return msg('Loading');
      case 'failed':
        return failedWords(this.#player.why);
      case 'refused':
        return msg('This browser cannot play it. Download it');
      default:
        return [
          ...(duration === undefined ? [] : [formatDuration(duration)]),
          ...(size === undefined ? [] : [formatSize(size, this.locale)]),
        ].join(' · ');
    }
  }

  readonly #save = (): void => {
    if (this.media !== undefined && this.body !== undefined) void this.#download.save(this.media, this.body);
  };

  readonly #play = (): void => {
    if (this.media !== undefined && this.body !== undefined) void this.#player.play(this.media, this.body);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-file': WikiRoomFile;
  }
}
