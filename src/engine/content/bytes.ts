/** Whether `text` (one byte a character) stands in the bytes at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The first place of `text` from `from` to `end`, or -1. */
export function findText(bytes: Uint8Array, text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) if (hasText(bytes, at, text)) return at;
  return -1;
}

/** A number of `count` bytes, big end first; undefined bytes count as 0. */
export function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

export function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
