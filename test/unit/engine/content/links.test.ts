import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostToShow } from '../../../../src/engine/content/link-host.ts';
import { linkTarget } from '../../../../src/engine/content/link-target.ts';
import { parseMxc } from '../../../../src/engine/content/mxc.ts';

describe('linkTarget', () => {
  const web: readonly (readonly [string, string])[] = [
    ['https://example.org', 'https://example.org/'],
    ['HTTP://Example.ORG/a b', 'http://example.org/a%20b'],
    ['https:/\\evil.example', 'https://evil.example/'],
    ['https:evil.example', 'https://evil.example/'],
    ['ftp://example.org/x', 'ftp://example.org/x'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['magnet:?xt=urn:btih:abc', 'magnet:?xt=urn:btih:abc'],
    [' \thttps://example.org/\n', 'https://example.org/'],
    ['https://matrix.to/#/nonsense', 'https://matrix.to/#/nonsense'],
    ['https://matrix.to/#/!abc:x.org/$ev', 'https://matrix.to/#/!abc%3Ax.org/%24ev'],
  ];
  for (const [href, expected] of web) {
    it(JSON.stringify(href), () => {
      const target = linkTarget(href);
      assert.ok(target !== undefined && 'url' in target);
      assert.equal(target.url.href, expected);
    });
  }
  const none = [
    ...['', 'x', '/x', '//x.org', '#x', '?x', 'https://', 'http://[', 'https://a b/'],
    ...['javascript:x', 'java\nscript:x', '\u0001javascript:x', 'JAVASCRIPT:x', 'data:,x', 'blob:https://x.org/1'],
    ...[
      'file:///x',
      'tel:1',
      'sms:1',
      'xmpp:a@b',
      'ws://x.org',
      'matrix:x/y',
      'matrix:u/',
      `https://x.org/${'a'.repeat(4100)}`,
    ],
  ];
  for (const href of none)
    it(`not ${JSON.stringify(href).slice(0, 40)}`, () => assert.equal(linkTarget(href), undefined));

  const matrix: readonly (readonly [string, string, string])[] = [
    ['https://matrix.to/#/@bob:x.org', 'user', '@bob:x.org'],
    ['https://matrix.to/#/%40bob%3Ax.org?via=y', 'user', '@bob:x.org'],
    ['http://MATRIX.to/#/#a:x.org', 'room', '#a:x.org'],
    ['https://matrix.to/#/!abc', 'room', '!abc'],
    ['matrix:u/bob:x.org', 'user', '@bob:x.org'],
    ['MATRIX:r/a:x.org?action=join', 'room', '#a:x.org'],
    ['matrix://auth/roomid/abc:x.org', 'room', '!abc:x.org'],
  ];
  for (const [href, kind, id] of matrix) it(href, () => assert.deepEqual(linkTarget(href), { kind, id }));

  it('takes no malformed or hostile id for a mention', () => {
    for (const id of [
      '@bob',
      '@bob:',
      '@b ob:x.org',
      '%ff',
      '@a%00:x.org',
      `@${'a'.repeat(300)}:x.org`,
      '@a:x.org"onclick=',
    ]) {
      const target = linkTarget(`https://matrix.to/#/${id}`);
      assert.ok(target === undefined || target.kind === 'web', id);
    }
  });
});

describe('hostToShow', () => {
  const cases: readonly (readonly [href: string, text: string, shown: string | undefined])[] = [
    ['https://example.org/a', 'the plan', undefined],
    ['https://example.org/a', 'https://example.org/a', undefined],
    ['https://example.org/a', 'example.org', undefined],
    ['https://www.example.org/a', 'example.org', undefined],
    ['https://example.org/a', 'version 3.14', undefined],
    ['http://localhost:8080/', 'http://localhost:8080/', undefined],
    ['mailto:a@example.org', 'a@example.org', undefined],
    ['mailto:a@example.org', 'write to Ann', undefined],
    ['https://evil.example/', 'https://bank.example/', 'evil.example'],
    ['https://evil.example/', 'bank.example', 'evil.example'],
    ['https://evil.example/', 'go to BANK.example/login now', 'evil.example'],
    ['https://evil.example/', 'bank．example', 'evil.example'],
    ['https://evil.example/', 'ba\u200bnk.example', 'evil.example'],
    ['https://evil.example/', 'https://bank.example@evil.example', undefined],
    ['https://bank.example@evil.example/', 'the plan', 'evil.example'],
    ['https://bank.example:pw@evil.example/', 'https://bank.example/', 'evil.example'],
    ['https://evil.example/', 'ann@bank.example', 'evil.example'],
    ['https://evil.example/', 'http://localhost', 'evil.example'],
    ['https://evil.example/', '192.168.1.1', 'evil.example'],
    ['https://evil.example/', 'ftp://[', 'evil.example'],
    ['https://раypal.com/', 'paypal', 'xn--ypal-43d9g.com'],
    ['https://раypal.com/', 'https://раypal.com/', 'xn--ypal-43d9g.com'],
    ['mailto:a@evil.example', 'a@bank.example', 'evil.example'],
    ['https://evil.example/', 'evil.example www.bank.example', 'evil.example'],
    ['https://evil.example/', 'https://evil.example www.bank.example', 'evil.example'],
    ['https://evil.example/', 'wwwꓸbankꓸcom', 'evil.example'],
    ['https://evil.example/', `${'\u200b'.repeat(400)}www.bank.example`, 'evil.example'],
  ];
  for (const [href, text, shown] of cases) {
    it(`${href} as ${JSON.stringify(text)}`, () => assert.equal(hostToShow(new URL(href), text), shown));
  }
});

describe('parseMxc', () => {
  const good = [
    'mxc://x.org/abc',
    'mxc://x.org:8448/a_-Z9',
    'mxc://[2001:db8::1]:80/a',
    'mxc://127.0.0.1/a',
    'mxc://localhost/a',
  ];
  for (const mxc of good) it(mxc, () => assert.ok(parseMxc(mxc)));
  const bad: readonly unknown[] = [
    ...['', 'mxc://', 'mxc://x.org', 'mxc://x.org/', 'mxc:///a', 'MXC://x.org/a', 'https://x.org/a', ' mxc://x.org/a'],
    ...[
      'mxc://x.org/../a',
      'mxc://../a',
      'mxc://./a',
      'mxc://a..b/c',
      'mxc://x.org/..',
      'mxc://x.org/%2e%2e',
      'mxc://x.org/%2f',
    ],
    ...[
      'mxc://x.org/a?b=c',
      'mxc://x.org/a#b',
      'mxc://x.org/a/b',
      'mxc://x.org/a\n',
      'mxc://x@y/a',
      'mxc://x.org:999999/a',
    ],
    `mxc://x.org/${'a'.repeat(300)}`,
    ...[42, null, undefined, {}, ['mxc://x.org/a']],
  ];
  for (const mxc of bad)
    it(`not ${(typeof mxc === 'string' ? JSON.stringify(mxc) : typeof mxc).slice(0, 50)}`, () =>
      assert.equal(parseMxc(mxc), undefined));
});
