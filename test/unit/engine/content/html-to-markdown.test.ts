import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlToMarkdown } from '../../../../src/engine/content/html-to-markdown.ts';
import { pastedHtml } from '../../../../src/engine/content/pasted-html.ts';
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
    ['<p><b>a <strong>b</strong></b> <i><em>c</em></i> <del><s>d</s></del></p>', '**a b** *c* ~~d~~'],
    ['<b><p>a</p><ul><li>b <b>c</b></li></ul></b>', 'a\n\n- b **c**'],
    [
      '<a href="https://wiki.example/x"><h3>a</h3><p>b</p></a>',
      '### [a](https://wiki.example/x)\n\n[b](https://wiki.example/x)',
    ],
    ['<h2><div>a</div><div>b<br>c</div></h2>', '## a b c'],
    ['<pre>\n\na\r\nb</pre>', '```\n\na\nb\n```'],
    ['<i>a</i><span hidden>b</span><select><option>c</select><input value="d">', '*a*'],
    ['<code> </code><i>a</i>', '*a*'],
    ['<ul><li>a<li><b>b</b><table><tr><td>c<td>d</table></ul>', '- a\n\n- **b**\n\n  | c | d |\n  | - | - |'],
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

  const longest = 150_000;
  const filled = (unit: (index: number) => string, length: number): string => {
    let html = '';
    for (let index = 0; html.length + unit(index).length <= length; index++) html += unit(index);
    return html;
  };

  describe('is soon done with what was made to take long:', () => {
    for (const tag of ['b', 'i', 'u', 'a', 'font', 'code', 'nobr', 'del', 'q']) {
      // Of their trees, as a browser makes them, the largest would not fit into the memory.
      for (const length of [1_390, longest]) {
        it(`<${tag}> left open in ${length} characters of paragraphs`, () => {
          for (const unit of [
            (index: number) => `<${tag} id=${index} href="https://wiki.example/${index}">x<p>y`,
            (index: number) => `<${tag} id=${index} href="https://wiki.example/${index}">x<div>y`,
            (index: number) => `<p><${tag} id=${index} href="https://wiki.example/${index}">x</p>`,
          ]) {
            const markdown = htmlToMarkdown(filled(unit, length));
            assert.ok(markdown === undefined || markdown.length <= 3 * length);
          }
        });
      }
    }

    for (const blank of ['<i></i>', '<i> </i>', '<x-y></x-y>', '<img> ', '<rp>x</rp>', '<img hidden alt="x">']) {
      it(`${blank} many times: nothing is kept of it`, () => {
        const html = `<b>a</b>${blank.repeat(4_000)}`;
        assert.ok((pastedHtml(html)?.children.length ?? Infinity) <= 2);
        assert.equal(htmlToMarkdown(html), '**a**');
      });
    }

    const endless: Readonly<Record<string, string>> = {
      'elements in each other': `${'<blockquote>'.repeat(101)}x`,
      'more elements than anybody reads': '<p>x'.repeat(6_000),
      'a table that grows': `<table>${'<tr><td>x'.repeat(1_000)}<tr>${'<td>x'.repeat(100)}</table>`,
      'an address that is long, over many paragraphs': `<a href="https://wiki.example/${'x'.repeat(4_000)}">${'<p>x'.repeat(1_000)}`,
    };
    for (const [name, html] of Object.entries(endless)) {
      it(name, () => assert.equal(htmlToMarkdown(`<b>a</b>${html}`), undefined));
    }
  });

  it('takes a long page for what it is', () => {
    const item = '<li style="color: #000">an <b>item</b> of a <a href="https://wiki.example/x">list</a></li>';
    const markdown = htmlToMarkdown(`<ul>${item.repeat(1_000)}</ul>`);
    assert.equal(markdown?.split('\n').length, 1_000);
    const row = `<tr>${'<td>x</td>'.repeat(10)}</tr>`;
    assert.equal(htmlToMarkdown(`<table>${row.repeat(300)}</table>`)?.split('\n').length, 301);
  });
});
