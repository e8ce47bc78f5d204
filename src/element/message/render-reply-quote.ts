import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { ReplyQuote } from '../../protocol/row.ts';
import { icon } from '../icons/icons.ts';
import type { MessageContext } from './message-context.ts';

/** One muted line above a reply: who, and the first words. A click goes there. */
export function renderReplyQuote(
  { id, state, sender, excerpt }: ReplyQuote,
  { actions }: MessageContext,
): TemplateResult {
  const words = state === 'shown' ? (excerpt ?? '') : quoteWords(state);
  return html`<button
    class="quote"
    part="reply"
    type="button"
    ?disabled=${state === 'missing'}
    @click=${() => actions.showEvent(id)}
  >
    ${icon('reply')}<span class="visually-hidden">${msg('In reply to')}</span>
    ${sender === undefined ? nothing : html`<bdi class="quote-sender">${fullName(sender)}</bdi>`}
    <span class="quote-text" dir="auto">${words}</span>
  </button>`;
}

function quoteWords(state: Exclude<ReplyQuote['state'], 'shown'>): string {
  switch (state) {
    case 'loading':
      return msg('Loading the message');
    case 'missing':
      return msg('A message that is not available');
    case 'redacted':
      return msg('A deleted message');
    case 'undecryptable':
      return msg('A message that cannot be read');
  }
}
