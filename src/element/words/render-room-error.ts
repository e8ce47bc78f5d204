import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { roomErrorWords } from './room-error-words.ts';

/** Why what the reader wanted did not work, in the place where they wanted it. */
export function renderRoomError(error: ErrorData | undefined): TemplateResult | typeof nothing {
  if (error === undefined) return nothing;
  const { title, advice } = roomErrorWords(error);
  return html`<p class="error" role="alert">${title} ${advice}</p>`;
}

/** What keeps that which was written from getting on: nobody needs to write it again. */
export function renderTrouble(error: ErrorData | undefined): TemplateResult | typeof nothing {
  if (error?.code !== 'storage-full') return renderRoomError(error);
  return html`<p class="error" role="alert">
    ${msg("This browser's storage is full. Free some space: what you wrote is sent then.")}
  </p>`;
}
