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

/** Encrypts bytes. `place` (store and key) is authenticated with them: moved elsewhere, they no longer open. */
export async function sealBytes(
  key: CryptoKey,
  place: readonly string[],
  bytes: ArrayBuffer | Uint8Array<ArrayBuffer>,
): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt(algorithm(iv, place), key, bytes) };
}

/** The bytes, or `undefined` where they are damaged, of another key, or from another place. */
export async function unsealBytes(
  key: CryptoKey,
  place: readonly string[],
  sealed: Sealed,
): Promise<ArrayBuffer | undefined> {
  try {
    // Whatever lies there is read in here, too.
    const { iv, data } = sealed;
    return await crypto.subtle.decrypt(algorithm(iv, place), key, data);
  } catch {
    return undefined;
  }
}

/** As {@link sealBytes}, of a JSON value. */
export function seal(key: CryptoKey, place: readonly string[], value: unknown): Promise<Sealed> {
  return sealBytes(key, place, encoder.encode(JSON.stringify(value)));
}

export async function unseal(key: CryptoKey, place: readonly string[], sealed: Sealed): Promise<unknown> {
  const bytes = await unsealBytes(key, place, sealed);
  try {
    return bytes && (JSON.parse(decoder.decode(bytes)) as unknown);
  } catch {
    return undefined;
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, place: readonly string[]): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(JSON.stringify(place)) };
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
