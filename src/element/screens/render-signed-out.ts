import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { surroundings } from '../surroundings.ts';
import { renderOwnTab } from './render-own-tab.ts';
import { renderScreen } from './render-screen.ts';

export interface SignedOutContent {
  readonly roomName: string;
  /** The window for signing in is open. */
  readonly busy: boolean;
  readonly error: ErrorData | undefined;
  readonly logoutUrl: string | undefined;
  /** Written and not sent when the session ended. */
  readonly unsent: TemplateResult | undefined;
  readonly signIn: () => void;
}

/** The room's name, one sentence, one button. */
export function renderSignedOut(content: SignedOutContent): TemplateResult {
  const { roomName, busy, error, logoutUrl, unsent, signIn } = content;
  return renderScreen({
    title: roomName,
    text: busy
      ? msg('Finish signing in in the window that opened.')
      : html`${msg('Sign in to read and write here.')} ${renderApart()}`,
    error,
    actions: html`<button class="primary" part="sign-in-button" type="button" @click=${signIn}>
        ${busy ? msg('Open the window again') : msg('Sign in')}
      </button>
      ${error?.code === 'popup-blocked' || surroundings.apart ? renderOwnTab() : nothing}
      ${logoutUrl === undefined ? nothing : renderLogout(logoutUrl)}`,
    more: unsent,
  });
}

/** On a page of another site, a sign-in elsewhere is not known. */
function renderApart(): string | typeof nothing {
  return surroundings.apart ? msg('Your browser keeps this chat apart on this site, and may forget it.') : nothing;
}

function renderLogout(url: string): TemplateResult {
  // The identity provider refuses to be shown in a frame.
  const target = surroundings.sight === undefined ? nothing : '_blank';
  return html`<a class="button" href=${url} target=${target} rel="noopener noreferrer"
    >${msg(str`Also sign out of ${new URL(url).host}`)}</a
  >`;
}
