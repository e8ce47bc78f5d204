import { msg } from '@lit/localize';
import type { ErrorData } from '../../protocol/error.ts';
import type { CryptoSnapshot } from '../../protocol/room.ts';
import { roomErrorWords } from '../words/room-error-words.ts';

/** What the recovery key is wanted for; `error`: what became of the last one. */
export function recoverWords(crypto: CryptoSnapshot, error: ErrorData | undefined): string {
  // Once a key was tried, the answer to that says it.
  if (crypto.state === 'failed' && error === undefined) {
    const { title, advice } = roomErrorWords(crypto.error);
    return `${title} ${advice}`;
  }
  switch (backupOf(crypto)) {
    case 'gone':
      return msg('The backup of your message keys is gone. Enter your recovery key to make a new one.');
    case 'locked':
      return msg('Enter your recovery key to read earlier messages.');
    case 'unsaved':
      return msg('Your recovery key does not open your messages yet. Enter it once, and it does.');
    default:
      return msg('Enter your recovery key to confirm this browser.');
  }
}

/** What goes without it, and what does not. */
export function recoverNote(crypto: CryptoSnapshot): string | undefined {
  switch (backupOf(crypto)) {
    case 'gone':
    case 'unsaved':
      return undefined;
    case 'locked':
      return msg('Without it you can write and read new messages, but earlier ones that are locked here stay locked.');
    default:
      return msg(
        'Until then you can write here, but locked messages stay locked, and most new ones come locked, too: they are shared with confirmed devices only.',
      );
  }
}

const backupOf = (crypto: CryptoSnapshot): 'gone' | 'locked' | 'unsaved' | undefined =>
  crypto.state === 'needs-recovery' ? crypto.backup : undefined;
