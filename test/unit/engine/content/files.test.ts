import assert from 'node:assert/strict';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { decryptAttachment } from '../../../../src/engine/content/attachment.ts';
import { fileBody } from '../../../../src/engine/content/file-body.ts';
import { cleanFileName } from '../../../../src/engine/content/file-name.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import type { FileBody } from '../../../../src/protocol/row.ts';
import { aContext, anEvent, aRoom } from './support/a-room.ts';

const key = Buffer.alloc(32, 7).toString('base64url');
const iv = Buffer.alloc(16, 1).toString('base64').replace(/=+$/, '');
const sha256 = Buffer.alloc(32, 9).toString('base64').replace(/=+$/, '');
const file = {
  v: 'v2',
  url: 'mxc://x.org/enc',
  key: { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['encrypt', 'decrypt'], k: key },
  iv,
  hashes: { sha256 },
};
const body = (content: object): FileBody | undefined => fileBody('image', content, aContext());

describe('fileBody', () => {
  it('of a plain file', () => {
    const info = {
      mimetype: 'image/PNG',
      size: 12,
      w: 640,
      h: 480,
      thumbnail_url: 'mxc://x.org/t',
      thumbnail_info: { size: 3 },
    };
    assert.deepEqual(body({ body: 'a.png', url: 'mxc://x.org/a', info }), {
      kind: 'image',
      source: { mxc: 'mxc://x.org/a', size: 12 },
      name: 'a.png',
      mime: 'image/png',
      size: 12,
      box: { width: 640, height: 480 },
      thumbnail: { mxc: 'mxc://x.org/t', size: 3 },
      caption: [],
      plain: 'a.png',
    });
  });
  it('of sound and film, with how long it is', () => {
    const duration = (kind: FileBody['kind'], value: unknown): number | undefined =>
      fileBody(kind, { body: 'a', url: 'mxc://x.org/a', info: { duration: value } }, aContext())?.duration;
    assert.equal(duration('audio', 65_000.4), 65_000);
    assert.equal(duration('video', 1), 1);
    for (const none of ['65', -1, 0, Infinity, 86_400_001, {}, null]) assert.equal(duration('audio', none), undefined);
    assert.equal(duration('file', 65_000), undefined);
  });
  it('of an encrypted file', () => {
    assert.deepEqual(body({ body: 'a', file })?.source, { mxc: 'mxc://x.org/enc', encryption: { key, iv, sha256 } });
    const padded = { ...file, iv: `${iv}==`, hashes: { sha256: `${sha256}=` } };
    assert.deepEqual(body({ body: 'a', file: padded })?.source.encryption, { key, iv, sha256 });
  });
  it('never takes the plain address for a damaged encrypted file', () => {
    for (const damage of [
      { v: 'v1' },
      { url: 'https://evil.example/a' },
      { key: { ...file.key, k: 'short' } },
      { key: { ...file.key, alg: 'A128CTR' } },
      { key: 'x' },
      { iv: 5 },
      { iv: 'x'.repeat(21) },
      { hashes: {} },
      { hashes: { sha256: '!'.repeat(43) } },
    ]) {
      assert.equal(
        body({ body: 'a', url: 'mxc://x.org/a', file: { ...file, ...damage } }),
        undefined,
        JSON.stringify(damage),
      );
    }
    assert.equal(body({ body: 'a', url: 'mxc://x.org/a', file: null }), undefined);
  });
  it('that cannot be fetched is a broken row', () => {
    for (const content of [{}, { url: 'mxc://../x' }, { url: 7 }]) {
      const row = rowFromEvent(anEvent({ content: { msgtype: 'm.file', body: 'a.txt', ...content } }), aRoom());
      assert.ok(row.kind === 'unknown' && row.broken);
    }
  });
  it('has a caption where the name is given besides', () => {
    const url = 'mxc://x.org/a';
    assert.deepEqual(body({ url, filename: 'a.png', body: 'look' })?.caption, [{ kind: 'text', text: 'look' }]);
    assert.equal(body({ url, filename: 'a.png', body: 'look' })?.plain, 'look');
    assert.deepEqual(body({ url, filename: 'a.png', body: 'a.png' })?.caption, []);
    const html = { format: 'org.matrix.custom.html', formatted_body: '<b>look</b>' };
    assert.equal(body({ url, filename: 'a.png', body: 'look', ...html })?.caption[0]?.kind, 'span');
  });
  it('bounds the box and keeps its proportions', () => {
    const box = (w: unknown, h: unknown): unknown => body({ url: 'mxc://x.org/a', info: { w, h } })?.box;
    assert.deepEqual(box(60_000, 30_000), { width: 10_000, height: 5_000 });
    assert.deepEqual(box(1e9, 1), { width: 10_000, height: 1 });
    assert.deepEqual(box(0.2, 0.2), { width: 1, height: 1 });
    for (const side of [0, -1, NaN, Infinity, '5', null, {}]) assert.equal(box(side, 5), undefined);
  });
  it('takes no type or size that is none', () => {
    const info = (value: object): FileBody | undefined => body({ url: 'mxc://x.org/a', info: value });
    for (const mimetype of ['', 'x', 'image/png; a=b', '<script>', 7, `image/${'x'.repeat(200)}`]) {
      assert.equal(info({ mimetype })?.mime, 'application/octet-stream');
    }
    for (const size of [-1, 1.5, 2 ** 60, '12', null]) assert.equal(info({ size })?.size, undefined);
    assert.equal(body({ url: 'mxc://x.org/a', info: 'x' })?.mime, 'application/octet-stream');
  });
});

