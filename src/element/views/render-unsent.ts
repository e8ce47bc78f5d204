import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { copy } from '../parts/copy.ts';

/**
 * What the end of a session, or of the right to write, has left unsent, to be copied: there is no field for it any more.
 * `close` puts it away, where nothing else does.
 */
export function renderUnsent(texts: readonly string[], close?: (event: Event) => void): TemplateResult {
  return html`<div class="unsent">
    <p>${msg('This was not sent. Copy it to keep it:')}</p>
    <ul tabindex="0" aria-label=${msg('Not sent')} @keydown=${keepKey}>
      ${texts.map((text) => html`<li dir="auto">${text}</li>`)}
    </ul>
    <div class="actions">
      <button type="button" @click=${(event: Event) => copy(event, texts.join('\n\n'))}>${msg('Copy')}</button>
      ${close && html`<button type="button" @click=${close}>${msg('Close')}</button>`}
    </div>
  </div>`;
}

/** Whoever was writing may be typing still: the page's shortcuts must not hear it. */
function keepKey(event: Event): void {
  event.stopPropagation();
}
