import { bigEndian, hasText, littleEndian } from './bytes.ts';
import { imageType } from './image-type.ts';

const startOfScan = 0xda;
const endOfImage = 0xd9;
const application1 = 0xe1;
const application2 = 0xe2;
const application13 = 0xed;
const comment = 0xfe;
/** Exif, "Orientation". */
const orientationTag = 0x0112;

/**
 * A JPEG without what a camera or a program has written about it: place, time, device (Exif, XMP, IPTC, comments), and
 * without what lies behind its end: further pictures with an Exif of their own, films. Which way up it is stays.
 * Everything else is given back as it is. Source: ITU T.81, annex B; Exif 2.32; CIPA DC-007 (MPF).
 */
export function withoutMetadata(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (imageType(file) !== 'image/jpeg') return file;
  const kept: Uint8Array<ArrayBuffer>[] = [file.subarray(0, 2)];
  let scanned = false;
  for (let at = 2; ;) {
    // A marker may have any number of these before it.
    while (file[at] === 0xff && file[at + 1] === 0xff) at++;
    const marker = file[at + 1];
    const isMarker = file[at] === 0xff && marker !== undefined;
    if (scanned && marker === endOfImage) return joined([...kept, file.subarray(at, at + 2)]);
    const end = at + 2 + bigEndian(file, at + 2, 2);
    if (!isMarker || end < at + 4 || end > file.length) {
      // What is broken behind lines that are drawn is kept with them.
      return scanned ? joined([...kept, file.subarray(at)]) : file;
    }
    const segment = file.subarray(at, end);
    at = end;
    if (marker === startOfScan) {
      at = endOfScan(file, end);
      kept.push(segment, file.subarray(end, at));
      scanned = true;
    } else if (marker === application1) {
      const orientation = orientationOf(segment);
      if (orientation !== undefined) kept.push(exifOf(orientation));
    } else if (marker !== application13 && marker !== comment && !isIndex(marker, segment)) kept.push(segment);
  }
}

/** Where the next marker stands, if only of a scan that a progressive picture has more of. */
function endOfScan(file: Uint8Array, from: number): number {
  for (let at = file.indexOf(0xff, from); at !== -1; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1] ?? 0;
    const isData = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isData) return at;
  }
  return file.length;
}

/** Of the further pictures, which are not there any more. */
function isIndex(marker: number, segment: Uint8Array): boolean {
  return marker === application2 && hasText(segment, 4, 'MPF\0');
}

/** Of an `APP1` segment; `undefined` where it says nothing, or nothing that matters. */
function orientationOf(segment: Uint8Array): number | undefined {
  if (!hasText(segment, 4, 'Exif\0\0')) return undefined;
  const tiff = segment.subarray(10);
  const read = hasText(tiff, 0, 'II') ? littleEndian : bigEndian;
  const directory = read(tiff, 4, 4);
  const count = Math.min(read(tiff, directory, 2), 500);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.length) return undefined;
    if (read(tiff, entry, 2) !== orientationTag) continue;
    const value = read(tiff, entry + 8, 2);
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An `APP1` segment that says this and nothing else. */
function exifOf(orientation: number): Uint8Array<ArrayBuffer> {
  const head = [0xff, application1, 0, 34, ...new TextEncoder().encode('Exif\0\0MM')];
  const directory = [0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return new Uint8Array([...head, ...directory]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
