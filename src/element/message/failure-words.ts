import { msg } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';

/** Why a message was not sent. */
export function failureWords(error: ErrorData | undefined): string {
  switch (error?.code) {
    case 'too-large':
      return msg('Not sent: it is too long.');
    case 'not-allowed':
      return msg('Not sent: you may not write in this room.');
    case 'rate-limited':
      return msg('Not sent: too many messages in a short time.');
    case 'homeserver-unreachable':
      return msg('Not sent: the homeserver could not be reached.');
    case 'crypto-failed':
    case 'crypto-store-damaged':
      return msg('Not sent: it could not be encrypted.');
    default:
      return msg('Not sent.');
  }
}
