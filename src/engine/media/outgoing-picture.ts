import type { MediaSize } from '../../protocol/media.ts';
import { imageSize } from '../content/image-size.ts';
import { safeBlobType } from '../content/safe-blob-type.ts';

export interface OutgoingPicture extends MediaSize {
  /** A smaller copy, where the picture is large. */
  readonly thumbnail?: MediaSize & { readonly blob: Blob };
}

/** A picture larger than this, in pixels or bytes, gets a thumbnail of at most this size. */
const thumbnailBox = { width: 800, height: 600 };
const smallEnough = 200_000;

/**
 * What a file is as a picture; `undefined` where it is none that browsers draw: SVG is never drawn, nor anything whose
 * head claims too many pixels. `withThumbnail`: the homeserver cannot make one of what it cannot read.
 */
export async function outgoingPicture(
  bytes: Uint8Array<ArrayBuffer>,
  withThumbnail: boolean,
): Promise<OutgoingPicture | undefined> {
  const type = safeBlobType('', bytes);
  const declared = imageSize(bytes);
  if (!type.startsWith('image/') || declared === undefined) return undefined;
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') return declared;
  let bitmap: ImageBitmap;
  try {
    // Turned as the camera was held, unlike the size in the head.
    bitmap = await createImageBitmap(new Blob([bytes], { type }));
  } catch {
    return undefined;
  }
  const { width, height } = bitmap;
  try {
    const scale = Math.min(1, thumbnailBox.width / width, thumbnailBox.height / height);
    if (!withThumbnail || (scale === 1 && bytes.length <= smallEnough)) return { width, height };
    const thumbnail = await drawn(bitmap, scale);
    return thumbnail.blob.size < bytes.length ? { width, height, thumbnail } : { width, height };
  } catch {
    return { width, height };
  } finally {
    bitmap.close();
  }
}

async function drawn(bitmap: ImageBitmap, scale: number): Promise<MediaSize & { readonly blob: Blob }> {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas here');
  context.drawImage(bitmap, 0, 0, width, height);
  return { width, height, blob: await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }) };
}
