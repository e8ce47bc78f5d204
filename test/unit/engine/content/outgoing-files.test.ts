import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { decryptAttachment, encryptAttachment } from '../../../../src/engine/content/attachment.ts';
import { withoutMetadata } from '../../../../src/engine/content/without-metadata.ts';

const segment = (marker: number, content: readonly number[]): number[] => {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
};
const text = (value: string): number[] => [...new TextEncoder().encode(value)];
/** Exif with an orientation and a place. */
const exif = (orientation: number, order: 'II' | 'MM'): number[] => {
  const number = (value: number, size: number): number[] => {
    const bytes = Array.from({ length: size }, (_, i) => (value >> (8 * i)) & 255);
    return order === 'II' ? bytes : bytes.toReversed();
  };
  const entries = [
    [...number(0x0112, 2), ...number(3, 2), ...number(1, 4), ...number(orientation, 2), 0, 0],
    [...number(0x8825, 2), ...number(4, 2), ...number(1, 4), ...number(26, 4)],
  ];
  const tiff = [...text(order), ...number(42, 2), ...number(8, 4), ...number(2, 2), ...entries.flat()];
  return [...text('Exif\0\0'), ...tiff, ...text('GPS 52.5 N 13.4 E')];
};
const scan = [0xff, 0xda, 0, 4, 1, 2, 99, 98, 97, 0xff, 0xd9];
const jpeg = (...segments: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array([0xff, 0xd8, ...segments.flat(), ...scan]);
const contains = (bytes: Uint8Array, value: string): boolean => Buffer.from(bytes).includes(value);

describe('withoutMetadata', () => {
  const profile = segment(0xe2, text('ICC_PROFILE\0colours'));
  const frame = segment(0xc0, [8, 0, 10, 0, 20, 1]);

  for (const order of ['II', 'MM'] as const) {
    it(`takes away what a camera wrote (${order}) and leaves which way is up`, () => {
      const photo = jpeg(
        segment(0xe0, text('JFIF\0')),
        segment(0xe1, exif(6, order)),
        segment(0xe1, text('http://ns.adobe.com/xap/1.0/\0<xmp>place</xmp>')),
        segment(0xed, text('Photoshop 3.0\0city')),
        segment(0xfe, text('a comment')),
        profile,
        frame,
      );
      const clean = withoutMetadata(photo);
      for (const word of ['GPS', 'xmp', 'city', 'comment']) assert.equal(contains(clean, word), false, word);
      assert.ok(contains(clean, 'JFIF') && contains(clean, 'ICC_PROFILE'));
      assert.deepEqual([...clean.subarray(-scan.length)], scan);
      const again = withoutMetadata(clean);
      assert.deepEqual(again, clean);
      // Orientation 6, in an Exif of its own.
      const at = Buffer.from(clean).indexOf('Exif');
      assert.equal(clean[at + 6 + 8 + 2 + 9], 6);
    });
  }

  it('takes away what lies behind the end of the picture, and the index of it', () => {
    const index = segment(0xe2, text('MPF\0index'));
    const clean = jpeg(profile, frame);
    const behind = [...jpeg(segment(0xe1, exif(6, 'MM'))), ...text('ftypmp4 film')];
    const photo = new Uint8Array([...jpeg(profile, index, frame), ...behind]);
    assert.deepEqual(withoutMetadata(photo), clean);
  });

  it('keeps all scans of a progressive picture, with the tables between them, and no more', () => {
    const table = segment(0xc4, [0xff, 0xd9, 1]);
    const data = [7, 0xff, 0, 0xd9, 0xff, 0xd3, 8, 0xff];
    const scans = (...between: number[]): number[] => [
      ...[0xff, 0xd8, ...frame, ...segment(0xda, [1, 2]), ...data, ...between, ...table],
      ...[...segment(0xda, [1, 2]), ...data, 0xff, 0xd9],
    ];
    const photo = new Uint8Array([...scans(...segment(0xfe, text('a comment'))), ...text('GPS')]);
    const clean = withoutMetadata(photo);
    assert.equal(contains(clean, 'comment') || contains(clean, 'GPS'), false);
    assert.deepEqual([...clean], scans());
  });

  it('keeps the lines of a picture that is cut off or broken behind them', () => {
    const drawn = [0xff, 0xd8, ...frame, ...segment(0xda, [1, 2]), 7, 8, 9];
    for (const rest of [
      [],
      [0xff],
      [0xff, 0xc4],
      [0xff, 0xc4, 0, 0],
      [0xff, 0xc4, 0xff, 0xff, 1],
      [0xff, 0xda, 0, 1],
    ]) {
      const photo = new Uint8Array([...drawn, ...rest]);
      assert.deepEqual(withoutMetadata(photo), photo, String(rest));
    }
  });

  it('reads on behind bytes that fill up to a marker', () => {
    assert.deepEqual(withoutMetadata(jpeg([0xff, 0xff], segment(0xe1, exif(1, 'MM')), frame)), jpeg(frame));
  });

  it('leaves alone what is no JPEG, or a broken one', () => {
    for (const bytes of [
      new Uint8Array(text('\x89PNG GPS')),
      new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]),
      new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0xff, 0xda]),
      new Uint8Array([0xff, 0xd8, 0xff]),
      new Uint8Array(),
    ]) {
      assert.equal(withoutMetadata(bytes), bytes);
    }
  });
});

describe('encryptAttachment', () => {
  it('gives what decryptAttachment reads, with a key and a counter of its own each time', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(10_001));
    const encrypted = await Promise.all([encryptAttachment(bytes.buffer), encryptAttachment(bytes.buffer)]);
    const seen = new Set<unknown>();
    for (const { bytes: data, file } of encrypted) {
      const { key, iv, hashes, v } = file as { key: { k: string }; iv: string; hashes: { sha256: string }; v: string };
      assert.equal(v, 'v2');
      assert.equal(
        Buffer.from(iv, 'base64')
          .subarray(8)
          .every((byte) => byte === 0),
        true,
      );
      const decrypted = await decryptAttachment(new Uint8Array(data), { key: key.k, iv, sha256: hashes.sha256 });
      assert.deepEqual(decrypted, bytes);
      for (const value of [key.k, iv, hashes.sha256]) seen.add(value);
    }
    assert.equal(seen.size, 6);
  });
});
