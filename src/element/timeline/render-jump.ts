import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FirstUnread } from '../../room/timeline/unread-line.ts';
import type { TimelineSnapshot } from '../../room/timeline/timeline-view-model.ts';
import type { Formats } from '../message/formats.ts';
import { icon } from '../icons/icons.ts';

/** The button that goes to the newest message, with what has come since the reader left it. */
export function renderJump(
  { messages, mentions }: TimelineSnapshot['jump'],
  formats: Formats,
  jump: () => void,
): TemplateResult {
  const label = jumpWords(messages, mentions, formats);
  return html`<button class="jump" part="jump-button" type="button" aria-label=${label} title=${label} @click=${jump}>
    ${icon('down')}${messages > 0 ? html`<span class="count">${formats.number(messages)}</span>` : nothing}${
      mentions > 0 ? html`<span class="count mention">@${formats.number(mentions)}</span>` : nothing
    }
  </button>`;
}

/** The button that goes up to where the reader stopped. */
export function renderUnread({ messages, more }: FirstUnread, formats: Formats, show: () => void): TemplateResult {
  return html`<button class="jump up" part="unread-button" type="button" @click=${show}>
    ${icon('down')}${more ? msg(str`${formats.number(messages)}+ new messages`) : jumpWords(messages, 0, formats)}
  </button>`;
}

function jumpWords(messages: number, mentions: number, formats: Formats): string {
  if (messages === 0) return msg('Jump to the newest message');
  const news = messages === 1 ? msg('1 new message') : msg(str`${formats.number(messages)} new messages`);
  if (mentions === 0) return news;
  return mentions === 1
    ? msg(str`${news}, 1 mentions you`)
    : msg(str`${news}, ${formats.number(mentions)} mention you`);
}
