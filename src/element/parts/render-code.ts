import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CodeBlockPart, CodePart } from '../../protocol/parts.ts';
import { copy } from './copy.ts';

export function renderCode({ text }: CodePart): TemplateResult {
  return html`<code>${text}</code>`;
}

/** Scrolls inside itself; a keyboard reaches it too. */
export function renderCodeBlock({ text, language }: CodeBlockPart): TemplateResult {
  return html`<div class="code" dir="ltr">
    <div class="code-bar">
      <button class="code-copy" type="button" @click=${(event: Event) => copy(event, text)}>${msg('Copy')}</button>
      ${language === undefined ? nothing : html`<span class="code-language">${language}</span>`}
    </div>
    <pre tabindex="0" role="group" aria-label=${language ?? msg('Code')}><code>${text}</code></pre>
  </div>`;
}
