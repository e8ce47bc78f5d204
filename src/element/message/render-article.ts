import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fullName } from '../../protocol/full-name.ts';
import type { MessageRow, Person, RedactedRow, UndecryptableRow } from '../../protocol/row.ts';
import type { LineState, MessageContext } from './message-context.ts';
import { renderAvatar } from './render-avatar.ts';

export interface ArticleParts {
  readonly key: string;
  readonly row: MessageRow | RedactedRow | UndecryptableRow;
  readonly head: boolean;
  /** Further classes. */
  readonly flags: string;
  /** What it answers. */
  readonly before?: TemplateResult | undefined;
  readonly content: TemplateResult;
  readonly after?: TemplateResult | undefined;
}

/**
 * The frame of everything that has a sender: avatar, name and time once a group; the time of others in the margin. A line is
 * drawn thousands of times: no blanks between its parts, and texts as properties, which leave no marker beside them.
 */
export function renderArticle(
  { key, row, head, flags, before, content, after }: ArticleParts,
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
    ${head ? renderHead(sender, renderTime(ts, time, context), context) : renderTime(ts, undefined, context)}
    <div class="content">${before ?? nothing}${content}${after ?? nothing}</div>
    ${actions}
  </article>`;
}

function renderHead(sender: Person, time: TemplateResult | typeof nothing, { media }: MessageContext): TemplateResult {
  const { id, name, disambiguation } = sender;
  return html`${renderAvatar(sender, media)}
    <div class="heading-line">
      <bdi class="sender" part="sender" role="heading" aria-level="3" title=${id} .textContent=${name}></bdi>${
        disambiguation === undefined
          ? nothing
          : html` <bdi class="disambiguation" .textContent=${disambiguation}></bdi>`
      }${time}
    </div>`;
}

/** Without `time`: short enough for the margin. */
function renderTime(
  ts: number | undefined,
  time: string | undefined,
  { formats }: MessageContext,
): TemplateResult | typeof nothing {
  if (ts === undefined) return nothing;
  return html`<time
    part="time"
    datetime=${new Date(ts).toISOString()}
    title=${formats.dateTime(ts)}
    .textContent=${time ?? formats.clock(ts)}
  ></time>`;
}
