import type { MediaSize } from '../../protocol/media.ts';
import { bigEndian, findText, hasText, littleEndian } from './bytes.ts';
import { imageType } from './image-type.ts';

/**
 * The size in pixels a raster image says it has, read without decoding it; `undefined` where it cannot be read in these
 * bytes. Not bounded: a small file may claim 60,000² pixels.
 */
export function imageSize(head: Uint8Array): MediaSize | undefined {
  const size = sizeOf(head);
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

function sizeOf(head: Uint8Array): MediaSize | undefined {
  switch (imageType(head)) {
    case 'image/png':
      return hasText(head, 12, 'IHDR') && head.length >= 24
        ? { width: bigEndian(head, 16, 4), height: bigEndian(head, 20, 4) }
        : undefined;
    case 'image/jpeg':
      return jpegSize(head);
    case 'image/gif':
      return gifSize(head);
    case 'image/webp':
      return webpSize(head);
    case 'image/avif':
      return avifSize(head);
    case 'image/bmp':
      return bmpSize(head);
    case undefined:
      return undefined;
  }
}

/** ITU T.81: segments up to the first frame header. */
function jpegSize(head: Uint8Array): MediaSize | undefined {
  let at = 2;
  while (at + 9 <= head.length) {
    if (head[at] !== 0xff) return undefined;
    const marker = head[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
    } else if (marker === 0xd9 || marker === 0xda) {
      return undefined;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: bigEndian(head, at + 5, 2), width: bigEndian(head, at + 7, 2) };
    } else {
      at += 2 + Math.max(2, bigEndian(head, at + 2, 2));
    }
  }
  return undefined;
}

/** The screen, or the first frame where it is larger: decoders make room for it. */
function gifSize(head: Uint8Array): MediaSize | undefined {
  const flags = head[10];
  if (flags === undefined) return undefined;
  let width = littleEndian(head, 6, 2);
  let height = littleEndian(head, 8, 2);
  let at = 13 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  while (head[at] === 0x21) {
    at += 2;
    while ((head[at] ?? 0) > 0) at += 1 + (head[at] ?? 0);
    at++;
  }
  if (head[at] === 0x2c) {
    width = Math.max(width, littleEndian(head, at + 1, 2) + littleEndian(head, at + 5, 2));
    height = Math.max(height, littleEndian(head, at + 3, 2) + littleEndian(head, at + 7, 2));
  }
  return { width, height };
}

/** RFC 9649. */
function webpSize(head: Uint8Array): MediaSize | undefined {
  if (head.length < 30) return undefined;
  if (hasText(head, 12, 'VP8X')) {
    return { width: littleEndian(head, 24, 3) + 1, height: littleEndian(head, 27, 3) + 1 };
  }
  if (hasText(head, 12, 'VP8L')) {
    const bits = littleEndian(head, 21, 4);
    return { width: (bits % 0x4000) + 1, height: (Math.floor(bits / 0x4000) % 0x4000) + 1 };
  }
  if (hasText(head, 12, 'VP8 ')) {
    return { width: littleEndian(head, 26, 2) % 0x4000, height: littleEndian(head, 28, 2) % 0x4000 };
  }
  return undefined;
}

/** The largest of the image spatial extents (ISO/IEC 23008-12, `ispe`), which stand near the beginning. */
function avifSize(head: Uint8Array): MediaSize | undefined {
  const end = Math.min(head.length - 16, 65_536);
  let largest: MediaSize | undefined;
  for (let at = findText(head, 'ispe', 0, end); at !== -1; at = findText(head, 'ispe', at + 4, end)) {
    const size = { width: bigEndian(head, at + 8, 4), height: bigEndian(head, at + 12, 4) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function bmpSize(head: Uint8Array): MediaSize | undefined {
  if (head.length < 26) return undefined;
  if (littleEndian(head, 14, 4) === 12) return { width: littleEndian(head, 18, 2), height: littleEndian(head, 20, 2) };
  const signed = (at: number): number => Math.abs(littleEndian(head, at, 4) | 0);
  return { width: signed(18), height: signed(22) };
}
