import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlToMarkdown } from '../../../../src/engine/content/html-to-markdown.ts';
import { messageContent } from '../../../../src/engine/content/message-content.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import type { Part } from '../../../../src/protocol/parts.ts';
import { anEvent, aRoom, bob, me } from './support/a-room.ts';

const room = aRoom();
const of = (text: string): Promise<Record<string, unknown>> => messageContent({ text }, { room });
const html = async (text: string): Promise<unknown> => (await of(text))['formatted_body'];
const link = (href: string, text = href): string => `<a href="${href}">${text}</a>`;

describe('an address that is typed', () => {
  const whole = [
    ...[
      'https://x.example/_foo_/bar',
      'https://x.example/a*b*c',
      'http://localhost:8080/__a__',
      'ftp://x.example/~~a~~',
    ],
    ...[
      'https://x.example/a_(b_c)',
      'https://u:p@x.example/_a_',
      'https://x.example/?q=**a**',
      'https://x.example/#_a_',
    ],
    ...['mailto:_a_b_@x.example?subject=_x_', 'matrix:r/_a_:x.example?via=x.example'],
    `https://matrix.to/#/${bob}`,
  ];
  for (const address of whole) {
    it(`is whole: ${address}`, async () => {
      assert.equal(await html(`**b** ${address}, c`), `<strong>b</strong> ${link(address)}, c`);
    });
    it(`is sent as it was typed where nothing else is formatted: ${address}`, async () => {
      const text = `see ${address}\nthere`;
      assert.deepEqual(await of(text), { msgtype: 'm.text', body: text, 'm.mentions': {} });
    });
  }

  const x = 'https://x.example/a';
  const ends: readonly (readonly [string, string])[] = [
    ...['.', ',', ':', ';', '!', '?', '?!', ')', ']', '»', '”', '&gt;'].map((end): [string, string] => [
      `*b* ${x}${end.replace('&gt;', '>')}`,
      `<em>b</em> ${link(x)}${end}`,
    ]),
    [`*b* (${x}_(b)) c`, `<em>b</em> (${link(`${x}_(b)`)}) c`],
    [`**${x}**`, `<strong>${link(x)}</strong>`],
    [`**b ${x}.** c`, `<strong>b ${link(x)}.</strong> c`],
    [`_${x}_b_`, `<em>${link(`${x}_b`)}</em>`],
    [`~~${x}~~`, `<s>${link(x)}</s>`],
    [`**b** ${x}**`, `<strong>b</strong> ${link(`${x}**`)}`],
    [`*b* ${x}\\\nc`, `<em>b</em> ${link(x)}<br>\nc`],
  ];
  for (const [text, expected] of ends) {
    it(`ends where it is read to end: ${JSON.stringify(text)}`, async () => assert.equal(await html(text), expected));
  }

  it('shows what was typed, and leads where that leads', async () => {
    assert.equal(
      await html('*b* https://ä.example/ä?%C3%A4'),
      `<em>b</em> ${link('https://xn--4ca.example/%C3%A4?%C3%A4', 'https://ä.example/ä?%C3%A4')}`,
    );
  });
  it('may be typed, or pasted, with its marks escaped', async () => {
    assert.equal(await html(`${x}\\_b\\_`), link(`${x}_b_`));
    const pasted = htmlToMarkdown(`<p><b>b</b> ${x}/_c_?d=*e*</p>`) ?? '';
    assert.equal(await html(pasted), `<strong>b</strong> ${link(`${x}/_c_?d=*e*`)}`);
  });
  it('is none in code, nor in the middle of a word', async () => {
    assert.equal(await html(`\`${x}_b_\``), `<code>${x}_b_</code>`);
    assert.equal(await html(`\`\`\`\n${x}_b_\n\`\`\``), `<pre><code>${x}_b_\n</code></pre>`);
    assert.equal(await html(`*b* x${x}`), `<em>b</em> x${x}`);
  });
  it('is part of the link that it was written in', async () => {
    assert.equal(await html(`[${x}/_b_](https://y.example)`), link('https://y.example', `${x}/_b_`));
    assert.equal(await html(`[b](${x}/_b_)`), link(`${x}/_b_`, 'b'));
    assert.equal(await html(`<${x}/_b_>`), link(`${x}/_b_`));
  });
  it('mentions nobody', async () => {
    assert.deepEqual((await of(`https://x.example/${bob} https://matrix.to/#/${bob}`))['m.mentions'], {});
  });
  it('of another kind is text', async () => {
    assert.equal(
      await html('*b* javascript:alert(1) data:x www.x.example'),
      '<em>b</em> javascript:alert(1) data:x www.x.example',
    );
  });

  it('comes back as it was typed, and is one link', async () => {
    for (const text of ['https://x.example/_foo_/bar', '**b** https://x.example/_foo_/bar']) {
      const row = rowFromEvent(anEvent({ senderId: me, content: await of(text) }), room);
      assert.ok(row.kind === 'message');
      assert.equal(row.editable, text);
      const parts: readonly Part[] = 'parts' in row.body ? row.body.parts : [];
      assert.deepEqual(parts.at(-1), {
        kind: 'link',
        href: 'https://x.example/_foo_/bar',
        parts: [{ kind: 'text', text: 'https://x.example/_foo_/bar' }],
      });
    }
  });

  it('takes time in line with its length', async () => {
    const taken = async (text: string): Promise<number> => {
      const before = performance.now();
      await of(text);
      return performance.now() - before;
    };
    const plain = await taken('what was said '.repeat(65_536 / 14));
    for (const wall of [
      '**https://a.b/',
      'https://a.b/[({',
      'https://a.b/** ',
      '[https://a.b/',
      'matrix:u/a:b ',
      'http://',
    ]) {
      // Were each of them read to the end of the text, it would be thousands.
      assert.ok((await taken(wall.repeat(65_536 / wall.length))) < 200 * plain, wall);
    }
  });
});
