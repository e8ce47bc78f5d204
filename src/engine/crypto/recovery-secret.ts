import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/recovery-key.js';
import { deriveRecoveryKeyFromPassphrase } from 'matrix-js-sdk/lib/crypto-api/key-passphrase.js';
import type { SecretStorageKeyDescriptionAesV1, ServerSideSecretStorage } from 'matrix-js-sdk/lib/secret-storage.js';
import { WikiRoomError } from '../../protocol/error.ts';
import { countOf, fieldsOf, textOf } from '../shape.ts';

/** More would hold the reader for minutes; the SDKs use 500,000. */
const mostIterations = 5_000_000;

/**
 * The key of secret storage that `secret` stands for: a recovery key, with whatever spaces and line breaks, or the
 * passphrase. Rejects `wrong-recovery-key` where it is neither.
 */
export async function keyOfSecret(
  secret: string,
  info: SecretStorageKeyDescriptionAesV1,
  storage: ServerSideSecretStorage,
): Promise<Uint8Array<ArrayBuffer>> {
  for (const candidate of [fromRecoveryKey, fromPassphrase, trimmed]) {
    const key = await candidate(secret, info);
    if (key !== undefined && (await storage.checkKey(key, info))) return key;
  }
  throw new WikiRoomError('wrong-recovery-key');
}

function fromRecoveryKey(secret: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return Promise.resolve(decodeRecoveryKey(secret.replace(/[\s\u200b-\u200d\ufeff]/gu, '')));
  } catch {
    return Promise.resolve(undefined);
  }
}

/** Source: Client-Server API, "Deriving keys from passphrases". */
async function fromPassphrase(
  secret: string,
  info: SecretStorageKeyDescriptionAesV1,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { algorithm, salt, iterations, bits } = fieldsOf(info.passphrase);
  const rounds = countOf(iterations);
  const salted = textOf(salt);
  if (algorithm !== 'm.pbkdf2' || salted === undefined || rounds === undefined) return undefined;
  if (rounds < 1 || rounds > mostIterations || (bits !== undefined && bits !== 256)) return undefined;
  return deriveRecoveryKeyFromPassphrase(secret, salted, rounds);
}

/** A blank at its edge is part of a passphrase; most come with the clipboard. */
async function trimmed(
  secret: string,
  info: SecretStorageKeyDescriptionAesV1,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return secret.trim() === secret ? undefined : fromPassphrase(secret.trim(), info);
}
