import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { copy } from '../parts/copy.ts';
import { errorDetails } from '../words/error-words.ts';

/** For whoever looks into it: what a report needs, closed at first. */
export function renderDetails(error: ErrorData): TemplateResult {
  const text = errorDetails(error);
  return html`<details class="details">
    <summary>${msg('Details')}</summary>
    <code dir="ltr">${text}</code>
    <button class="text" type="button" @click=${(event: Event) => copy(event, text)}>${msg('Copy')}</button>
  </details>`;
}
