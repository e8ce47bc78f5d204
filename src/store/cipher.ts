/** A value encrypted with AES-256-GCM. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A key that signs nothing out of the browser: it can be used, and not read. */
export function generateKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Encrypts a JSON value. `place` (store and key) is authenticated with it: moved elsewhere, it no longer opens. */
export async function seal(key: CryptoKey, place: readonly string[], value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: encoder.encode(JSON.stringify(place)) },
    key,
    encoder.encode(JSON.stringify(value)),
  );
  return { iv, data };
}

/** The JSON value, or `undefined` where it is damaged, of another key, or from another place. */
export async function unseal(key: CryptoKey, place: readonly string[], sealed: Sealed): Promise<unknown> {
  try {
    const data = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.iv, additionalData: encoder.encode(JSON.stringify(place)) },
      key,
      sealed.data,
    );
    return JSON.parse(decoder.decode(data)) as unknown;
  } catch {
    return undefined;
  }
}

/** As {@link seal}, of bytes. */
export async function sealBytes(key: CryptoKey, place: readonly string[], bytes: ArrayBuffer): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = encoder.encode(JSON.stringify(place));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes) };
}

export async function unsealBytes(
  key: CryptoKey,
  place: readonly string[],
  { iv, data }: Sealed,
): Promise<ArrayBuffer | undefined> {
  const additionalData = encoder.encode(JSON.stringify(place));
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data).catch(() => undefined);
}

/** Turns one text into what {@link seal} would make of it, without its proof of origin, and back: byte by byte, by XOR. */
export interface KeyStream {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What AES-GCM makes of zeros. A new one, or that of `iv` again; for one text only. */
export async function keyStream(
  key: CryptoKey,
  length: number,
  iv = crypto.getRandomValues(new Uint8Array(12)),
): Promise<KeyStream> {
  const zeros = new Uint8Array(length);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, zeros);
  return { iv, bytes: new Uint8Array(sealed, 0, length) };
}
