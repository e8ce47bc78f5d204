import { msg } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

/** {@link errorWords}, and those for what a reader does in a room: they come with its tools. */
export function roomErrorWords(error: ErrorData): ErrorWords {
  switch (error.code) {
    case 'too-large':
      if (error.detail === 'file') {
        return { title: msg('A file is too large for the chat server.'), advice: msg('Remove it to send the rest.') };
      }
      return { title: msg('This message is too long.'), advice: msg('Shorten it, or send it in parts.') };
    case 'wrong-recovery-key':
      return { title: msg('This is not the right recovery key.'), advice: msg('Check it and try again.') };
    case 'no-recovery':
      return error.detail === 'backup'
        ? {
            title: msg('The backup was made anew, and this recovery key does not open it.'),
            advice: msg('Make a new recovery key in an app where you read your messages, and enter that one here.'),
          }
        : {
            title: msg('There is no recovery key for your account.'),
            advice: msg('Make one in an app where you read your messages, and enter it here.'),
          };
    case 'media-damaged':
      return { title: msg('This file is damaged.'), advice: msg('Ask for it again.') };
    case 'media-unavailable':
      if (error.detail === 'folder') {
        return { title: msg('Folders cannot be sent.'), advice: msg('Choose the files that are in it.') };
      }
      if (error.detail === 'chosen') {
        return { title: msg('A file cannot be read any more.'), advice: msg('Remove it and attach it again.') };
      }
      return { title: msg('This file is not available.'), advice: msg('Try again later.') };
    default:
      return errorWords(error);
  }
}
