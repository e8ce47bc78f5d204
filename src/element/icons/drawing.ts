import { html } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/** A line drawing in a box of 16, in the colour of the text; an ornament beside words, so hidden from assistive technology. */
export function drawing(lines: SVGTemplateResult): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.3"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${lines}
  </svg>`;
}
