import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlToParts } from '../../../../src/engine/content/html-to-parts.ts';
import type { Part } from '../../../../src/protocol/parts.ts';
import { aContext, bob, me } from './support/a-room.ts';

const read = (html: string): readonly Part[] | undefined => htmlToParts(html, aContext(), () => 0);
const text = (value: string): Part => ({ kind: 'text', text: value });
const paragraph = (...parts: Part[]): Part => ({ kind: 'block', tag: 'paragraph', parts });

describe('HTML of the allow-list', () => {
  const cases: readonly (readonly [string, readonly Part[]])[] = [
    ['plain', [text('plain')]],
    ['a &lt;b&gt; &amp; c', [text('a <b> & c')]],
    ['<b>x</b><strong>y</strong>', [span('b', 'x'), span('b', 'y')]],
    ['<i>x</i><em>y</em>', [span('i', 'x'), span('i', 'y')]],
    ['<del>x</del><s>y</s><strike>z</strike>', [span('s', 'x'), span('s', 'y'), span('s', 'z')]],
    ['<u>x</u><sub>y</sub><sup>z</sup>', [span('u', 'x'), span('sub', 'y'), span('sup', 'z')]],
    ['<p>one</p>\n<p>two</p>', [paragraph(text('one')), paragraph(text('two'))]],
    ['<div><p>one</p><p>two</p></div>', [paragraph(text('one')), paragraph(text('two'))]],
    ['<blockquote>q</blockquote>', [{ kind: 'block', tag: 'quote', parts: [text('q')] }]],
    ['<h1>t</h1>', [{ kind: 'heading', level: 1, parts: [text('t')] }]],
    ['a<hr>b', [text('a'), { kind: 'rule' }, text('b')]],
    ['a<br>b<br/>c', [text('a'), { kind: 'break' }, text('b'), { kind: 'break' }, text('c')]],
    ['use <code>a  b</code>', [text('use '), { kind: 'code', text: 'a  b' }]],
    [
      '<pre><code class="language-ts">\na\n  b\n</code></pre>',
      [{ kind: 'code-block', text: 'a\n  b', language: 'ts' }],
    ],
    ['<pre>x<br>y</pre>', [{ kind: 'code-block', text: 'x\ny' }]],
    ['<ul>\n<li>a</li>\n<li>b</li>\n</ul>', [list(false, ['a'], ['b'])]],
    ['<ol start="3"><li>a</ol>', [{ ...list(true, ['a']), start: 3 }]],
    [
      '<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>',
      [
        {
          kind: 'table',
          rows: [[{ header: true, parts: [text('h')] }], [{ header: false, parts: [text('c')] }]],
        },
      ],
    ],
    ['<details><summary>s</summary>body</details>', [{ kind: 'details', summary: [text('s')], parts: [text('body')] }]],
    [
      '<span data-mx-color="#FF0000" data-mx-bg-color="#00ff00">x</span>',
      [{ kind: 'colour', colour: '#ff0000', background: '#00ff00', parts: [text('x')] }],
    ],
    ['<span data-mx-spoiler="end">x</span>', [{ kind: 'spoiler', reason: 'end', parts: [text('x')] }]],
    ['<span data-mx-spoiler>x</span>', [{ kind: 'spoiler', parts: [text('x')] }]],
    ['<a href="https://example.org">here</a>', [{ kind: 'link', href: 'https://example.org/', parts: [text('here')] }]],
    [
      'see https://example.org/a now',
      [
        text('see '),
        { kind: 'link', href: 'https://example.org/a', parts: [text('https://example.org/a')] },
        text(' now'),
      ],
    ],
    [
      '<img src="mxc://example.org/abc" alt=":)" height="32" width="0">',
      [{ kind: 'image', mxc: 'mxc://example.org/abc', alt: ':)', height: 32 }],
    ],
  ];
  for (const [html, parts] of cases) it(html.replaceAll('\n', '\\n'), () => assert.deepEqual(read(html), parts));

  function span(tag: 'b' | 'i' | 'u' | 's' | 'sub' | 'sup', value: string): Part {
    return { kind: 'span', tag, parts: [text(value)] };
  }
  function list(ordered: boolean, ...items: string[][]): Extract<Part, { kind: 'list' }> {
    return { kind: 'list', ordered, items: items.map((item) => item.map(text)) };
  }
});

