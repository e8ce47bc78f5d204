import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { copyText } from '../parts/copy-text.ts';

/** What a session that ended has left unsent: it is stored nowhere any more, and can be copied. */
export function renderUnsent(texts: readonly string[]): TemplateResult {
  const copy = async ({ currentTarget }: Event): Promise<void> => {
    const button = currentTarget as HTMLElement;
    button.toggleAttribute('data-done', await copyText(texts.join('\n\n')));
  };
  return html`<div class="unsent">
    <p>${msg('This was not sent. Copy it to keep it:')}</p>
    <ul tabindex="0" aria-label=${msg('Not sent')}>
      ${texts.map((text) => html`<li dir="auto">${text}</li>`)}
    </ul>
    <button type="button" @click=${copy}>
      <span class="to-do">${msg('Copy')}</span><span class="done">${msg('Copied')}</span>
    </button>
  </div>`;
}
