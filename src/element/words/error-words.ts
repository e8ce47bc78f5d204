import { msg, str } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';

/** What a reader is told: what happened, and what to do. Why a room cannot be opened is in
 * `access-words.ts`, what fails in it only in `room-error-words.ts`. */
export interface ErrorWords {
  readonly title: string;
  readonly advice: string;
}

export function errorWords(error: ErrorData): ErrorWords {
  switch (error.code) {
    case 'sign-in-required':
      return { title: msg('You are signed out.'), advice: msg('Sign in to go on.') };
    case 'sign-in-failed':
      return {
        title: msg('Signing in did not work.'),
        advice: msg('Try again. If it stays so, tell your administrator.'),
      };
    case 'sign-in-cancelled':
      return { title: msg('Signing in was not finished.'), advice: msg('Try again when you are ready.') };
    case 'popup-blocked':
      return {
        title: msg('The browser blocked the sign-in window.'),
        advice: msg('Allow it for this page, or try again.'),
      };
    case 'signed-out-elsewhere':
      return {
        title: msg('You were signed out.'),
        advice: msg('This browser was removed from your account. Sign in again to go on.'),
      };
    case 'account-locked':
      return accountWords(error.detail);
    case 'homeserver-unreachable':
      return {
        title: msg('The chat server cannot be reached.'),
        advice: msg('Check your connection. It is tried again by itself.'),
      };
    case 'homeserver-error':
      return { title: msg('The chat server gave no proper answer.'), advice: msg('It is tried again by itself.') };
    case 'rate-limited':
      return { title: msg('The chat server asks for patience.'), advice: msg('Try again in a moment.') };
    case 'wrong-settings':
      return { title: msg('This room is not set up correctly.'), advice: settingsAdvice(error.detail) };
    case 'not-allowed':
      if (error.detail === 'M_CONSENT_NOT_GIVEN') {
        return {
          title: msg('The chat server wants its terms accepted first.'),
          advice: msg('It has sent you a message about it: open the chat server in another app and read it.'),
        };
      }
      return { title: msg('You are not allowed to do that here.'), advice: msg('Ask a moderator of the room.') };
    case 'crypto-failed':
      return {
        title: msg('Encryption could not be started.'),
        advice: msg('Reload the page. If it stays so, tell your administrator.'),
      };
    case 'crypto-store-damaged':
      return { title: msg('The keys in this browser are damaged.'), advice: msg('Sign out and in again.') };
    case 'blocked-by-policy':
      return {
        title: msg("This page's security policy stops the chat."),
        advice: msg(str`Tell your administrator: ${error.detail ?? ''}`),
      };
    case 'storage-unavailable':
      return storageWords(error.detail);
    case 'storage-full':
      return { title: msg("The browser's storage is full."), advice: msg('Free some space, then send again.') };
    case 'engine-lost':
      return { title: msg('The chat stopped working.'), advice: msg('Reload the page to go on.') };
    case 'script-unreachable':
      return {
        title: msg('A part of the chat could not be loaded.'),
        advice: msg('Check your connection and try again, or reload the page.'),
      };
    case 'version-mismatch':
      return {
        title: msg('This page is older than the chat in this browser.'),
        advice: msg('Reload the page to go on.'),
      };
    default:
      return { title: msg('Something went wrong.'), advice: msg('Try again.') };
  }
}

function accountWords(errcode: string | undefined): ErrorWords {
  switch (errcode) {
    case 'M_USER_SUSPENDED':
      return {
        title: msg('Your account is suspended.'),
        advice: msg('You can read here, but not write. Ask your administrator.'),
      };
    case 'M_USER_DEACTIVATED':
      return { title: msg('Your account is closed.'), advice: msg('Ask your administrator.') };
    default:
      return { title: msg('Your account is locked.'), advice: msg('Ask your administrator.') };
  }
}

function storageWords(detail: string | undefined): ErrorWords {
  switch (detail) {
    case 'removed':
      return {
        title: msg('This browser removed the data of the chat.'),
        advice: msg('Sign in to go on.'),
      };
    case 'blocked':
      return {
        title: msg('Another tab of this site stands in the way.'),
        advice: msg('Close your other tabs of this site, then reload the page.'),
      };
    default:
      return {
        title: msg('This browser stores nothing for this page.'),
        advice: msg('Leave private mode, or allow it.'),
      };
  }
}

function settingsAdvice(attribute: string | undefined): string {
  if (attribute === undefined) return msg('Tell whoever looks after this page.');
  return msg(str`Tell whoever looks after this page: the “${attribute}” setting is missing or wrong.`);
}

/** For "Details": to be copied into a report. Holds no text of messages. */
export function errorDetails({ code, detail, message }: ErrorData): string {
  return [code, detail, message === code ? undefined : message].filter((part) => part !== undefined).join(' · ');
}
