import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveRecoveryKeyFromPassphrase } from 'matrix-js-sdk/lib/crypto-api/key-passphrase.js';
import { keyOfSecret } from '../../../src/engine/crypto/recovery-secret.ts';

type Info = Parameters<typeof keyOfSecret>[1];
type Storage = Parameters<typeof keyOfSecret>[2];

const passphrase = { algorithm: 'm.pbkdf2', salt: 'salt', iterations: 10 };
const info = { passphrase } as unknown as Info;

async function opens(set: string, entered: string): Promise<boolean> {
  const right = await deriveRecoveryKeyFromPassphrase(set, passphrase.salt, passphrase.iterations);
  const storage = { checkKey: async (key: Uint8Array) => Buffer.from(key).equals(right) } as unknown as Storage;
  return keyOfSecret(entered, info, storage).then(
    () => true,
    (error: unknown) => (error as { code: string }).code !== 'wrong-recovery-key',
  );
}

describe('a passphrase', () => {
  it('is taken as it was set, with a blank at its edge, and with one that came along', async () => {
    assert.deepEqual(
      await Promise.all([
        opens('correct horse', 'correct horse'),
        opens(' correct horse', ' correct horse'),
        opens('correct horse', 'correct horse\n'),
        opens('correct horse', 'correct  horse'),
      ]),
      [true, true, true, false],
    );
  });
});
