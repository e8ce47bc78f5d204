import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ChangedIdentities } from '../../protocol/outbox.ts';
import { icon } from '../icons/tool-icons.ts';
import { changedWords } from '../words/changed-words.ts';

export interface HeldActions {
  readonly send: () => void;
  readonly leave: () => void;
}

/** Above the field: what was written is held, why, and what the reader can say to it. */
export function renderHeld(
  question: ChangedIdentities | undefined,
  { send, leave }: HeldActions,
): TemplateResult | typeof nothing {
  if (question === undefined) return nothing;
  return html`<div class="held" part="composer-held" role="group" aria-labelledby="held">
    <p class="why" id="held" role="alert" dir="auto">${icon('warning')} ${changedWords(question)}</p>
    <p class="why">
      ${msg(
        'Your message is held. This happens when people reset their encryption; it may also be somebody else. Ask them in another way before you send.',
      )}
    </p>
    <p class="ways">
      <button class="quiet" type="button" @click=${send}>${msg('Send anyway')}</button>
      <button class="quiet" type="button" @click=${leave}>${msg('Not now')}</button>
    </p>
  </div>`;
}
