import { msg, str } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';
import type { OutboxQuestion } from '../../protocol/outbox.ts';
import type { Echo } from '../../room/timeline/timeline-item.ts';
import { changedWords } from '../words/changed-words.ts';
import { errorWords } from '../words/error-words.ts';
import { isolate } from '../words/isolate.ts';

/** Why something waits for the reader; `undefined` while it does not. */
export function haltWords({ state, error, question, file }: Echo): string | undefined {
  if (state === 'failed') return failureWords(error, file !== undefined);
  return state === 'asking' && question !== undefined ? questionWords(question) : undefined;
}

/** What the chat server may call the reason; it may write there whatever it likes. */
const reason = /^([A-Z][A-Z0-9_.]{1,59}|HTTP \d+)$/;

/** Why a message was not sent. */
function failureWords(error: ErrorData | undefined, file = false): string {
  if (error === undefined) return msg('Not sent.');
  if (isDamaged(error)) return msg('Not sent: this browser can no longer read it.');
  const { code, detail = '' } = error;
  switch (code) {
    case 'too-large':
      return file ? msg('Not sent: the file is too large for the chat server.') : msg('Not sent: it is too long.');
    case 'not-allowed':
      if (isOfDeleted(error)) return msg('Not sent: the message that this changes was deleted.');
      return detail === 'M_CONSENT_NOT_GIVEN'
        ? msg('Not sent: the chat server wants its terms accepted first.')
        : msg('Not sent: you may not write in this room.');
    case 'rate-limited':
      return msg('Not sent: too many messages in a short time.');
    case 'homeserver-unreachable':
      return msg('Not sent: the chat server could not be reached.');
    case 'account-locked':
      return detail === 'M_USER_SUSPENDED'
        ? msg('Not sent: your account is suspended.')
        : msg('Not sent: your account is locked.');
    case 'crypto-failed':
    case 'crypto-store-damaged':
      return msg('Not sent: it could not be encrypted.');
    case 'unknown':
    case 'homeserver-error':
      if (detail === 'M_RESOURCE_LIMIT_EXCEEDED') {
        return msg('Not sent: the chat server has reached one of its limits.');
      }
      if (file && detail === 'M_USER_LIMIT_EXCEEDED') {
        return msg('Not sent: the chat server has no more room for your files.');
      }
      if (reason.test(detail)) return msg(str`Not sent: the chat server refused it (${detail}).`);
  }
  return `${msg('Not sent.')} ${errorWords(error).title}`;
}

/** There is nothing left of it that could be sent. */
export function isDamaged(error: ErrorData | undefined): boolean {
  const { code, detail } = error ?? {};
  return (
    (code === 'storage-unavailable' && detail === 'damaged') || (code === 'media-unavailable' && detail === 'lost')
  );
}

/** A change of a message that is no more; its text can be sent as a message of its own. */
export function isOfDeleted(error: ErrorData | undefined): boolean {
  return error?.code === 'not-allowed' && error.detail === 'redacted';
}

/** What the reader is asked before a message goes on. */
function questionWords(question: OutboxQuestion): string {
  if (question.kind === 'sent-before') return msg('It may have been sent already.');
  if (question.kind === 'identity-changed') return changedWords(question);
  const { names, count } = question;
  const [first, second] = names.map(isolate);
  if (first === undefined) return msg('Others may have joined since you wrote this.');
  if (count === 1 || second === undefined) return msg(str`${first} was not in the room when you wrote this.`);
  if (count === 2) return msg(str`${first} and ${second} were not in the room when you wrote this.`);
  return msg(str`${first} and ${count - 1} others were not in the room when you wrote this.`);
}
