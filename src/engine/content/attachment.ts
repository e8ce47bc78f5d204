import { WikiRoomError } from '../../protocol/error.ts';
import type { FileEncryption } from '../../protocol/media.ts';

/**
 * Decrypts a downloaded file. Rejects with `media-damaged` where it is not the file that was sent.
 * Source: Client-Server API, "Sending encrypted attachments": AES-CTR with a 64 bit counter, SHA-256 of what was stored.
 */
export async function decryptAttachment(
  bytes: Uint8Array<ArrayBuffer>,
  encryption: FileEncryption,
): Promise<Uint8Array<ArrayBuffer>> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (!equal(hash, fromBase64(encryption.sha256))) throw damaged();
  try {
    const jwk = { kty: 'oct', k: encryption.key, alg: 'A256CTR', ext: true };
    const key = await crypto.subtle.importKey('jwk', jwk, 'AES-CTR', false, ['decrypt']);
    const counter = fromBase64(encryption.iv);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CTR', counter, length: 64 }, key, bytes));
  } catch {
    throw damaged();
  }
}

/** An `EncryptedFile` without its address, and the bytes it is about. */
export interface EncryptedAttachment {
  readonly bytes: ArrayBuffer;
  readonly file: Readonly<Record<string, unknown>>;
}

/** Encrypts a file for sending: with a key and a counter of its own, for nothing else may be encrypted with them. */
export async function encryptAttachment(bytes: ArrayBuffer): Promise<EncryptedAttachment> {
  const key = await crypto.subtle.generateKey({ name: 'AES-CTR', length: 256 }, true, ['encrypt', 'decrypt']);
  // The lower half counts blocks, from zero on: no two blocks meet.
  const counter = new Uint8Array(16);
  crypto.getRandomValues(counter.subarray(0, 8));
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-CTR', counter, length: 64 }, key, bytes);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', encrypted));
  const { k } = await crypto.subtle.exportKey('jwk', key);
  return {
    bytes: encrypted,
    file: {
      v: 'v2',
      key: { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['encrypt', 'decrypt'], k },
      iv: toBase64(counter),
      hashes: { sha256: toBase64(hash) },
    },
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}

/** Unpadded base64; what is none gives no bytes, which no file fits. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function damaged(): WikiRoomError {
  return new WikiRoomError('media-damaged', 'the file is not the one that was sent');
}
