import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icons/tool-icons.ts';
import type { DownloadController } from './download-controller.ts';
import type { MediaLoader, MediaRequest } from './media-loader.ts';
import { renderSave, savingWords } from './render-saving.ts';

export interface LargePicture {
  readonly media: MediaLoader | undefined;
  readonly request: MediaRequest | undefined;
  /** What it shows, in words. */
  readonly alt: string;
  /** Its name and size. */
  readonly about: string;
  readonly state: 'loading' | 'shown' | 'failed';
  readonly saving: DownloadController;
  readonly shown: () => void;
  readonly failed: () => void;
  readonly again: (event: Event) => void;
  readonly save: (event: Event) => void;
}

/** What stands in the window of a picture that is shown large; what becomes of saving it is announced beside that window. */
export function renderLarge(picture: LargePicture): TemplateResult {
  const { media, request, alt, about, state, saving } = picture;
  return html`<wiki-room-image
      .media=${media}
      .request=${request}
      .alt=${alt}
      @wiki-room-image-shown=${picture.shown}
      @wiki-room-image-failed=${picture.failed}
    ></wiki-room-image>
    <p class="becomes ${state}" role="status">${stateWords(state)}</p>
    ${
      state === 'failed'
        ? html`<button class="again" type="button" @click=${picture.again}>${msg('Try again')}</button>`
        : nothing
    }
    <p class="about">${about}</p>
    <div class="ways">
      <span class="saving">${savingWords(saving)}</span>
      ${renderSave(saving, picture.save)}
      <button type="button" title=${msg('Close')} aria-label=${msg('Close')}>${icon('close')}</button>
    </div>`;
}

function stateWords(state: LargePicture['state']): string {
  switch (state) {
    case 'loading':
      return msg('Loading the picture');
    case 'failed':
      return msg('The picture could not be loaded');
    case 'shown':
      return '';
  }
}
