import type { MediaSize } from '../../protocol/media.ts';
import type { Part } from '../../protocol/parts.ts';
import type { FileBody } from '../../protocol/row.ts';
import { formattedParts } from './text-body.ts';
import { cleanFileName } from './file-name.ts';
import { byteCount, mediaSource } from './media-source.ts';
import { own, ownString } from './own.ts';
import type { PartContext } from './part-context.ts';
import { plainOfParts } from './plain-of-parts.ts';

export type FileKind = FileBody['kind'];

const maxSide = 10_000;
/** A day. */
const maxDuration = 86_400_000;

/**
 * The file of an `m.image`, `m.file`, `m.audio`, `m.video` or `m.sticker`; `undefined` where it cannot be fetched.
 * `body` is a caption where `filename` is there and differs from it.
 */
export function fileBody(kind: FileKind, content: unknown, context: PartContext): FileBody | undefined {
  const info = own(content, 'info');
  const size = byteCount(own(info, 'size'));
  const source = mediaSource(content, 'file', 'url', size);
  if (source === undefined) return undefined;
  const body = ownString(content, 'body');
  const filename = ownString(content, 'filename');
  const name = cleanFileName(filename ?? body, kind);
  const caption = filename === undefined || body === undefined || body === filename ? [] : captionOf(content, context);
  const thumbnail = mediaSource(info, 'thumbnail_file', 'thumbnail_url', own(own(info, 'thumbnail_info'), 'size'));
  const duration = kind === 'audio' || kind === 'video' ? durationOf(own(info, 'duration')) : undefined;
  const box = boxOf(own(info, 'w'), own(info, 'h'));
  return {
    kind,
    source,
    name,
    mime: mimeOf(own(info, 'mimetype')),
    ...(size === undefined ? {} : { size }),
    ...(duration === undefined ? {} : { duration }),
    ...(box === undefined ? {} : { box }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
    caption,
    plain: plainOfParts(caption) || name,
  };
}

function captionOf(content: unknown, context: PartContext): readonly Part[] {
  return formattedParts(content, context, false) ?? [];
}

function mimeOf(value: unknown): string {
  const mime = typeof value === 'string' ? value.toLowerCase() : '';
  return mime.length <= 100 && /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/.test(mime) ? mime : 'application/octet-stream';
}

/** What is longer than a day is none. */
function durationOf(value: unknown): number | undefined {
  return isPositive(value) && value <= maxDuration ? Math.round(value) : undefined;
}

/** The declared box, 1–10,000 a side, in its proportions as far as that allows. */
function boxOf(width: unknown, height: unknown): MediaSize | undefined {
  if (!isPositive(width) || !isPositive(height)) return undefined;
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: side(width * scale), height: side(height * scale) };
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function side(value: number): number {
  return Math.min(maxSide, Math.max(1, Math.round(value)));
}
