import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icons/tool-icons.ts';
import type { DownloadController } from './download-controller.ts';

type Status = DownloadController['status'];

/** What becomes of a file that is saved; '' where nothing is to be said of it. */
export function savingWords(status: Status): string {
  switch (status) {
    case 'loading':
      return msg('Downloading');
    case 'failed':
      return msg('The file could not be loaded. Try again');
    case 'rest':
      return '';
  }
}

/** The button that saves a picture. */
export function renderSave(status: Status, save: (event: Event) => void): TemplateResult {
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
