import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import { icon } from '../icons/tool-icons.ts';

export interface PutOffActions {
  /** Brings the question back. */
  readonly ask: () => void;
  readonly close: () => void;
}

/** What stays of a question that was put off: what does not go until it is answered, and the way back to it. */
export function renderPutOff(crypto: CryptoSnapshot, { ask, close }: PutOffActions): TemplateResult {
  const { words, way } = putOffWords(crypto);
  return html`<div class="put-off" part="keys" role="group" aria-labelledby="put-off">
    <span class="said">
      <span class="words" id="put-off">${words}</span>
      <button class="text" type="button" @click=${ask}>${way}</button>
    </span>
    <button class="quiet" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${close}>
      ${icon('close')}
    </button>
  </div>`;
}

function putOffWords(crypto: CryptoSnapshot): { readonly words: string; readonly way: string } {
  if (crypto.state === 'ready') {
    return { words: msg('Your messages are lost when you sign out.'), way: msg('Save a recovery key') };
  }
  if (crypto.state === 'needs-recovery' && crypto.backup !== undefined) {
    const words = {
      gone: msg('The backup of your message keys is gone.'),
      locked: msg('Earlier messages may be locked here.'),
      unsaved: msg('Your messages are lost when you sign out.'),
    };
    return { words: words[crypto.backup], way: msg('Enter recovery key') };
  }
  return { words: msg('Most new messages from others are locked.'), way: msg('Confirm this browser') };
}
