import { msg } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

/** {@link errorWords}, and those for why a reader is not let into a room: they come with its views. */
export function accessWords(error: ErrorData): ErrorWords {
  switch (error.code) {
    case 'room-not-found':
      return {
        title: msg('There is no such room.'),
        advice: msg('Check the address, or ask whoever wrote this page.'),
      };
    case 'not-invited':
      return { title: msg('This room is by invitation only.'), advice: msg('Ask a member to invite you.') };
    case 'banned':
      return { title: msg('You are banned from this room.'), advice: msg('Its moderators can lift that.') };
    default:
      return errorWords(error);
  }
}
