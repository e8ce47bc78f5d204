import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** Lengths of lines; a group of lines is a message. */
const groups = [
  ['long'],
  ['full', 'medium'],
  ['short'],
  ['full', 'long', 'short'],
  ['medium'],
  ['long', 'short'],
] as const;

/** Grey bars in the shape of messages, shown where loading takes longer than a moment. */
export function renderSkeleton(): TemplateResult {
  return html`<div class="skeleton" part="skeleton">
    <p class="visually-hidden">${msg('Loading the room')}</p>
    ${groups.map(
      (lines) =>
        html`<div class="bars" aria-hidden="true">
          <span class="disc"></span><span class="bar name"></span>
          ${lines.map((length) => html`<span class="bar ${length}"></span>`)}
        </div>`,
    )}
  </div>`;
}
