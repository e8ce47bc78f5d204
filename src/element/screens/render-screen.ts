import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { errorWords } from '../words/error-words.ts';
import type { ErrorWords } from '../words/error-words.ts';
import { renderDetails } from './render-details.ts';

/** A screen without a conversation: what is, why, and what to do. */
export interface ScreenContent {
  readonly title: string | TemplateResult;
  readonly text?: string | TemplateResult;
  readonly actions?: TemplateResult;
  /** What went wrong before, or with the last action. */
  readonly error?: ErrorData | undefined;
  /** Of the error, where it has words of its own. */
  readonly words?: ErrorWords | undefined;
  /** What else belongs to it, under the buttons. */
  readonly more?: TemplateResult | undefined;
}

export function renderScreen({ title, text, actions, error, words, more }: ScreenContent): TemplateResult {
  return html`<div class="screen" part="screen">
    <div class="screen-content">
      <p class="screen-title" dir="auto">${title}</p>
      ${text === undefined ? nothing : html`<p>${text}</p>`}
      ${error === undefined ? nothing : renderProblem(words ?? errorWords(error), error.code)}
      ${actions === undefined ? nothing : html`<div class="actions">${actions}</div>`} ${more ?? nothing}
      ${error === undefined ? nothing : renderDetails(error)}
    </div>
  </div>`;
}

function renderProblem({ title, advice }: ErrorWords, code: ErrorData['code']): TemplateResult {
  // What the reader did themselves is no failure.
  return html`<p class=${code === 'sign-in-cancelled' ? '' : 'problem'} role="alert">${title} ${advice}</p>`;
}
