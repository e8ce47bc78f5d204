import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CodeBlockPart, CodePart } from '../../protocol/parts.ts';
import { copyText } from './copy-text.ts';

export function renderCode({ text }: CodePart): TemplateResult {
  return html`<code>${text}</code>`;
}

/** Scrolls inside itself; a keyboard reaches it too. */
export function renderCodeBlock({ text, language }: CodeBlockPart): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    const copied = await copyText(text);
    button.toggleAttribute('data-done', copied);
    setTimeout(() => button.removeAttribute('data-done'), 1_500);
  };
  return html`<div class="code" dir="ltr">
    <div class="code-bar">
      <button class="code-copy" type="button" @click=${copy}>
        <span class="to-do">${msg('Copy')}</span><span class="done">${msg('Copied')}</span>
      </button>
      ${language === undefined ? nothing : html`<span class="code-language">${language}</span>`}
    </div>
    <pre tabindex="0" role="group" aria-label=${language ?? msg('Code')}><code>${text}</code></pre>
  </div>`;
}
