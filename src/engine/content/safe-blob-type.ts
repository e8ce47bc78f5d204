import { hasText } from './bytes.ts';
import { imageSize } from './image-size.ts';
import { brands, imageType } from './image-type.ts';

const harmless = 'application/octet-stream';
const maxPixels = 40_000_000;

/**
 * The type a blob may have. A `blob:` URL belongs to the page's own origin, so only raster images, audio and video are
 * ever named, and by their bytes, not by their sender; SVG, HTML, PDF and all else is `application/octet-stream`, as is
 * an image of more than 40 megapixels or of unreadable size. `head`: the whole file, or its first 256 KiB.
 */
export function safeBlobType(declaredMime: string, head: Uint8Array): string {
  const image = imageType(head);
  if (image === undefined) return soundOrFilm(declaredMime.toLowerCase(), head) ?? harmless;
  const size = imageSize(head);
  return size !== undefined && size.width * size.height <= maxPixels ? image : harmless;
}

/** Containers hold sound or film: which, the declared type says. */
function soundOrFilm(declared: string, head: Uint8Array): string | undefined {
  const either = (format: string): string => `${declared.startsWith('audio/') ? 'audio' : 'video'}/${format}`;
  if (hasText(head, 4, 'ftyp')) return isStill(head) ? undefined : either('mp4');
  if (hasText(head, 0, '\x1aE\xdf\xa3')) return either('webm');
  if (hasText(head, 0, 'OggS')) return declared.startsWith('video/') ? 'video/ogg' : 'audio/ogg';
  if (hasText(head, 0, 'RIFF') && hasText(head, 8, 'WAVE')) return 'audio/wav';
  if (hasText(head, 0, 'fLaC')) return 'audio/flac';
  if (hasText(head, 0, 'ID3') || isMpegFrame(head)) return 'audio/mpeg';
  return undefined;
}

/** Pictures share the container with film; those that browsers do not show stay files. */
function isStill(head: Uint8Array): boolean {
  return brands(head).some((brand) => /^(?:mif1|msf1|hei[cxms]|hev[cx])$/.test(brand));
}

function isMpegFrame(head: Uint8Array): boolean {
  const [first = 0, second = 0] = head;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0;
}
