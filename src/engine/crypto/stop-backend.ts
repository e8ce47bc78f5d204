import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';

/** What the SDK keeps private: its loop for keys that lie in the backup. */
interface Downloader {
  hasConfigurationProblem: boolean;
}

/**
 * Ends encryption. The SDK's loop for keys in the backup (43.0.0, `downloadKeysLoop`) does not end with the machine: asked for
 * a key by what is being decrypted at that moment, it meets the freed machine, takes that for an error like any other and
 * goes round at once, for ever, so that nothing else runs in this worker. It ends where the backup is no use.
 */
export function stopBackend(backend: CryptoBackend): void {
  backend.stop();
  const { perSessionBackupDownloader } = backend as unknown as { readonly perSessionBackupDownloader?: Downloader };
  if (perSessionBackupDownloader !== undefined) perSessionBackupDownloader.hasConfigurationProblem = true;
}