describe('cleanFileName', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\a.txt', 'a.txt'],
    ['a/b/', 'b'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a.txt\r\nSet-Cookie: x', 'a.txt Set-Cookie_ x'],
    ['say "hi".txt', "say 'hi'.txt"],
    ['setup.exe. . ', 'setup.exe'],
    ['.htaccess', 'htaccess'],
    ['a<b>|c?.txt', 'a_b__c_.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['/', 'file'],
    ['\u200b', 'file'],
    [42, 'file'],
    ['日本語.txt', '日本語.txt'],
    ['con\u0000.txt', 'con.txt'],
  ];
  for (const [raw, expected] of cases)
    it(JSON.stringify(raw), () => assert.equal(cleanFileName(raw, 'file'), expected));
  it('is cut in the middle and shows its true extension', () => {
    for (const length of [130, 1_000, 100_000]) {
      const name = cleanFileName(`${'a'.repeat(length)}.pdf.exe`, 'file');
      assert.ok(name.length <= 120, String(name.length));
      assert.match(name, /^a+…a+\.pdf\.exe$/);
    }
  });
});

describe('decryptAttachment', () => {
  const secret = randomBytes(32);
  const counter = Buffer.concat([randomBytes(8), Buffer.alloc(8)]);
  const plain = randomBytes(100_000);
  const cipher = createCipheriv('aes-256-ctr', secret, counter);
  const stored = new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final()]));
  const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  const encryption = {
    key: secret.toString('base64url'),
    iv: base64(counter),
    sha256: base64(createHash('sha256').update(stored).digest()),
  };
  const damaged = { code: 'media-damaged' };

  it('gives what was sent', async () => {
    assert.deepEqual(Buffer.from(await decryptAttachment(stored, encryption)), plain);
  });
  it('refuses a flipped byte, a cut file, and a wrong hash', async () => {
    const flipped = stored.slice();
    flipped[500] = (flipped[500] ?? 0) ^ 1;
    await assert.rejects(decryptAttachment(flipped, encryption), damaged);
    await assert.rejects(decryptAttachment(stored.slice(0, -1), encryption), damaged);
    await assert.rejects(decryptAttachment(stored, { ...encryption, sha256: base64(randomBytes(32)) }), damaged);
    await assert.rejects(decryptAttachment(stored, { ...encryption, sha256: '' }), damaged);
  });
  it('refuses a key or counter that is none', async () => {
    await assert.rejects(decryptAttachment(stored, { ...encryption, key: 'AA' }), damaged);
    await assert.rejects(decryptAttachment(stored, { ...encryption, iv: 'AA' }), damaged);
    await assert.rejects(decryptAttachment(stored, { ...encryption, iv: '***' }), damaged);
  });
});
