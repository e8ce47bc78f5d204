import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { Part } from '../../protocol/parts.ts';
import type { MessageRow, Shield } from '../../protocol/row.ts';
import { isTall } from '../../room/timeline/estimate-height.ts';
import type { MessageItem } from '../../room/timeline/timeline-item.ts';
import { renderMedia } from '../media/render-media.ts';
import { renderParts } from '../parts/render-parts.ts';
import { icon } from '../icons/icons.ts';
import type { LineState, MessageContext } from './message-context.ts';
import { renderActions } from './render-actions.ts';
import { renderArticle } from './render-article.ts';
import { renderEcho } from './render-echo.ts';
import { renderReactions } from './render-reactions.ts';
import { renderReplyQuote, renderThreadMark } from './render-quote.ts';

export function renderMessage(item: MessageItem, state: LineState, context: MessageContext): TemplateResult {
  const { row, head, echo } = item;
  const flags = [
    row.thread === undefined ? '' : 'threaded',
    row.mentionsReader ? 'mentions' : '',
    echo === undefined ? '' : echo.state,
    row.body.kind === 'notice' ? 'from-bot' : '',
  ];
  return renderArticle(
    {
      key: item.key,
      row,
      head,
      flags: flags.filter((flag) => flag !== '').join(' '),
      before: renderBefore(item, context),
      content: renderBody(item, state, context),
      after: renderAfter(item, context),
    },
    state,
    context,
    state.withActions && (echo === undefined || echo.edit) ? renderActions(item, context) : nothing,
  );
}

/** The thread it is in, and what it answers. */
function renderBefore({ row, beginsThread }: MessageItem, context: MessageContext): TemplateResult | undefined {
  const { replyTo, thread } = row;
  const quote = replyTo === undefined ? undefined : renderReplyQuote(replyTo, context);
  if (thread === undefined) return quote;
  const mark =
    beginsThread === true
      ? renderThreadMark(thread, replyTo?.id === thread.id, context)
      : html`<span class="visually-hidden">${msg('In a thread')}</span>`;
  return html`${mark}${quote ?? nothing}`;
}

function renderAfter({ row, echo }: MessageItem, context: MessageContext): TemplateResult | undefined {
  const { shield, reactions, standsFor } = row;
  const nothingSaid = shield === undefined && standsFor === undefined;
  if (nothingSaid && reactions.length === 0 && echo === undefined) return undefined;
  return html`${standsFor === undefined ? nothing : renderStandIn(standsFor)}${shield === undefined ? nothing : renderShield(shield)}${
    reactions.length === 0 ? nothing : renderReactions(reactions, context.formats)
  }${echo === undefined ? nothing : renderEcho(echo, context)}`;
}

function renderBody(item: MessageItem, state: LineState, context: MessageContext): TemplateResult {
  const { row } = item;
  const { body } = row;
  const edited = row.edited ? html` <span class="edited">${msg('edited')}</span>` : nothing;
  if ('source' in body) {
    const caption = body.caption.length === 0 ? nothing : renderText(item, body.caption, edited, state, context);
    return html`${renderMedia(body, context)}${caption}`;
  }
  return renderText(item, body.parts, edited, state, context);
}

function renderText(
  item: MessageItem,
  parts: readonly Part[],
  edited: unknown,
  { expanded }: LineState,
  context: MessageContext,
): TemplateResult {
  const tall = isTall(parts);
  const emote = item.row.body.kind === 'emote';
  const words = renderParts(parts, context);
  // A name is over it where it begins a group.
  const by = emote && !item.head ? html`<bdi class="emote-sender">${fullName(item.row.sender)}</bdi> ` : nothing;
  const all = emote || edited !== nothing ? [by, words, edited] : words;
  const classes = `text${emote ? ' emote' : ''}${tall && !expanded ? ' folded' : ''}`;
  return html`<div class=${classes} part="message-text" dir="auto">${all}</div>
    ${tall ? renderFold(item, expanded, context) : nothing}`;
}

function renderFold(item: MessageItem, expanded: boolean, { actions }: MessageContext): TemplateResult {
  return html`<button class="link-button" type="button" aria-expanded=${expanded} @click=${() => actions.expand(item)}>
    ${expanded ? msg('Show less') : msg('Show all')}
  </button>`;
}

/** What the text above is all that can be shown of. */
function renderStandIn(standsFor: NonNullable<MessageRow['standsFor']>): TemplateResult {
  const words =
    standsFor === 'poll'
      ? msg('This is a poll. You can vote in another app.')
      : msg('Another app may show more of this.');
  return html`<div class="stand-in">${words}</div>`;
}

function renderShield(shield: Shield): TemplateResult {
  return html`<div class="shield">${icon('warning')} ${shieldWords(shield)}</div>`;
}

function shieldWords(shield: Shield): string {
  switch (shield) {
    case 'not-encrypted':
      return msg('Not encrypted');
    case 'sender-not-proven':
      return msg('It cannot be proven that this is from its sender');
    case 'identity-changed':
      return msg('The identity of the sender has changed');
  }
}

/** What is read aloud when the message arrives. */
export function announcement({ sender, body }: MessageRow): string {
  return msg(str`${fullName(sender)}: ${body.plain.slice(0, 200)}`);
}
