import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** The room's name where the header will be, as high as that one. */
export function renderHeaderPlace(name: string): TemplateResult {
  return html`<div class="header-place" part="header"><h2 dir="auto">${name}</h2></div>`;
}
