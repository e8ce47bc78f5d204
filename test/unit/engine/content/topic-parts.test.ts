import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topicParts } from '../../../../src/engine/content/topic-parts.ts';
import type { Part } from '../../../../src/protocol/parts.ts';
import { aRoom } from './support/a-room.ts';
import { assertAllowed } from './support/allowed-parts.ts';

const read = (raw: unknown): readonly Part[] | undefined => topicParts(raw, aRoom());
const text = (value: string): Part => ({ kind: 'text', text: value });

describe('topicParts', () => {
  it('are none where one line says all of it, or nothing is said', () => {
    for (const raw of ['What we do', ' spaced \n', '@room @bob:example.org', '<b>x</b>', '', undefined, 7]) {
      assert.equal(read(raw), undefined, String(raw));
    }
  });
  it('keep lines, and what can be followed', () => {
    assert.deepEqual(read('a  b\r\n\n\n\nhttps://x.org/_c_, mailto:d@x.org'), [
      ...[text('a b'), { kind: 'break' }, { kind: 'break' }],
      { kind: 'link', href: 'https://x.org/_c_', parts: [text('https://x.org/_c_')] },
      text(', '),
      { kind: 'link', href: 'mailto:d@x.org', parts: [text('mailto:d@x.org')] },
    ]);
    const [room] = read('https://matrix.to/#/%23a:x.org') ?? [];
    assert.equal(room?.kind === 'pill' && room.id, '#a:x.org');
  });
  it('say where a link truly leads, and follow nothing else', () => {
    const [link] = read('https://раypal.com') ?? [];
    assert.equal(link?.kind === 'link' && link.host, 'xn--ypal-43d9g.com');
    assert.equal(read('javascript:alert(1) data:,x'), undefined);
    assert.deepEqual(read('\u202ea\u200b\nb'), [text('a'), { kind: 'break' }, text('b')]);
  });
  it('are cut between words, so that no link is half of one', () => {
    const parts = read(`https://x.org ${'word '.repeat(195)} https://example.org/long/enough/for/the/end/of/it`) ?? [];
    assert.deepEqual(
      parts.flatMap((part) => (part.kind === 'link' ? [part.href] : [])),
      ['https://x.org/'],
    );
    assert.match(JSON.stringify(parts), /word …"/);
  });
  it('survive walls', () => {
    for (const wall of ['a\n', 'https://a.b/( ', '\u202e', 'matrix:u/a:b\n']) {
      assertAllowed([...(read(wall.repeat(65_536 / wall.length)) ?? [])]);
    }
  });
});
