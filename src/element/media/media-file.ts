import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { FileBody } from '../../protocol/row.ts';
import { icon } from '../icons/tool-icons.ts';
import { DownloadController } from './download-controller.ts';
import { formatSize } from './format-size.ts';
import { iconFor, splitName } from './file-name.ts';
import { fileStyles } from './media-file.styles.ts';
import type { MediaLoader } from './media-loader.ts';
import { savingWords } from './render-saving.ts';

/** A file of a message: what it is, and a button that saves it. */
@localized()
export class WikiRoomFile extends LitElement {
  static override styles = fileStyles;

  @property({ attribute: false }) media: MediaLoader | undefined;
  @property({ attribute: false }) body: FileBody | undefined;
  /** A language tag. */
  @property({ attribute: false }) locale = 'en';
  readonly #download = new DownloadController(this);

  protected override render(): TemplateResult | undefined {
    const { body } = this;
    if (body === undefined) return undefined;
    const { stem, extension } = splitName(body.name);
    return html`<button
      type="button"
      title=${body.name}
      aria-busy=${this.#download.status === 'loading'}
      @click=${this.#save}
    >
      ${icon(iconFor(body.mime, body.kind))}
      <span class="about">
        <span class="name" dir="ltr"><span class="stem">${stem}</span><span>${extension}</span></span>
        <span class="state ${this.#download.status}" role="status">${this.#words(body)}</span>
      </span>
      <span class="visually-hidden">${msg('Download')}</span>${icon('download')}
    </button>`;
  }

  #words(body: FileBody): string {
    const saving = savingWords(this.#download.status);
    if (saving !== '') return saving;
    return body.size === undefined ? '' : formatSize(body.size, this.locale);
  }

  readonly #save = (): void => {
    if (this.media !== undefined && this.body !== undefined) void this.#download.save(this.media, this.body);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wiki-room-file': WikiRoomFile;
  }
}
