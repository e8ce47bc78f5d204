import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** What is below the header: one template, so that what is shown in it stays where the views come. */
export function renderMainPlace(content: unknown): TemplateResult {
  return html`<div class="main">${content}</div>`;
}
