import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Part } from '../../../../src/protocol/parts.ts';
import { textOfMessage } from '../../../../src/room/timeline/text-of-message.ts';
import { file, text, textBody } from '../../../support/rows.ts';

const read = (...parts: readonly Part[]): string => textOfMessage(textBody('cut', parts));
const paragraph = (...parts: readonly Part[]): Part => ({ kind: 'block', tag: 'paragraph', parts });
const quote = (...parts: readonly Part[]): Part => ({ kind: 'block', tag: 'quote', parts });
const list = (ordered: boolean, ...items: (readonly Part[])[]): Part => ({ kind: 'list', ordered, items });
const link = (href: string, ...parts: readonly Part[]): Part => ({ kind: 'link', href, parts });
const lineBreak: Part = { kind: 'break' };

describe('the text of a message, to be copied', () => {
  it('is whole, however long it is', () => {
    const long = 'a line of some length\n'.repeat(1_000).trimEnd();
    assert.equal(read(text(long)), long);
    assert.equal(read(paragraph(text('a'.repeat(3_000))), list(false, [text('b'.repeat(3_000))])).length, 6_004);
  });

  it('runs on within a line, and breaks where it does', () => {
    const parts: readonly Part[] = [
      text('one '),
      { kind: 'span', tag: 'b', parts: [text('bold ')] },
      { kind: 'colour', colour: '#ff0000', parts: [text('red ')] },
      { kind: 'code', text: 'x = 1' },
      lineBreak,
      { kind: 'pill', target: 'user', id: '@bob:example.org', label: 'Bob', self: false },
      text(' '),
      { kind: 'image', mxc: 'mxc://example.org/a', alt: ':party:' },
    ];
    assert.equal(read(...parts), 'one bold red x = 1\nBob :party:');
  });

  it('sets blocks apart by an empty line', () => {
    const parts: readonly Part[] = [
      { kind: 'heading', level: 2, parts: [text('Title')] },
      paragraph(text('first')),
      paragraph(text('second')),
      { kind: 'rule' },
      quote(paragraph(text('said')), paragraph(text('before'))),
      text('and on'),
      lineBreak,
      { kind: 'details', summary: [text('More')], parts: [text('inside')] },
    ];
    const blocks = ['Title', 'first', 'second', '---', '> said\n> \n> before', 'and on', 'More', 'inside'];
    assert.equal(read(...parts), blocks.join('\n\n'));
  });

  it('marks the items of lists, and keeps what is in them under them', () => {
    const inner = list(true, [text('a')], [text('b'), lineBreak, text('c')]);
    const parts = [text('To do:'), list(false, [text('one'), inner], [paragraph(text('two')), paragraph(text('too'))])];
    assert.equal(read(...parts), 'To do:\n\n• one\n  1. a\n  2. b\n     c\n• two\n  too');
    assert.equal(read({ kind: 'list', ordered: true, start: 9, items: [[text('x')], [text('y')]] }), '9. x\n10. y');
  });

  it('leaves code as it is', () => {
    const code = '  if (a) {\n\n    b();\n  }';
    assert.equal(
      read(text('So:'), { kind: 'code-block', text: code, language: 'js' }, text('!')),
      `So:\n\n${code}\n\n!`,
    );
  });

  it('is a line for each row of a table, with tabs between cells', () => {
    const cell = (...parts: readonly Part[]) => ({ header: false, parts });
    const rows = [
      [cell(text('a')), cell(text('b'), lineBreak, text('c'))],
      [cell(), cell(paragraph(text('d')))],
    ];
    assert.equal(read({ kind: 'table', rows }), 'a\tb c\n\td');
  });

  it('has what a spoiler hides', () => {
    assert.equal(
      read(text('It is '), { kind: 'spoiler', reason: 'film', parts: [text('the sled')] }),
      'It is (film) the sled',
    );
    assert.equal(read({ kind: 'spoiler', parts: [text('hidden')] }), 'hidden');
  });

  const event = 'https://matrix.to/#/%23alpha%3Aexample.org/%24old';
  const links: readonly (readonly [string, string, boolean])[] = [
    ['here', 'https://example.org/a', true],
    ['https://example.org/b', 'https://example.org/a', true],
    ['https://example.org', 'https://example.org/', false],
    ['example.org/ü', 'https://example.org/%C3%BC', false],
    ['bob@example.org', 'mailto:bob@example.org', false],
    ['https://matrix.to/#/#alpha:example.org/$old?via=example.org', event, false],
    ['matrix:r/alpha:example.org/e/old', event, false],
    ['#alpha:example.org', event, true],
  ];
  for (const [shown, href, told] of links) {
    it(`tells the address of a link ${told ? 'beside' : 'once, where it is'} "${shown}"`, () => {
      assert.equal(read(link(href, text(shown))), told ? `${shown} (${href})` : shown);
    });
  }

  it('is the address of a link that shows nothing', () => {
    assert.equal(read(text('See '), link('https://example.org/a')), 'See https://example.org/a');
  });

  it('is the caption of a file, or its name', () => {
    assert.equal(textOfMessage(file({ caption: [paragraph(text('a'))], plain: 'cut', name: 'a.pdf' })), 'a');
    assert.equal(textOfMessage(file({ name: 'a.pdf' })), 'a.pdf');
  });

  it('leaves out a part of a newer engine', () => {
    assert.equal(read(text('a'), { kind: 'hologram' } as unknown as Part, text('b')), 'ab');
  });
});
