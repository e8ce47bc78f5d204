import { boundaryBefore, cleanLine, cut } from './clean-text.ts';

const maxName = 120;

/**
 * A file's name as it may be shown and saved: without a path, controls, direction overrides, quotes and marks at its
 * ends that hide the extension; at most 120 UTF-16 units, cut in the middle, its true extension last.
 */
export function cleanFileName(raw: unknown, fallback: string): string {
  if (typeof raw !== 'string') return fallback;
  // The end counts: it holds the extension.
  const tail = raw.length > 4000 ? raw.slice(0, 2000) + raw.slice(-2000) : raw;
  const name = cleanLine(tail.slice(Math.max(0, tail.search(/[^/\\]+[/\\]*$/))), 4000)
    .replace(/[/\\]+$/, '')
    .replaceAll('"', "'")
    .replace(/[<>:|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return /[\p{L}\p{N}\p{S}_-]/u.test(name) ? cutInside(name) : fallback;
}

function cutInside(name: string): string {
  if (name.length <= maxName) return name;
  const extension = /\.[^.\s]{1,20}$/u.exec(name)?.[0] ?? '';
  const end = name.slice(boundaryBefore(name, name.length - extension.length - 20));
  return cut(name, maxName - end.length) + end;
}
