import { parentPort } from 'node:worker_threads';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { stopBackend } from '../../../src/engine/crypto/stop-backend.ts';

/** What the SDK's decryption does where a key is missing. */
interface MissingKeys {
  readonly perSessionBackupDownloader: {
    hasConfigurationProblem: boolean;
    onDecryptionKeyMissingError(roomId: string, sessionId: string): void;
  };
}

const backup = {
  algorithm: 'm.megolm_backup.v1.curve25519-aes-sha2',
  version: '1',
  auth_data: { public_key: 'A'.repeat(43), signatures: {} },
  count: 0,
  etag: '0',
};

const client = createClient({
  baseUrl: 'https://matrix.example.org',
  userId: '@alice:example.org',
  deviceId: 'DEVICE',
  accessToken: 'token',
  fetchFn: async (url) => Response.json((url as URL | string).toString().includes('/room_keys/version') ? backup : {}),
});
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto() as CryptoBackend & MissingKeys;
await crypto.getKeyBackupInfo();
// A key that is missed before shows that the backup cannot be used yet, which ends it: here none was.
crypto.perSessionBackupDownloader.hasConfigurationProblem = false;
stopBackend(crypto);
crypto.perSessionBackupDownloader.onDecryptionKeyMissingError('!room:example.org', 'session');
setTimeout(() => parentPort?.postMessage('alive'), 50);
