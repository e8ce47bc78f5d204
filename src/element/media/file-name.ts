import type { ToolIconName } from '../icons/tool-icons.ts';

/** A name in two parts, so that a long one is cut in its middle and its true extension is always seen. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || name.length - dot > 12) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot) };
}

export function iconFor(mime: string, kind: 'file' | 'audio' | 'video' | 'image'): ToolIconName {
  if (kind !== 'file') return kind;
  if (mime.startsWith('image/')) return 'image';
  if (mime.startsWith('audio/')) return 'audio';
  if (mime.startsWith('video/')) return 'video';
  return /zip|compressed|x-tar|x-7z|gzip/.test(mime) ? 'archive' : 'file';
}
