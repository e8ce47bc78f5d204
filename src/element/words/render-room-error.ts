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
