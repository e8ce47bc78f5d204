import type { CryptoSnapshot } from '../../protocol/room.ts';

/** What is asked of the reader about their keys. */
export interface OpenQuestion {
  readonly kind: 'recover' | 'save' | 'failed';
  /** The state in which it is asked, in a word of its own for each; left out: who puts it off is asked in the next visit. */
  readonly about?: string;
}

export function openQuestion(crypto: CryptoSnapshot): OpenQuestion | undefined {
  switch (crypto.state) {
    case 'ready':
      return crypto.saved ? undefined : { kind: 'save', about: 'save' };
    case 'needs-recovery':
      return { kind: 'recover', about: words('recover', crypto.backup, crypto.replaces) };
    case 'failed':
      return isWithoutRecovery(crypto)
        ? { kind: 'failed', about: words('no-recovery', crypto.replaces) }
        : { kind: 'failed' };
    default:
      return undefined;
  }
}

/** Its owner has not signed this device: it gets the keys of hardly anything that is written. */
export function isUnconfirmed(crypto: CryptoSnapshot): boolean {
  return (crypto.state === 'needs-recovery' && crypto.backup === undefined) || isWithoutRecovery(crypto);
}

/**
 * A sign-out here may take away the last keys there are: no recovery key opens the others. `undefined` where the state does
 * not tell.
 */
export function losesKeys(crypto: CryptoSnapshot): boolean | undefined {
  if (crypto.state === 'ready') return !crypto.saved;
  const isLast = (crypto.state === 'needs-recovery' && crypto.backup !== undefined) || isWithoutRecovery(crypto);
  return isLast ? true : undefined;
}

/** The question was answered, or has become another one; false where the state does not tell. */
export function isPast(about: string, crypto: CryptoSnapshot): boolean {
  const { state } = crypto;
  if (state === 'off' || state === 'starting') return false;
  const question = openQuestion(crypto);
  // Encryption does not run: that tells nothing of the account.
  if (question?.kind === 'failed' && question.about === undefined) return false;
  return question?.about !== about;
}

function isWithoutRecovery(crypto: CryptoSnapshot): boolean {
  return crypto.state === 'failed' && crypto.error.code === 'no-recovery';
}

const words = (...all: readonly (string | undefined)[]): string => all.filter((word) => word !== undefined).join(' ');
