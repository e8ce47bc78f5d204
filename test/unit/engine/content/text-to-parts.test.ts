import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainOfParts } from '../../../../src/engine/content/plain-of-parts.ts';
import { htmlToParts } from '../../../../src/engine/content/html-to-parts.ts';
import { textToParts } from '../../../../src/engine/content/text-to-parts.ts';
import type { Part } from '../../../../src/protocol/parts.ts';
import { aContext, bob } from './support/a-room.ts';
import { assertAllowed } from './support/allowed-parts.ts';

const read = (text: string): Part[] => textToParts(text, aContext());

describe('textToParts', () => {
  it('keeps markup as text', () => {
    assert.deepEqual(read('<b>x</b> &amp; **y**'), [{ kind: 'text', text: '<b>x</b> &amp; **y**' }]);
  });
  it('keeps lines', () => {
    assert.deepEqual(
      read('\n\na\n\nb\n').map((part) => part.kind),
      ['text', 'break', 'break', 'text'],
    );
  });
  it('links addresses, without what only follows them', () => {
    const hrefs = (text: string): string[] => read(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));
    assert.deepEqual(hrefs('see https://x.org/a_(b), (http://y.org) and <https://z.org>.'), [
      'https://x.org/a_(b)',
      'http://y.org/',
      'https://z.org/',
    ]);
    assert.deepEqual(hrefs('a@example.org mailto:b@example.org'), ['mailto:a@example.org', 'mailto:b@example.org']);
    assert.deepEqual(hrefs('https://x.org/a: mailto:a@x.org?subject=b_c, https://u:p@x.org/d'), [
      'https://x.org/a',
      'mailto:a@x.org?subject=b_c',
      'https://u:p@x.org/d',
    ]);
    assert.deepEqual(hrefs('README.md example.org javascript:alert(1) data:,x file:///x //x.org'), []);
  });
  it('shows the true host of foreign letters', () => {
    const [link] = read('https://раypal.com');
    assert.equal(link?.kind === 'link' && link.host, 'xn--ypal-43d9g.com');
  });
  it('makes mentions only of what m.mentions says', () => {
    const text = `${bob}: @carol:example.org and @room`;
    assert.deepEqual(read(text), [{ kind: 'text', text }]);
    const pills = textToParts(text, aContext({ userIds: new Set([bob]), everyone: true }));
    assert.deepEqual(
      pills.flatMap((part) => (part.kind === 'pill' ? [part.id] : [])),
      [bob, '@room'],
    );
  });
  it('makes mentions of matrix addresses', () => {
    assert.deepEqual(
      read('matrix:u/bob:example.org https://matrix.to/#/#a:x.org').flatMap((part) =>
        part.kind === 'pill' ? [part.label] : [],
      ),
      ['Bob', '#a:x.org'],
    );
  });
  it('survives walls', () => {
    for (const wall of [
      'a',
      '\n',
      ' ',
      '@',
      'http://',
      'https://a.b/(',
      'a@b.c ',
      `a${'\u0301'.repeat(50)}`,
      '👨\u200d',
      '@room ',
      'matrix:u/a:b ',
      '\u202e',
    ]) {
      const parts = textToParts(wall.repeat(65_536 / wall.length), aContext({ everyone: true }));
      assertAllowed(parts);
      assert.ok(parts.length <= 5_000, wall);
    }
    assert.ok(read('x\n'.repeat(30_000)).length <= 5_000);
  });
});

describe('plainOfParts', () => {
  const plain = (html: string): string => plainOfParts(htmlToParts(html, aContext()) ?? []);
  it('is the text a reader sees', () => {
    assert.equal(plain('<p>a <b>b</b></p><p>c</p>'), 'a b\nc');
    assert.equal(plain('<ol start="2"><li>a</li><li>b</li></ol>'), '2. a\n3. b');
    assert.equal(plain('<table><tr><td>a<td>b</table>'), 'a\tb');
    assert.equal(plain(`<a href="https://matrix.to/#/${bob}">x</a>: <pre>y</pre>`), 'Bob:\ny');
  });
  it('hides what a spoiler hides', () => {
    assert.equal(plain('<span data-mx-spoiler="end">she dies</span>'), '(end) …');
  });
  it('is at most 1,000 long', () => assert.equal(plain('a'.repeat(60_000)).length, 1000));
});
