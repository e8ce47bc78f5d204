import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** What the reader can do about a message of theirs, as a link in its line. */
export function way(label: string, act: () => void): TemplateResult {
  return html`<button class="link-button" type="button" @click=${act}>${label}</button>`;
}
