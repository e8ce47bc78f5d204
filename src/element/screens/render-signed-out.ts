import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { surroundings } from '../surroundings.ts';
import { renderScreen } from './render-screen.ts';

export interface SignedOutContent {
  readonly roomName: string;
  /** The window for signing in is open. */
  readonly busy: boolean;
  readonly error: ErrorData | undefined;
  readonly logoutUrl: string | undefined;
  readonly signIn: () => void;
}

/** The room's name, one sentence, one button. */
export function renderSignedOut({ roomName, busy, error, logoutUrl, signIn }: SignedOutContent): TemplateResult {
  return renderScreen({
    title: roomName,
    text: busy ? msg('Finish signing in in the window that opened.') : msg('Sign in to read and write here.'),
    error,
    actions: html`<button class="primary" part="sign-in-button" type="button" @click=${signIn}>
        ${busy ? msg('Open the window again') : msg('Sign in')}
      </button>
      ${error?.code === 'popup-blocked' ? renderOwnTab() : nothing}
      ${logoutUrl === undefined ? nothing : renderLogout(logoutUrl)}`,
  });
}

/** Where windows are blocked, a frame cannot leave for the sign-in as a page can; a tab of its own can. */
function renderOwnTab(): TemplateResult | typeof nothing {
  const { ownTab } = surroundings;
  if (ownTab === undefined) return nothing;
  return html`<a class="button" href=${ownTab} target="_blank" rel="noopener">${msg('Open in a new tab')}</a>`;
}

function renderLogout(url: string): TemplateResult {
  // The identity provider refuses to be shown in a frame.
  const target = surroundings.sight === undefined ? nothing : '_blank';
  return html`<a class="button" href=${url} target=${target} rel="noopener noreferrer"
    >${msg(str`Also sign out of ${new URL(url).host}`)}</a
  >`;
}
