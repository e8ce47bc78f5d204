/** The bytes of a session's `cryptoStoreKey`. */
export function storeKeyOf(cryptoStoreKey: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(cryptoStoreKey), (char) => char.charCodeAt(0));
}
