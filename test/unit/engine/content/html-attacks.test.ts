import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { htmlToParts } from '../../../../src/engine/content/html-to-parts.ts';
import { aContext } from './support/a-room.ts';
import { assertAllowed, textOf } from './support/allowed-parts.ts';

/** HTML of our own that tries to get something through, and what must not be in the parts. */
const attacks: readonly (readonly [html: string, absent: RegExp])[] = [
  ['<script>alert(1)</script>x', /alert/],
  ['<SCRIPT SRC=//evil.example></SCRIPT>x', /evil/],
  ['<scr<script>ipt>alert(1)</script>x', /"script/],
  ['<script>/*</script><b>x</b>*/', /\/\*"/],
  ['<style>*{display:none}</style>x', /display/],
  ['<style><img src="</style><img src=x onerror=alert(1)//">', /onerror|"image"/],
  ['<title><b>x</b></title>y', /"b"/],
  ['<textarea><a href="https://x.org">x</a></textarea>y', /href/],
  ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">y', /onerror=alert\(1\)"/],
  ['<xmp><a href="https://x.org">x</a></xmp>y', /href/],
  ['<plaintext><a href="https://x.org">x</a>', /href/],
  ['<template><b>x</b></template>y', /"b"/],
  ['<iframe src="https://evil.example"></iframe>x', /evil/],
  ['<iframe srcdoc="<script>alert(1)</script>"></iframe>x', /alert/],
  ['<object data="https://evil.example"><p>x</p></object>y', /evil/],
  ['<embed src="https://evil.example">x', /evil/],
  ['<svg onload=alert(1)><text>x</text></svg>y', /alert|svg/],
  ['<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>y', /javascript/],
  ['<svg><foreignObject><a href="https://evil.example">x</a></foreignObject></svg>y', /evil/],
  ['<svg><style><img title="</style><img src=x onerror=alert(1)>">', /alert/],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', /alert/],
  ['<math href="javascript:alert(1)">x</math>y', /javascript/],
  ['<form action="https://evil.example"><input name=x value="y"><button>go</button></form>', /evil|input/],
  ['<select><option>x</option></select>y', /"x"/],
  ['<video src="https://evil.example" poster="https://evil.example"></video>x', /evil/],
  ['<audio src="https://evil.example" autoplay>x</audio>y', /evil/],
  ['<base href="https://evil.example/"><a href="x">y</a>', /evil|href/],
  ['<meta http-equiv="refresh" content="0;url=https://evil.example">x', /evil/],
  ['<link rel="stylesheet" href="https://evil.example">x', /evil/],
  ['<a href="javascript:alert(1)">x</a>', /javascript/],
  ['<a href="JaVaScRiPt:alert(1)">x</a>', /script/i],
  ['<a href="java\nscript:alert(1)">x</a>', /script/],
  ['<a href="java&#10;script:alert(1)">x</a>', /script/],
  ['<a href="java&Tab;script&colon;alert(1)">x</a>', /script/],
  ['<a href="\u0001javascript:alert(1)">x</a>', /script/],
  ['<a href=" &#14; javascript:alert(1)">x</a>', /script/],
  ['<a href="&#106avascript:alert(1)">x</a>', /script/],
  ['<a href="vbscript:x">x</a>', /vbscript/],
  ['<a href="data:text/html,<script>alert(1)</script>">x</a>', /data:/],
  ['<a href="blob:https://example.org/1">x</a>', /blob:/],
  ['<a href="file:///etc/passwd">x</a>', /file:/],
  ['<a href="about:blank">x</a>', /about/],
  ['<a href="intent://x#Intent;scheme=https;end">x</a>', /intent/i],
  ['<a href="filesystem:https://x.org/x">x</a>', /filesystem/],
  ['<a href="view-source:https://x.org/">x</a>', /view-source/],
  ['<a href="//evil.example">x</a>', /evil/],
  ['<a href="/bin/delete/Main">x</a>', /delete/],
  ['<a href="#target">x</a>', /target/],
  ['<a href="?xpage=x">x</a>', /xpage/],
  ['<a href="https://">x</a>', /href/],
  ['<a href="https://x.org" onclick="alert(1)" style="x" id="y" class="z" target="_top">x</a>', /alert|style|_top|"y"/],
  ['<a href="https://x.org" name="getElementById">x</a>', /getElementById/],
  ['<a href="https://a.org"><a href="javascript:x">y</a></a>', /javascript/],
  ['<img src="https://evil.example/x.png" alt="a">', /evil|"image"/],
  ['<img src="//evil.example/x.png" alt="a">', /evil/],
  ['<img src="data:image/svg+xml,<svg onload=alert(1)>" alt="a">', /data:|"image"/],
  ['<img src="mxc://../../x" alt="a">', /"image"/],
  ['<img src="mxc://x.org/a?b" alt="a">', /"image"/],
  ['<img src="mxc://x.org/%2e%2e" alt="a">', /"image"/],
  ['<img src="x" srcset="https://evil.example 1x" lowsrc="https://evil.example" alt="a">', /evil/],
  ['<image src="https://evil.example" alt="a">', /evil/],
  ['<img src="mxc://x.org/a" width="99999999999" height="-5" alt="">', /9999|-5/],
  ['<img src="mxc://x.org/a" onerror="alert(1)" style="position:fixed" alt="">', /alert|fixed/],
  ['<p style="position:fixed;inset:0;background:url(https://evil.example)">x</p>', /fixed|evil/],
  ['<div id="wiki-room" class="wr-overlay">x</div>', /wiki-room|overlay/],
  ['<code class="language-x overlay">x</code><pre class="evil-overlay">y</pre>', /overlay/],
  ['<pre><code class="language-<script>">x</code></pre>', /script/],
  ['<span data-mx-color="red;background:url(https://evil.example)">x</span>', /evil|colour/],
  ['<span data-mx-color="#ff0">x</span><font color="expression(alert(1))">y</font>', /alert|colour/],
  ['<ol start="-99999999"><li>x</li></ol><ol start="1e9"><li>y</li></ol>', /start/],
  ['<mx-reply><blockquote>bob said: I resign</blockquote></mx-reply>x', /resign/],
  ['<MX-REPLY>forged <b>deep</b></MX-REPLY>x', /forged|deep/],
  ['<mx-reply><div></mx-reply>x', /mx-reply/],
  ['<!--><img src=x onerror=alert(1)>-->x', /onerror/],
  ['<!--[if gte IE 4]><script>alert(1)</script><![endif]-->x', /alert/],
  ['<![CDATA[<a href="https://evil.example">]]>x', /href/],
  ['<?xml version="1.0"?><?php alert(1) ?>x', /alert/],
  ['<a href="https://x.org" href="javascript:alert(1)">x</a>', /javascript/],
  ['<a __proto__="x" constructor="y" href="https://x.org">z</a>', /"x"|"y"/],
  ['<constructor>x</constructor><toString>y</toString><hasOwnProperty>z', /constructor|"kind":"(?!text)/],
  ['<b\u0000>x</b\u0000>\u0000y', /\\u0000/],
  ['a\u202egnp.exe\u202d', /\u202e|\u202d/],
  [`a${'\u0301'.repeat(20_000)}`, /\u0301{9}/],
  ['<details open ontoggle=alert(1)><summary>x</summary>y</details>', /alert|open/],
  ['<table background="https://evil.example"><tr><td background="javascript:x">y</table>', /evil|javascript/],
  ['<marquee onstart=alert(1)>x</marquee><blink>y</blink>', /alert|marquee/],
  ['<wiki-room room="#evil:x">x</wiki-room>', /evil/],
  ['<slot name="header">x</slot>', /header/],
  ['<x onclick=alert(1) tabindex=1 style="display:block;position:fixed">x</x>', /alert|fixed/],
  ['<a href="https://x.org/&quot; onmouseover=&quot;alert(1)">x</a>', /" onmouseover/],
];

describe('hostile HTML', () => {
  for (const [html, absent] of attacks) {
    it(html.slice(0, 90), () => {
      const parts = htmlToParts(html, aContext()) ?? [];
      assertAllowed(parts);
      assert.doesNotMatch(textOf(parts), absent);
    });
  }

  it('leaves the text of what it takes apart', () => {
    for (const [html] of attacks.filter(
      ([attack]) => attack.startsWith('<a ') && attack.endsWith('>x</a>') && !attack.includes('\u0000'),
    )) {
      assert.match(textOf(htmlToParts(html, aContext()) ?? []), /"text":"x"/, html);
    }
  });
});

/** The payloads of another sanitizer's tests, which are not ours to copy: a file with `{ "payloads": [{ "payload": "<…>" }] }`. */
const payloadsOfOthers = process.env['HTML_PAYLOADS'];

if (payloadsOfOthers !== undefined) {
  describe(`payloads of ${payloadsOfOthers}`, () => {
    const { payloads } = JSON.parse(readFileSync(payloadsOfOthers, 'utf8')) as { payloads: { payload: string }[] };
    it('give allowed parts only', () => {
      assert.ok(payloads.length > 0);
      for (const { payload } of payloads) {
        const parts = htmlToParts(payload, aContext()) ?? [];
        assertAllowed(parts);
        assert.doesNotMatch(textOf(parts), /"(?:href|src|mxc)":"(?!https?:|mailto:|ftp:|magnet:|mxc:)/);
      }
    });
  });
}

describe('a link that shows another address', () => {
  for (const [what, inner] of [
    ['in its words', 'www.bank.example'],
    ['behind much that is not seen', `${'\u200b'.repeat(20_000)}www.bank.example`],
    ['in a block of code', '<pre><code>www.bank.example</code></pre>'],
    ['on the lid of a spoiler', '<span data-mx-spoiler="www.bank.example">x</span>'],
    ['beside its own', '<sub>evil.example</sub> www.bank.example'],
  ] as const) {
    it(`${what}: tells where it leads`, () => {
      const parts = htmlToParts(`<a href="https://evil.example/">${inner}</a>`, aContext());
      assert.match(JSON.stringify(parts), /"host":"evil\.example"/);
    });
  }
});
