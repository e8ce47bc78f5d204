import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';

/** What the SDK keeps private (43.0.0). */
interface Parts {
  readonly olmMachine: Partial<Pick<OlmMachine, 'getRoomSettings'>>;
  /** Its loop for keys that lie in the backup, `downloadKeysLoop`. */
  readonly perSessionBackupDownloader?: { hasConfigurationProblem: boolean };
  readonly backupManager?: { olmMachine: unknown };
}

const noAnswer = (): Promise<never> => new Promise(() => undefined);
/** A machine that answers nothing. */
export const silentMachine = new Proxy({}, { get: () => noAnswer });

/**
 * Ends encryption. Parts of the SDK do not end with the machine:
 *
 * - The loop for keys in the backup, asked for a key by what is being decrypted at that moment, meets the freed machine,
 *   takes that for an error like any other and goes round at once, for ever, so that nothing else runs in this worker.
 *   It ends where the backup is no use.
 * - The look at the backup that begins with the machine goes on when its answer comes, and nobody handles its failure.
 * - The settings of a room, asked of the freed machine, are no promise that fails: the error is thrown where nobody is.
 */
export function stopBackend(backend: CryptoBackend): void {
  backend.stop();
  const { olmMachine, perSessionBackupDownloader, backupManager } = backend as unknown as Parts;
  olmMachine.getRoomSettings = noAnswer;
  if (perSessionBackupDownloader !== undefined) perSessionBackupDownloader.hasConfigurationProblem = true;
  if (backupManager !== undefined) backupManager.olmMachine = silentMachine;
}
