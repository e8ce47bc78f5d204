import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';

/**
 * Grey bars in the shape of messages, shown where loading takes longer than a moment. Written out: it is the first thing that is
 * drawn, while everything else waits for the main thread.
 */
export function renderSkeleton(): TemplateResult {
  return html`<div class="skeleton" part="skeleton">
    <p class="visually-hidden">${msg('Loading the room')}</p>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar long"></span>
    </div>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar full"></span>
      <span class="bar medium"></span>
    </div>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar short"></span>
    </div>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar full"></span>
      <span class="bar long"></span><span class="bar short"></span>
    </div>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar medium"></span>
    </div>
    <div class="bars" aria-hidden="true">
      <span class="disc"></span><span class="bar name"></span><span class="bar long"></span>
      <span class="bar short"></span>
    </div>
  </div>`;
}
