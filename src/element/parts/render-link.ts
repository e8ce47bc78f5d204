import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LinkPart, PillPart } from '../../protocol/parts.ts';
import type { PartsContext } from './parts-context.ts';
import type { Content } from './render-parts.ts';

/** Where the visible text looks like another address, the true host stands after it. */
export function renderLink({ href, host }: LinkPart, content: Content, context: PartsContext): TemplateResult {
  return html`${anchor(href, 'link', nothing, content, context)}${
    host === undefined ? nothing : html` <span class="host">(<bdi>${host}</bdi>)</span>`
  }`;
}

/** A mention. Rooms are links; people have no page of their own. */
export function renderPill({ target, id, label, self }: PillPart, context: PartsContext): TemplateResult {
  const name = html`<bdi>${label}</bdi>`;
  if (target === 'room') return anchor(`https://matrix.to/#/${encodeURIComponent(id)}`, 'pill', id, name, context);
  return html`<span class="pill ${self || target === 'everyone' ? 'self' : ''}" title=${id}>${name}</span>`;
}

function anchor(
  href: string,
  className: string,
  title: string | typeof nothing,
  content: unknown,
  { onLink }: PartsContext,
): TemplateResult {
  return html`<a
    class=${className}
    href=${href}
    title=${title}
    target="_blank"
    rel="noopener noreferrer"
    @click=${(event: MouseEvent) => onLink(event, href)}
    >${content}</a
  >`;
}
