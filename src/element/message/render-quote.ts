import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { ReplyQuote } from '../../protocol/row.ts';
import { icon } from '../icons/icons.ts';
import type { MessageContext } from './message-context.ts';

/** One muted line above a reply: who, and the first words. A click goes there. */
export function renderReplyQuote(quote: ReplyQuote, context: MessageContext): TemplateResult {
  const lead = html`${icon('reply')}<span class="visually-hidden">${msg('In reply to')}</span>`;
  return quoteLine('reply', quote, html`${lead} ${quotedWords(quote)}`, context);
}

/** The same above the first of a run of messages in one thread: what it began with. `quoted`: that is said under it already. */
export function renderThreadMark(root: ReplyQuote, quoted: boolean, context: MessageContext): TemplateResult {
  const lead = html`${icon('thread')}<span class="quote-label">${msg('In a thread')}</span>`;
  return quoteLine(
    'thread',
    root,
    quoted || root.state !== 'shown' ? lead : html`${lead} ${quotedWords(root)}`,
    context,
  );
}

function quoteLine(
  part: 'reply' | 'thread',
  { id, state }: ReplyQuote,
  words: TemplateResult,
  { actions }: MessageContext,
): TemplateResult {
  return html`<button
    class="quote"
    part=${part}
    type="button"
    ?disabled=${state === 'missing'}
    @click=${() => actions.showEvent(id)}
  >
    ${words}
  </button>`;
}

function quotedWords({ state, sender, excerpt }: ReplyQuote): TemplateResult {
  const words = state === 'shown' ? (excerpt ?? '') : quoteWords(state);
  return html`${sender === undefined ? nothing : html`<bdi class="quote-sender">${fullName(sender)}</bdi>`}
    <span class="quote-text" dir="auto">${words}</span>`;
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
