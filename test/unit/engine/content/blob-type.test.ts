import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imageSize } from '../../../../src/engine/content/image-size.ts';
import { safeBlobType } from '../../../../src/engine/content/safe-blob-type.ts';

const latin = (text: string, length = 64): Uint8Array => {
  const bytes = new Uint8Array(Math.max(length, text.length));
  bytes.set(Buffer.from(text, 'latin1'));
  return bytes;
};
const u32 = (value: number): string =>
  String.fromCharCode(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
const u16 = (value: number): string => String.fromCharCode(value >> 8, value & 255);
const le16 = (value: number): string => String.fromCharCode(value & 255, value >> 8);
const le24 = (value: number): string => le16(value & 0xffff) + String.fromCharCode(value >> 16);

const png = (w: number, h: number): Uint8Array =>
  latin(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR${u32(w)}${u32(h)}\x08\x06\0\0\0`);
const jpeg = (w: number, h: number): Uint8Array =>
  latin(
    `\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\0\x04ab\xff\xc2\0\x11\x08${u16(h)}${u16(w)}\x03`,
  );
const gif = (w: number, h: number, frame: readonly [number, number] = [1, 1]): Uint8Array =>
  latin(
    `GIF89a${le16(w)}${le16(h)}\x80\0\0RGBRGB!\xf9\x04\0\0\0\0\0,${le16(0)}${le16(0)}${le16(frame[0])}${le16(frame[1])}`,
  );
const webp = (w: number, h: number): Uint8Array =>
  latin(`RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0${le24(w - 1)}${le24(h - 1)}`);
const lossy = (w: number, h: number): Uint8Array =>
  latin(`RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a${le16(w)}${le16(h)}`);
const lossless = (w: number, h: number): Uint8Array => {
  const bits = (w - 1) | ((h - 1) << 14);
  return latin(`RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f${le16(bits & 0xffff)}${le16(bits >>> 16)}`);
};
const avif = (w: number, h: number): Uint8Array =>
  latin(`\0\0\0\x18ftypavif\0\0\0\0avifmif1meta..ispe\0\0\0\0${u32(1)}${u32(1)}ispe\0\0\0\0${u32(w)}${u32(h)}`, 128);
const bmp = (w: number, h: number): Uint8Array =>
  latin(`BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0${le16(w)}\0\0${le16(h & 0xffff)}${le16(h < 0 ? 0xffff : 0)}`);

const images = { png, jpeg, gif, webp, avif, bmp };

describe('safeBlobType', () => {
  for (const [name, make] of Object.entries(images)) {
    it(`names a ${name} by its bytes, whatever was declared`, () => {
      for (const declared of [`image/${name}`, 'text/html', 'image/svg+xml', '', 'IMAGE/PNG']) {
        assert.equal(safeBlobType(declared, make(640, 480)), `image/${name}`);
      }
    });
    it(`refuses a ${name} of more than 40 megapixels`, () => {
      assert.equal(safeBlobType(`image/${name}`, make(16_000, 16_000)), 'application/octet-stream');
    });
  }
  const dangerous: readonly (readonly [string, string])[] = [
    ['image/png', '<!doctype html><script>alert(1)</script>'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['image/png', '<?xml version="1.0"?><svg onload="alert(1)"/>'],
    ['text/html', '<p>x'],
    ['application/pdf', '%PDF-1.7'],
    ['application/javascript', 'alert(1)'],
    ['text/css', 'a{}'],
    ['application/xhtml+xml', '<html/>'],
    ['image/png', ''],
    ['image/png', '\x89PNG\r\n\x1a\n'],
    ['image/jpeg', '\xff\xd8\xff\xd9'],
    ['image/heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['audio/mpeg', '<script>alert(1)</script>'],
    ['video/mp4', 'GIF87a\0\0\0\0'],
  ];
  for (const [declared, text] of dangerous) {
    it(`${declared} of ${JSON.stringify(text).slice(0, 30)} is only bytes`, () => {
      assert.equal(safeBlobType(declared, new Uint8Array(Buffer.from(text, 'latin1'))), 'application/octet-stream');
    });
  }
  const media: readonly (readonly [string, string, string])[] = [
    ['video/mp4', '\0\0\0\x18ftypisom\0\0\0\0isommp42', 'video/mp4'],
    ['audio/mp4', '\0\0\0\x18ftypM4A \0\0\0\0M4A isom', 'audio/mp4'],
    ['text/html', '\x1aE\xdf\xa3', 'video/webm'],
    ['audio/webm', '\x1aE\xdf\xa3', 'audio/webm'],
    ['audio/ogg', 'OggS', 'audio/ogg'],
    ['video/ogg', 'OggS', 'video/ogg'],
    ['audio/wav', 'RIFF\0\0\0\0WAVE', 'audio/wav'],
    ['audio/flac', 'fLaC', 'audio/flac'],
    ['audio/mpeg', 'ID3\x04', 'audio/mpeg'],
    ['audio/mpeg', '\xff\xfb\x90', 'audio/mpeg'],
  ];
  for (const [declared, text, type] of media) {
    it(`${declared} of ${JSON.stringify(text).slice(0, 30)} is ${type}`, () => {
      assert.equal(safeBlobType(declared, latin(text)), type);
    });
  }
});

describe('imageSize', () => {
  for (const [name, make] of Object.entries({ ...images, lossy, lossless })) {
    it(`of a ${name}`, () => assert.deepEqual(imageSize(make(640, 480)), { width: 640, height: 480 }));
    it(`of a ${name} of no size, or cut short, is not known`, () => {
      for (let end = 0; end < 25; end += 4) {
        const size = imageSize(make(640, 480).subarray(0, end));
        assert.ok(size === undefined || (size.width > 0 && size.height > 0));
      }
    });
  }
  it('counts a first frame that is larger than the screen', () => {
    assert.deepEqual(imageSize(gif(1, 1, [60_000, 60_000])), { width: 60_000, height: 60_000 });
  });
  it('of a bitmap that stands on its head', () => {
    assert.deepEqual(imageSize(bmp(640, -480)), { width: 640, height: 480 });
  });
  it('ends on a file that leads in circles', () => {
    assert.equal(imageSize(latin(`\xff\xd8\xff${'\xff'.repeat(100_000)}`)), undefined);
    assert.equal(imageSize(latin(`\xff\xd8\xff\xe0\0\0\xff\xe0\0\0`, 1000)), undefined);
  });
});
