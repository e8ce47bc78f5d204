import type { FileEncryption, MediaSource } from '../../protocol/media.ts';
import { mxcOrNone } from './mxc.ts';
import { own, ownString } from './own.ts';

/**
 * Where a file lies: `url`, or the `EncryptedFile` in `file`. `undefined` where neither has its shape; a damaged
 * `file` is never replaced by `url`. Source: Client-Server API, "Sending encrypted attachments".
 */
export function mediaSource(holder: unknown, fileKey: string, urlKey: string, size: unknown): MediaSource | undefined {
  const file = own(holder, fileKey);
  const mxc = mxcOrNone(file === undefined ? own(holder, urlKey) : own(file, 'url'));
  if (mxc === undefined) return undefined;
  const bytes = byteCount(size);
  const sized = bytes === undefined ? {} : { size: bytes };
  if (file === undefined) return { mxc, ...sized };
  const encryption = fileEncryption(file);
  return encryption === undefined ? undefined : { mxc, encryption, ...sized };
}

/** A declared size in bytes, where it is one. */
export function byteCount(size: unknown): number | undefined {
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

function fileEncryption(file: unknown): FileEncryption | undefined {
  const jwk = own(file, 'key');
  if (own(file, 'v') !== 'v2' || own(jwk, 'kty') !== 'oct' || own(jwk, 'alg') !== 'A256CTR') return undefined;
  const key = unpadded(own(jwk, 'k'), 43);
  const iv = unpadded(own(file, 'iv'), 22);
  const sha256 = unpadded(ownString(own(file, 'hashes'), 'sha256'), 43);
  if (key === undefined || iv === undefined || sha256 === undefined) return undefined;
  return { key: toUrlAlphabet(key), iv: toPlainAlphabet(iv), sha256: toPlainAlphabet(sha256) };
}

/** Base64 of either alphabet of this length, without its padding. */
function unpadded(value: unknown, length: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const bare = value.replace(/={0,2}$/, '');
  return bare.length === length && /^[A-Za-z0-9+/_-]+$/.test(bare) ? bare : undefined;
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function toPlainAlphabet(base64: string): string {
  return base64.replaceAll('-', '+').replaceAll('_', '/');
}
