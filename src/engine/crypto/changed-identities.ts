import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { WikiRoomError } from '../../protocol/error.ts';
import { errorOfSdk } from '../sdk-error.ts';
import { loadCryptoCode } from './load-crypto-code.ts';

/** What the SDK keeps private (43.0.0). */
interface Parts {
  readonly olmMachine: Pick<OlmMachine, 'getIdentity'>;
}

/** Detail of the error where somebody who was verified has another identity now: nothing is encrypted for them. */
export const identityChanged = 'identity-changed';

/** The crypto module's words; it gives no code. */
const words = /verified have changed their identity/;

/** Why an event was not encrypted. */
export function errorOfEncryption(error: unknown): WikiRoomError {
  if (!(error instanceof Error) || !words.test(error.message)) return errorOfSdk(error, 'crypto-failed');
  return new WikiRoomError('crypto-failed', 'a verified identity has changed', {
    cause: error,
    detail: identityChanged,
  });
}

/** Those of them whom the reader once verified, and who have another identity now. */
export async function changedIdentities(backend: CryptoBackend, userIds: readonly string[]): Promise<string[]> {
  const changed: string[] = [];
  for (const userId of userIds) {
    const status = await backend.getUserVerificationStatus(userId);
    if (status.wasCrossSigningVerified() && !status.isCrossSigningVerified()) changed.push(userId);
  }
  return changed;
}

/**
 * The reader writes to them all the same, as to people who were never verified. Asked of the crypto machine itself: the
 * SDK leaves the identity to the garbage collection, and until then the store cannot be deleted.
 */
export async function acceptIdentities(backend: CryptoBackend, userIds: readonly string[]): Promise<void> {
  const changed = await changedIdentities(backend, userIds);
  const { UserId } = await loadCryptoCode();
  const { olmMachine } = backend as unknown as Parts;
  for (const userId of changed) {
    const identity = await olmMachine.getIdentity(new UserId(userId));
    try {
      await identity?.withdrawVerification();
    } finally {
      identity?.free();
    }
  }
}
