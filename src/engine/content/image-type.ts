import { bigEndian, hasText } from './bytes.ts';

export type RasterType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/bmp';

/** The raster image the bytes begin as; `undefined` for everything else, SVG among it. */
export function imageType(head: Uint8Array): RasterType | undefined {
  if (hasText(head, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (hasText(head, 0, '\xff\xd8\xff')) return 'image/jpeg';
  if (hasText(head, 0, 'GIF87a') || hasText(head, 0, 'GIF89a')) return 'image/gif';
  if (hasText(head, 0, 'RIFF') && hasText(head, 8, 'WEBP')) return 'image/webp';
  if (hasText(head, 4, 'ftyp') && brands(head).some((brand) => brand === 'avif' || brand === 'avis'))
    return 'image/avif';
  if (hasText(head, 0, 'BM') && head[14] !== undefined && head[14] >= 12 && head[15] === 0) return 'image/bmp';
  return undefined;
}

/** Major and compatible brands of an ISO base media file (ISO/IEC 14496-12, "File Type Box"). */
export function brands(head: Uint8Array): string[] {
  const end = Math.min(bigEndian(head, 0, 4), head.length, 256);
  const found: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12) found.push(String.fromCharCode(...head.subarray(at, at + 4)));
  }
  return found;
}
