import { msg, str } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { SpoilerPart } from '../../protocol/parts.ts';
import type { Content } from './render-parts.ts';

/** Hidden, also from a screen reader, until asked for. */
export function renderSpoiler({ reason }: SpoilerPart, content: Content): TemplateResult {
  const show = (event: Event): void => {
    const button = event.currentTarget as HTMLElement;
    const hidden = button.nextElementSibling;
    const open = hidden?.toggleAttribute('hidden') === false;
    button.setAttribute('aria-expanded', String(open));
  };
  const label = reason === undefined ? msg('Spoiler') : msg(str`Spoiler: ${reason}`);
  return html`<button class="spoiler" type="button" aria-expanded="false" @click=${show}>${label}</button
    ><span class="spoiled" hidden>${content}</span>`;
}