describe('white space', () => {
  it('collapses as in HTML', () => {
    assert.deepEqual(read(' a \n b\t'), [text('a b')]);
    assert.deepEqual(read('<p>  a  <b> b </b> c </p>'), [
      paragraph(text('a '), { kind: 'span', tag: 'b', parts: [text('b')] }, text(' c')),
    ]);
  });
  it('stays outside of a link', () => {
    assert.deepEqual(read('a<a href="https://x.org"> b</a>'), [
      text('a'),
      { kind: 'link', href: 'https://x.org/', parts: [text(' b')] },
    ]);
    assert.deepEqual(read('a <a href="https://x.org">b</a>')?.[0], text('a '));
  });
  it('keeps a no-break space and the white space of code', () => {
    assert.deepEqual(read('a&nbsp;&nbsp;b'), [text('a\u00a0\u00a0b')]);
    assert.deepEqual(read('<pre>  a\n\n  b</pre>'), [{ kind: 'code-block', text: '  a\n\n  b' }]);
  });
  it('shows nothing for markup without text, so that the plain body is taken', () => {
    for (const html of ['', '  \n ', '<p></p>', '<p> <b> </b></p>', '<script>x</script>', '<ul></ul>', '<!-- x -->']) {
      assert.equal(read(html), undefined, html);
    }
  });
});

describe('mentions in HTML', () => {
  const pill = (html: string, context = aContext()): Part | undefined => htmlToParts(html, context)?.[0];

  it('names whom the link names, not what its text says', () => {
    assert.deepEqual(pill(`<a href="https://matrix.to/#/${bob}">Carol</a>`), {
      kind: 'pill',
      target: 'user',
      id: bob,
      label: 'Bob',
      self: false,
    });
  });
  it('knows the reader', () => {
    const part = pill(`<a href="matrix:u/me:example.org">x</a>`);
    assert.deepEqual(part, { kind: 'pill', target: 'user', id: me, label: 'Me', self: true });
  });
  it('names a stranger by id', () => {
    const part = pill('<a href="https://matrix.to/#/@eve:x.org?via=evil.example">Bob</a>');
    assert.equal(part?.kind === 'pill' && part.label, '@eve:x.org');
  });
  it('links a room', () => {
    const part = pill('<a href="https://matrix.to/#/%23alpha%3Aexample.org">bank</a>');
    assert.deepEqual(part, {
      kind: 'pill',
      target: 'room',
      id: '#alpha:example.org',
      label: '#alpha:example.org',
      self: false,
    });
  });
  it('keeps a link to an event as a link', () => {
    const part = pill('<a href="matrix:roomid/abc:x.org/e/def?via=x">that</a>');
    assert.equal(part?.kind === 'link' && part.href, 'https://matrix.to/#/!abc%3Ax.org/%24def');
  });
  it('takes @room only where m.mentions says so', () => {
    assert.deepEqual(htmlToParts('hi @room', aContext()), [text('hi @room')]);
    assert.equal(htmlToParts('hi @room!', aContext({ everyone: true }))?.[1]?.kind, 'pill');
  });
});

describe('limits', () => {
  it('gives up below 100 levels', () => {
    assert.ok(read(`${'<b>'.repeat(100)}x`));
    assert.equal(read(`${'<b>'.repeat(101)}x`), undefined);
    assert.equal(read('<div>'.repeat(13_000)), undefined);
    assert.equal(read('<b>'.repeat(21_800)), undefined);
  });
  it('gives up beyond 5,000 nodes', () => {
    assert.ok(read('a<br>'.repeat(1_600)));
    assert.equal(read('a<br>'.repeat(2_600)), undefined);
  });
  it('gives up where the links of open elements are too many, and comes to an end', () => {
    const links = 'a@b.cc '.repeat(900);
    assert.equal(
      read(['b', 'i', 'u', 's', 'sub', 'sup', 'b', 'i'].map((tag) => `<${tag}>${links}`).join('')),
      undefined,
    );
  });
  it('gives up beyond the size of an event', () => assert.equal(read('a'.repeat(65_537)), undefined));
  it('gives up when it takes too long', () => {
    let time = 0;
    const html = 'long '.repeat(2_000);
    assert.equal(
      htmlToParts(html, aContext(), () => (time += 60)),
      undefined,
    );
    assert.ok(htmlToParts(html, aContext(), () => 60));
  });
  it('holds no more than 50 images', () => {
    const parts = read('<img src="mxc://x.org/a" alt="i">'.repeat(60));
    assert.equal(parts?.filter((part) => part.kind === 'image').length, 50);
  });
  it('nests details three deep', () => {
    const parts = read('<details><summary>s</summary>'.repeat(9) + 'x');
    assert.equal(JSON.stringify(parts).split('"details"').length - 1, 3);
  });
  it('caps columns', () => {
    const [table] = read(`<table><tr>${'<td>x'.repeat(200)}</table>`) ?? [];
    assert.equal(table?.kind === 'table' && table.rows[0]?.length, 50);
  });
});
