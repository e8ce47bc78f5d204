import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MissingEvent } from '../../room/timeline/event-search.ts';
import { errorWords } from '../words/error-words.ts';
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

/** What can be done about an event that is not available. */
export interface MissedActions {
  /** The link to it was clicked. */
  readonly open: (event: MouseEvent, href: string) => void;
  readonly leave: () => void;
}

/** What lies over the lines, in the middle. `canSend`: the reader may write here. */
export function renderOver(
  { empty, seeking, missing }: TimelineSnapshot,
  canSend: boolean,
  missed: MissedActions,
): TemplateResult {
  return html`${empty ? renderEmpty(canSend) : nothing}${
    seeking ? renderNote(msg('Looking for the message')) : nothing
  }${missing === undefined ? nothing : renderMissing(missing, missed)}`;
}

/** That it is not there, or why it could not be looked for. */
export function missingWords({ error }: MissingEvent): string {
  const passes = ['homeserver-unreachable', 'homeserver-error', 'rate-limited'].includes(error.code);
  return passes ? errorWords(error).title : msg('This message is not available.');
}

function renderMissing(missing: MissingEvent, { open, leave }: MissedActions): TemplateResult {
  const { href } = missing;
  const words = missingWords(missing);
  if (href === undefined) return renderNote(words);
  return html`<div class="note" role="group">
    <span>${words}</span>
    <a
      class="link-button"
      href=${href}
      target="_blank"
      rel="noopener noreferrer"
      @click=${(event: MouseEvent) => open(event, href)}
      >${msg('Open the link')}</a
    >
    <button class="link-button" type="button" @click=${leave}>${msg('Close')}</button>
  </div>`;
}

/** The live region says it too. */
function renderNote(words: string): TemplateResult {
  return html`<div class="note" aria-hidden="true">${words}</div>`;
}

function renderEmpty(canSend: boolean): TemplateResult {
  const words = canSend ? msg('No messages yet. Say what this page needs.') : msg('No messages yet.');
  return html`<p class="empty" part="empty">${words}</p>`;
}
