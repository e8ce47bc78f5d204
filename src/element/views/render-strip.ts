import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import type { ConnectionSnapshot, Successor } from '../../protocol/room.ts';
import type { RoomViewSnapshot } from '../../room/room-view-snapshot.ts';
import type { Formats } from '../message/formats.ts';
import { reloadPage } from '../screens/reload-page.ts';
import { renderOwnTab } from '../screens/render-own-tab.ts';
import { surroundings } from '../surroundings.ts';
import { errorWords } from '../words/error-words.ts';
import type { RoomActions } from './room-content.ts';

/** One line under the header; what is below stays readable. */
function strip(words: TemplateResult | string, action: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="strip" part="strip" role="status"><span class="words">${words}</span>${action}</div>`;
}

/** The session has expired; nothing while it is being renewed. */
export function renderExpired(view: RoomViewSnapshot, signIn: () => void): TemplateResult | typeof nothing {
  if (!view.expired || view.busy === 'sign-in') return nothing;
  const problem = view.actionError === undefined ? '' : ` ${errorWords(view.actionError).title}`;
  return strip(
    html`${msg('Your session has expired. Sign in to go on.')}${problem}`,
    html`<button part="sign-in-button" type="button" @click=${signIn}>${msg('Sign in')}</button>`,
  );
}

/** A question that the reader has brought about; Escape stays. */
function question(
  words: unknown,
  [stayWords, stay]: readonly [string, (event: Event) => void],
  [goWords, go]: readonly [string, () => void],
): TemplateResult {
  return html`<div
    class="strip question"
    part="strip"
    role="alertdialog"
    aria-labelledby="question"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      stay(event);
    }}
  >
    <span class="words" id="question">${words}</span>
    <span class="ways">
      <button type="button" @click=${stay}>${stayWords}</button>
      <button class="text" type="button" @click=${go}>${goWords}</button>
    </span>
  </div>`;
}

/** What a sign-out takes away for good, before it does; and what leaving the room does. */
export function renderQuestion(
  { losses, leaving, actionError }: RoomViewSnapshot,
  { signOut, act, stay }: Pick<RoomActions, 'signOut' | 'act' | 'stay'>,
): TemplateResult | typeof nothing {
  if (losses !== undefined) {
    const words = [
      unsentWords(losses.unsent),
      losses.keys
        ? msg('Your encrypted messages may be lost when you sign out. Save or enter your recovery key first.')
        : '',
    ];
    return question(words.join(' '), [msg('Stay signed in'), stay], [msg('Sign out all the same'), signOut]);
  }
  if (!leaving) return nothing;
  const words = msg('Leave this room? You get no more of its messages, and coming back may need an invitation.');
  const problem = actionError === undefined ? '' : errorWords(actionError).title;
  return question([problem, ' ', words], [msg('Stay'), stay], [msg('Leave'), () => act('leave')]);
}

function unsentWords(count: number): string {
  if (count === 0) return '';
  if (count === 1) return msg('A message has not been sent. It is lost when you sign out.');
  return msg(str`${count} messages have not been sent. They are lost when you sign out.`);
}

/** The engine cannot go on in this page. */
export function renderStopped(error: ErrorData | undefined): TemplateResult | typeof nothing {
  if (error === undefined) return nothing;
  const { title, advice } = errorWords(error);
  return strip(html`${title} ${advice}`, html`<button type="button" @click=${reloadPage}>${msg('Reload')}</button>`);
}

/**
 * The homeserver is away; since when, and that nothing is lost. `wasLost`: it is being tried again. `savedAt`: what is shown
 * is of then, where there has been no contact since.
 */
export function renderConnection(
  connection: ConnectionSnapshot,
  wasLost: boolean,
  savedAt: number | undefined,
  formats: Formats,
  retry: () => void,
): TemplateResult | typeof nothing {
  if (connection.state === 'live') return nothing;
  if (connection.state === 'connecting') return wasLost ? strip(msg('Reconnecting')) : nothing;
  return strip(
    html`${lostWords(connection, savedAt, formats)} ${msg('What you write is sent when the connection is back.')}`,
    html`<button class="text" type="button" @click=${retry}>${msg('Try now')}</button>`,
  );
}

/** What is wrong: no way to the homeserver, or the homeserver itself. */
function lostWords(
  { error, lastContact }: Extract<ConnectionSnapshot, { state: 'lost' }>,
  savedAt: number | undefined,
  formats: Formats,
): string {
  if (error.code === 'homeserver-unreachable') {
    if (lastContact !== undefined) return msg(str`Offline since ${moment(lastContact, formats)}.`);
    return savedAt === undefined ? msg('Offline.') : msg(str`Offline. What you see is of ${moment(savedAt, formats)}.`);
  }
  if (error.code === 'blocked-by-policy') {
    const { title, advice } = errorWords(error);
    return `${title} ${advice}`;
  }
  return errorWords(error.code === 'rate-limited' ? error : { ...error, code: 'homeserver-error' }).title;
}

function moment(ts: number, formats: Formats): string {
  return new Date(ts).toDateString() === new Date().toDateString() ? formats.time(ts) : formats.dateTime(ts);
}

/** This browser will forget everything of this visit, or may: on a page of another site than the frame's. */
export function renderForgetful(persistent: boolean): TemplateResult | typeof nothing {
  if (!persistent) return strip(msg('This browser keeps nothing for this page: you sign in again next time.'));
  if (!surroundings.apart) return nothing;
  return strip(msg('Your browser keeps this chat apart on this site, and may forget it.'), renderOwnTab());
}

/** In the place of the composer: the room was replaced. A new room that is not proven to be its own is not offered. */
export function renderSuccessor(successor: Successor, open: (address: string) => void): TemplateResult {
  return html`<p class="instead" part="replaced">
    ${msg('This room was replaced by a new one.')}
    ${
      successor.proven
        ? html`<button type="button" @click=${() => open(successor.address)}>${msg('Go to the new room')}</button>`
        : html`${msg('Whether it belongs to this one cannot be checked from here.')}
            <a
              href=${`https://matrix.to/#/${encodeURIComponent(successor.address)}`}
              target="_blank"
              rel="noopener noreferrer"
              >${msg('Look at the new room')}</a
            >`
    }
  </p>`;
}

/** In the place of the composer: it could not be loaded. */
export function renderMissing(error: ErrorData, again: () => void): TemplateResult {
  const { title, advice } = errorWords(error);
  return html`<p class="instead" role="alert">
    ${title} ${advice} <button type="button" @click=${again}>${msg('Try again')}</button>
  </p>`;
}

/** In the place of the composer; the message that was refused can be sent again, or removed. */
export function renderSuspended(): TemplateResult {
  const { title, advice } = errorWords({ code: 'account-locked', message: '', detail: 'M_USER_SUSPENDED' });
  return html`<p class="instead" role="status">${title} ${advice}</p>`;
}

export function renderMayNotWrite(): TemplateResult {
  return html`<p class="instead">${msg('You can read here, but not write.')}</p>`;
}
