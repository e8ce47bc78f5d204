import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { assessKeys } from '../../../src/engine/crypto/assess-keys.ts';
import type { Fields } from '../../../src/engine/shape.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import type { CryptoSnapshot } from '../../../src/protocol/room.ts';

const session = { userId: '@alice:example.org', deviceId: 'DEVICE' } as Parameters<typeof assessKeys>[0]['session'];
const encrypted = { encrypted: { key: { iv: 'x' } } };
const key: [string, Fields][] = [
  ['m.secret_storage.default_key', { key: 'key' }],
  ['m.secret_storage.key.key', { algorithm: 'm.secret_storage.v1.aes-hmac-sha2' }],
];
const identity: [string, Fields][] = ['master', 'self_signing', 'user_signing'].map((name) => [
  `m.cross_signing.${name}`,
  encrypted,
]);
const secret: [string, Fields] = ['m.megolm_backup.v1', encrypted];

type Backup = 'opened' | 'foreign' | 'none';

/** A device that its owner has signed, with a backup of that kind on the homeserver. */
function stands(backup: Backup, data: [string, Fields][], isKeyInUse = false): Promise<CryptoSnapshot> {
  const trustInfo = { matchesDecryptionKey: backup === 'opened', trusted: true };
  const crypto = {
    userHasCrossSigningKeys: async () => true,
    getDeviceVerificationStatus: async () => ({ crossSigningVerified: true }),
    checkKeyBackupAndEnable: async () => (backup === 'none' ? null : { trustInfo }),
  } as unknown as CryptoBackend;
  const api = { request: () => Promise.reject(new WikiRoomError('homeserver-error', '', { detail: 'M_NOT_FOUND' })) };
  return assessKeys(
    { session, accountData: new Map(data), api, ownKeys: { identityMissing: false } },
    crypto,
    () => undefined,
    () => isKeyInUse,
  );
}

describe('how a signed device stands to its account', () => {
  const saved = { state: 'ready', saved: true };
  const unsaved = { state: 'ready', saved: false };
  const locked = { state: 'needs-recovery', backup: 'locked' };
  const withoutBackup = { state: 'needs-recovery', backup: 'unsaved' };
  const gone = { state: 'needs-recovery', backup: 'gone' };
  const off: [string, Fields] = ['m.key_backup', { enabled: false }];

  const cases: [string, Backup, [string, Fields][], unknown][] = [
    ['no recovery key', 'opened', [], unsaved],
    ['a recovery key that holds all', 'opened', [...key, ...identity, secret], saved],
    ['a backup that another key opens', 'foreign', [...key, ...identity, secret], locked],
    ['a backup that was deleted', 'none', [...key, ...identity, secret], gone],
    ['a recovery key that was stored without the backup', 'opened', [...key, ...identity], withoutBackup],
    ['one of another client, which makes no backup', 'none', [...key, ...identity], withoutBackup],
    ['one that was stored without the whole identity', 'opened', [...key, ...identity.slice(1)], unsaved],
    ['a backup that is turned off', 'none', [...key, ...identity, off], saved],
  ];
  for (const [what, backup, data, expected] of cases) {
    it(what, async () => assert.deepEqual(await stands(backup, data), expected));
  }

  it('a recovery key that was put to use here, of which account data tells half as yet', async () => {
    assert.deepEqual(await stands('opened', [...key, ...identity], true), saved);
    assert.deepEqual(await stands('foreign', [...key, ...identity, secret], true), locked);
  });
});
