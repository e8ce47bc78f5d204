import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorCode } from '../../protocol/error.ts';
import { icon } from '../icons/tool-icons.ts';
import type { DownloadController } from './download-controller.ts';

type Saving = Pick<DownloadController, 'status' | 'why'>;

/** What becomes of a file that is saved; '' where nothing is to be said of it. */
export function savingWords({ status, why }: Saving): string {
  switch (status) {
    case 'loading':
      return msg('Downloading');
    case 'failed':
      return failedWords(why);
    case 'rest':
      return '';
  }
}

/** Why a file is not there. What will never come is not worth another try. */
export function failedWords(why: ErrorCode | undefined): string {
  switch (why) {
    case 'media-damaged':
      return msg('This file is damaged.');
    case 'media-unavailable':
      return msg('This file is not available.');
    case 'too-large':
      return msg('This file is too large to be loaded here.');
    default:
      return msg('The file could not be loaded. Try again');
  }
}

/** The button that saves a picture. */
export function renderSave({ status }: Saving, save: (event: Event) => void): TemplateResult {
  return html`<button
    class="save ${status}"
    type="button"
    title=${msg('Download')}
    aria-label=${msg('Download')}
    aria-busy=${status === 'loading' ? 'true' : 'false'}
    @click=${save}
  >
    ${icon(status === 'failed' ? 'warning' : 'download')}
  </button>`;
}
