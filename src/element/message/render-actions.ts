import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MessageItem } from '../../room/timeline/timeline-item.ts';
import { icon } from '../icons/icons.ts';
import type { IconName } from '../icons/icons.ts';
import type { MessageContext } from './message-context.ts';

/** The bar over the upper corner of a message: shown under the pointer or with the focus. */
export function renderActions(item: MessageItem, { actions, canSend }: MessageContext): TemplateResult {
  const { row } = item;
  return html`<div class="actions" part="actions" role="toolbar" aria-label=${msg('Message actions')}>
    ${canSend ? action('reply', msg('Reply'), () => actions.reply(item)) : nothing}
    ${canSend && row.editable !== undefined ? action('edit', msg('Edit'), () => actions.edit(item)) : nothing}
    ${action('copy', msg('Copy text'), (event) => actions.copyText(item, event))}
    ${action('link', msg('Copy link'), (event) => actions.copyLink(item, event))} ${renderMore()}
  </div>`;
}

/** Where there is room for one button only: the focus opens the bar. */
function renderMore(): TemplateResult {
  return html`<button
    class="action more"
    type="button"
    tabindex="-1"
    title=${msg('Message actions')}
    aria-label=${msg('Message actions')}
    @click=${(event: Event) => (event.currentTarget as HTMLElement).parentElement?.querySelector('button')?.focus()}
  >
    ${icon('more')}
  </button>`;
}

function action(name: IconName, label: string, act: (event: Event) => void): TemplateResult {
  return html`<button class="action" type="button" tabindex="-1" title=${label} aria-label=${label} @click=${act}>
    ${icon(name)}
  </button>`;
}
