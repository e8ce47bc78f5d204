import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { GapRow } from '../../protocol/row.ts';
import type {
  NoticesItem,
  RedactedItem,
  TimelineItem,
  UndecryptableItem,
  UnknownItem,
} from '../../room/timeline/timeline-item.ts';
import { isolate } from '../words/isolate.ts';
import type { LineState, MessageContext } from './message-context.ts';
import { noticeRunWords, noticeWords, peopleWords } from './notice-words.ts';
import { renderArticle } from './render-article.ts';
import { renderMessage } from './render-message.ts';
import { undecryptableWords, wantsRecoveryKey } from './undecryptable-words.ts';

/** One line of the timeline. What cannot be drawn is said in its place, and stops no other line. */
export function renderLine(item: TimelineItem, state: LineState, context: MessageContext): TemplateResult {
  try {
    return drawnLine(item, state, context);
  } catch {
    return html`<div class="line notice" data-key=${item.key}>${msg('A message that could not be read')}</div>`;
  }
}

function drawnLine(item: TimelineItem, state: LineState, context: MessageContext): TemplateResult {
  switch (item.kind) {
    case 'message':
      return renderMessage(item, state, context);
    case 'day':
      return html`<div class="line day" part="day-line" data-key=${item.key} role="heading" aria-level="3">
        <span>${context.formats.day(item.ts, context.now)}</span>
      </div>`;
    case 'new':
      return html`<div class="line new" part="new-line" data-key=${item.key} role="heading" aria-level="3">
        <span>${msg('New')}</span>
      </div>`;
    case 'redacted':
      return renderRedacted(item, state, context);
    case 'undecryptable':
      return renderUndecryptable(item, state, context);
    case 'notices':
      return renderNotices(item, context);
    case 'unknown':
      return renderUnknown(item, context);
    case 'gap':
      return html`<div class="line notice gap" data-key=${item.key}>${renderGap(item.row.state, context)}</div>`;
  }
}

function renderGap(state: GapRow['state'], context: MessageContext): TemplateResult | string {
  switch (state) {
    case 'loading':
      return msg('Loading messages');
    case 'lost':
      return msg('The chat server has lost messages that stood here.');
    case 'failed':
      return html`${msg('Some messages could not be loaded.')}
        <button class="link-button" type="button" @click=${() => context.actions.loadOlder()}>
          ${msg('Try again')}
        </button>`;
  }
}

function renderRedacted(item: RedactedItem, state: LineState, context: MessageContext): TemplateResult {
  const [row] = item.rows;
  const count = item.rows.length;
  const others = row.by !== undefined && row.by.id !== row.sender.id ? fullName(row.by) : undefined;
  const words =
    count > 1
      ? msg(str`${context.formats.number(count)} messages deleted`)
      : others === undefined
        ? msg('Message deleted')
        : msg(str`Message deleted by ${isolate(others)}`);
  const reason = count === 1 && row.reason !== undefined ? msg(str`Reason: ${isolate(row.reason)}`) : undefined;
  return renderArticle(
    {
      key: item.key,
      row,
      head: item.head,
      flags: 'redacted',
      content: html`<span class="muted">${reason === undefined ? words : `${words}. ${reason}`}</span>`,
    },
    state,
    context,
    nothing,
  );
}

function renderUndecryptable(item: UndecryptableItem, state: LineState, context: MessageContext): TemplateResult {
  const [row] = item.rows;
  const words = html`<span class="muted">${undecryptableWords(row, item.rows.length, context.formats)}</span>${
      wantsRecoveryKey(row)
        ? html` <button class="link-button" type="button" @click=${() => context.actions.recover()}>
            ${msg('Enter recovery key')}
          </button>`
        : nothing
    }`;
  if (item.rows.length > 1) {
    return html`<article
      class="line notice"
      data-key=${item.key}
      tabindex=${state.active ? '0' : '-1'}
      aria-label=${groupLabel(item, context)}
    >
      ${words}
    </article>`;
  }
  return renderArticle(
    { key: item.key, row, head: item.head, flags: 'undecryptable', content: words },
    state,
    context,
    nothing,
  );
}

/** Of whom the messages are, and from when on. */
function groupLabel({ rows }: UndecryptableItem, { formats }: MessageContext): string {
  const names = peopleWords([...new Set(rows.map(({ sender }) => fullName(sender)))], formats);
  const [{ ts }] = rows;
  return ts === undefined ? names : `${names}, ${formats.time(ts)}`;
}

function renderUnknown({ key, rows }: UnknownItem, { formats }: MessageContext): TemplateResult {
  const [{ broken, sender, type }] = rows;
  if (rows.length > 1) {
    const count = formats.number(rows.length);
    const words = broken
      ? msg(str`${count} messages that could not be read`)
      : msg(str`${count} things this page cannot show`);
    return html`<div class="line notice" data-key=${key}>${words}</div>`;
  }
  const words = broken ? msg('A message that could not be read') : msg('Something this page cannot show');
  return html`<div class="line notice" data-key=${key} title=${type}><bdi>${fullName(sender)}</bdi>: ${words}</div>`;
}

function renderNotices(item: NoticesItem, context: MessageContext): TemplateResult {
  const words = noticeRunWords(item.rows, context.formats);
  if (item.rows.length === 1) return html`<div class="line notice" data-key=${item.key}>${words}</div>`;
  return html`<div class="line notice" data-key=${item.key}>
    <button class="fold" type="button" aria-expanded=${item.open} @click=${() => context.actions.toggle(item)}>
      ${words}
    </button>
    ${
      item.open
        ? html`<ul class="unfolded">
            ${item.rows.map((row) => html`<li>${noticeWords(row)}</li>`)}
          </ul>`
        : nothing
    }
  </div>`;
}
