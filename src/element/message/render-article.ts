import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { MessageRow, RedactedRow, UndecryptableRow } from '../../protocol/row.ts';
import type { LineState, MessageContext } from './message-context.ts';
import { renderAvatar } from './render-avatar.ts';

export interface ArticleParts {
  readonly key: string;
  readonly row: MessageRow | RedactedRow | UndecryptableRow;
  readonly head: boolean;
  /** Further classes. */
  readonly flags: string;
  readonly content: TemplateResult;
}

/** The frame of everything that has a sender: avatar, name and time once a group; the time of others in the margin. */
export function renderArticle(
  { key, row, head, flags, content }: ArticleParts,
  { active }: LineState,
  context: MessageContext,
  actions: TemplateResult | typeof nothing,
): TemplateResult {
  const { sender, ts } = row;
  const { formats } = context;
  const time = ts === undefined ? '' : formats.time(ts);
  return html`<article
    class="line message ${head ? 'head' : 'follower'} ${flags}"
    part="message"
    data-key=${key}
    tabindex=${active ? '0' : '-1'}
    aria-label=${time === '' ? fullName(sender) : `${fullName(sender)}, ${time}`}
  >
    ${
      head
        ? html`${renderAvatar(sender, context.media)}
            <div class="heading-line">
              <bdi class="sender" part="sender" title=${sender.id}>${sender.name}</bdi>${
                sender.disambiguation === undefined
                  ? nothing
                  : html` <bdi class="disambiguation">${sender.disambiguation}</bdi>`
              }
              ${renderTime(ts, time, context)}
            </div>`
        : renderTime(ts, time, context)
    }
    <div class="content">${content}</div>
    ${actions}
  </article>`;
}

function renderTime(
  ts: number | undefined,
  time: string,
  { formats }: MessageContext,
): TemplateResult | typeof nothing {
  if (ts === undefined) return nothing;
  return html`<time part="time" datetime=${new Date(ts).toISOString()} title=${formats.dateTime(ts)}>${time}</time>`;
}
