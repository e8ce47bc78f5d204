import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TimelineSnapshot } from '../../room/timeline/timeline-view-model.ts';

/** What stands above the oldest line. */
export function renderHistory(
  { painted, empty, older }: TimelineSnapshot,
  loadOlder: () => void,
): TemplateResult | string | typeof nothing {
  if (!painted || empty) return nothing;
  switch (older) {
    case 'loading':
      return msg('Loading older messages');
    case 'none':
      return msg('The beginning of the room');
    case 'failed':
      return html`${msg('Older messages could not be loaded.')}
        <button class="link-button" type="button" @click=${loadOlder}>${msg('Try again')}</button>`;
    case 'more':
      return nothing;
  }
}

/** What lies over the lines, in the middle. `canSend`: the reader may write here. */
export function renderOver({ empty, seeking, missing }: TimelineSnapshot, canSend: boolean): TemplateResult {
  return html`${empty ? renderEmpty(canSend) : nothing}${
    seeking ? renderNote(msg('Looking for the message')) : nothing
  }${missing === undefined ? nothing : renderNote(msg('This message is not available.'))}`;
}

/** The live region says it too. */
function renderNote(words: string): TemplateResult {
  return html`<div class="note" aria-hidden="true">${words}</div>`;
}

function renderEmpty(canSend: boolean): TemplateResult {
  const words = canSend ? msg('No messages yet. Say what this page needs.') : msg('No messages yet.');
  return html`<p class="empty" part="empty">${words}</p>`;
}
