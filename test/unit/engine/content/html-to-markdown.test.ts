import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlToMarkdown } from '../../../../src/engine/content/html-to-markdown.ts';
import { messageContent } from '../../../../src/engine/content/message-content.ts';
import { aRoom } from './support/a-room.ts';

const link = '<a href="https://wiki.example/x">page</a>';

describe('htmlToMarkdown', () => {
  const said: readonly (readonly [string, string | RegExp])[] = [
    ['<h2 id="HA"><span>Title</span></h2><p>Text</p>', '## Title\n\nText'],
    [`<p>See <span class="wikilink">${link}</span>.</p>`, 'See [page](https://wiki.example/x).'],
    ['<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>', '- a\n  1. b\n- c'],
    [
      '<table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td><td>2</td></tr></table>',
      '| A | B\\|C |\n| - | - |\n| 1 | 2 |',
    ],
    ['<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td></td></tr></table>', '| 1 | 2 |\n| - | - |\n| 3 | |'],
    [
      '<table><tr><th>A</th></tr><tr><td><p>1</p><ul><li>x<br>y</li></ul><pre>c\n d</pre></td></tr></table>',
      '| A |\n| - |\n| 1 x y `c d` |',
    ],
    ['<pre><code class="language-js">a *b*\n  c</code></pre>', '```js\na *b*\n  c\n```'],
    ['<p>a<b> foo </b>b</p>', 'a **foo** b'],
    ['<p><code>x_y</code> <del>z</del><br><i>a</i></p>', '`x_y` ~~z~~\n*a*'],
    ['<blockquote><p>q</p></blockquote>', '> q'],
    ['<b>b</b> 1 * 2 &amp;#x20; [x] # no', '**b** 1 \\* 2 \\&#x20; \\[x] # no'],
    ['<b>b</b><p># no</p><p>- no</p><p>1. no</p>', '**b**\n\n\\# no\n\n\\- no\n\n1\\. no'],
    ['<b style="font-weight:normal" id="docs-internal-guid"><p>a</p><ul><li>b</li></ul></b>', 'a\n\n- b'],
    [`<!--StartFragment-->${link}<!--EndFragment-->`, '[page](https://wiki.example/x)'],
    ['<b>a</b> <img src="https://evil.example/x.png" alt="a picture">', '**a** a picture'],
    [`<meta charset="utf-8"><style>p{}</style><script>alert(1)</script>${link}`, '[page](https://wiki.example/x)'],
    ['<pre>x &amp;#x41; y</pre>', '```\nx &#x41; y\n```'],
    ['<code>&amp;#x2F;</code>', '`&#x2F;`'],
    ['<b>Note:</b>text <b>so:</b> it', 'Note:text **so:** it'],
    ['<b>a<i>b</i></b> <i><b>c</b></i>', '**ab** ***c***'],
    ['<b>bold<br></b>x <b>a<br><br>b</b>', '**bold** x **a  b**'],
    ['<table><tr><td colspan="100000000">a</td></tr><tr><td>b</td></tr></table>', /^\| a( \|){10}\n/],
    ['<a href="javascript:alert(1)"><b>x</b></a>', '**x**'],
    ['<a href="https://wiki.example/x"></a><i>y</i>', '*y*'],
  ];
  for (const [html, markdown] of said) {
    it(html, () => {
      if (typeof markdown === 'string') assert.equal(htmlToMarkdown(html), markdown);
      else assert.match(htmlToMarkdown(html) ?? '', markdown);
    });
  }

  it('has nothing to say of what plain text says as well', () => {
    for (const html of [
      '<p>a</p><p>b<br>c</p>',
      '<div style="font-family: monospace"><div><span style="color: #f00">let</span> a = b * c;</div></div>',
      '<table><tr><td>12</td></tr></table>',
      '<a href="https://wiki.example/x">https://wiki.example/x</a>',
      '<b></b>',
      '',
    ]) {
      assert.equal(htmlToMarkdown(html), undefined, html);
    }
  });

  it('is read again as what was copied', async () => {
    const html =
      '<h2>T_i</h2><p>a <a href="https://wiki.example/a_(b)">*l*</a> <strong>x.</strong> y</p>' +
      '<ul><li>1 &lt; 2</li><li><code>`</code></li></ul><table><tr><th>A</th></tr><tr><td>b|c</td></tr></table>';
    const content = await messageContent({ text: htmlToMarkdown(html) ?? '' }, { room: aRoom() });
    assert.equal(
      String(content['formatted_body']).replaceAll('\n', ''),
      '<h2>T_i</h2><p>a <a href="https://wiki.example/a_(b)">*l*</a> <strong>x.</strong> y</p>' +
        '<ul><li>1 &lt; 2</li><li><code>`</code></li></ul>' +
        '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>b|c</td></tr></tbody></table>',
    );
  });

  it('leaves alone what is too long', () => {
    assert.equal(htmlToMarkdown(`<b>${'x'.repeat(150_000)}</b>`), undefined);
  });
});
