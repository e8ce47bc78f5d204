import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { surroundings } from '../surroundings.ts';

/**
 * The way to what a frame cannot do: where windows are blocked it cannot leave for the sign-in as a page can, and on a page
 * of another site it may be forgotten. A tab of its own has neither, and says in its address bar whose it is.
 */
export function renderOwnTab(): TemplateResult | typeof nothing {
  const { ownTab } = surroundings;
  if (ownTab === undefined) return nothing;
  return html`<a class="button" href=${ownTab} target="_blank" rel="noopener">${msg('Open in a new tab')}</a>`;
}
