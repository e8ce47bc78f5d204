import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { errorWords } from '../words/error-words.ts';
import type { ErrorWords } from '../words/error-words.ts';
import { reloadPage } from './reload-page.ts';
import { renderDetails } from './render-details.ts';

/** Something that stops everything: a sentence, the button that helps, and the code for a report. */
export function renderFailure(
  error: ErrorData,
  again: (() => void) | undefined,
  { title, advice }: ErrorWords = errorWords(error),
  reason?: string,
): TemplateResult {
  return html`<div class="screen" part="screen">
    <div class="screen-content" role="alert">
      <p class="screen-title">${title}</p>
      ${reason === undefined ? nothing : html`<p>${msg('Reason:')} <bdi>${reason}</bdi></p>`}
      <p>${advice}</p>
      ${renderButton(error, again)} ${renderDetails(error)}
    </div>
  </div>`;
}

function renderButton(error: ErrorData, again: (() => void) | undefined): TemplateResult | typeof nothing {
  // The script that runs here stays old, however often it tries.
  if (error.code === 'version-mismatch') return button(msg('Reload'), reloadPage);
  return again === undefined ? nothing : button(msg('Try again'), again);
}

function button(label: string, act: () => void): TemplateResult {
  return html`<div class="actions"><button type="button" @click=${act}>${label}</button></div>`;
}
