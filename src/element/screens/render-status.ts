import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ConnectionSnapshot, Successor } from '../../protocol/room.ts';
import type { ScreenActions } from './render-screen.ts';

/** One line under the header where something is not as usual; nothing where all is well. */
export function renderStatus(
  { connection, expired, persistent }: { connection: ConnectionSnapshot; expired: boolean; persistent: boolean },
  language: string,
  actions: ScreenActions & { retryConnection(): void },
): TemplateResult | typeof nothing {
  if (expired) {
    return html`<p class="status problem" part="status" role="status">
      ${msg('Your session has ended. What you wrote is kept.')}
      <button class="text" type="button" @click=${() => actions.signIn()}>${msg('Sign in')}</button>
    </p>`;
  }
  if (connection.state === 'lost') {
    return html`<p class="status problem" part="status" role="status">
      ${lostWords(connection, language)}
      <button class="text" type="button" @click=${() => actions.retryConnection()}>${msg('Try now')}</button>
    </p>`;
  }
  if (!persistent) {
    return html`<p class="status" part="status" role="status">
      ${msg('This browser stores nothing for this page: you will have to sign in again next time.')}
    </p>`;
  }
  return nothing;
}

function lostWords({ lastContact, error }: Extract<ConnectionSnapshot, { state: 'lost' }>, language: string): string {
  const what =
    error.code === 'homeserver-unreachable'
      ? msg('No connection to the chat server.')
      : error.code === 'rate-limited'
        ? msg('The chat server asks for patience.')
        : msg('Reconnecting to the chat server.');
  if (lastContact === undefined) return what;
  const at = new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(lastContact);
  return `${what} ${msg(str`Last contact ${at}.`)}`;
}

/** Below the timeline where nothing can be written: why. */
export function renderFoot(successor: Successor | undefined, open: (address: string) => void): TemplateResult {
  if (successor === undefined) return html`<p class="foot" part="foot">${msg('You can read here, and not write.')}</p>`;
  return html`<p class="foot" part="foot">
    ${msg('This room was replaced by a new one.')}
    ${
      successor.proven
        ? html`<button class="text" type="button" @click=${() => open(successor.address)}>
            ${msg('Show the new room')}
          </button>`
        : msg('Ask who looks after this page for its address.')
    }
  </p>`;
}
