import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { copy } from '../parts/copy.ts';

/** What a session that ended has left unsent: it is stored nowhere any more, and can be copied. */
export function renderUnsent(texts: readonly string[]): TemplateResult {
  return html`<div class="unsent">
    <p>${msg('This was not sent. Copy it to keep it:')}</p>
    <ul tabindex="0" aria-label=${msg('Not sent')}>
      ${texts.map((text) => html`<li dir="auto">${text}</li>`)}
    </ul>
    <button type="button" @click=${(event: Event) => copy(event, texts.join('\n\n'))}>${msg('Copy')}</button>
  </div>`;
}
