import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EventView } from '../../../../src/engine/content/event-view.ts';
import { isSignalling } from '../../../../src/engine/content/is-signalling.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import { htmlToParts } from '../../../../src/engine/content/html-to-parts.ts';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { aContext, anEvent, aRoom, bob, me } from './support/a-room.ts';
import { assertAllowed } from './support/allowed-parts.ts';
import { fuzzRuns } from '../../../support/hostile.ts';

const json = fc.jsonValue({ maxDepth: 3 });
const names = [
  ...['body', 'msgtype', 'format', 'formatted_body', 'filename', 'url', 'file', 'info', 'membership', 'displayname'],
  ...[
    'm.mentions',
    'm.relates_to',
    'm.new_content',
    'm.text',
    'm.poll',
    'reason',
    'name',
    'topic',
    '__proto__',
    'constructor',
  ],
];
const values = fc.oneof(
  json,
  fc.constantFrom('m.text', 'm.image', 'm.emote', 'm.file', 'join', 'leave', 'org.matrix.custom.html'),
  fc.constantFrom('mxc://x.org/a', '<b>x</b><a href="javascript:x">y</a>', 'see https://x.org', '\u202ex', ''),
  fc.record({ user_ids: json, room: json }),
  fc.record({ question: fc.oneof(json, fc.record({ 'm.text': json, body: json })) }),
  fc.array(fc.record({ body: json, mimetype: json }), { maxLength: 3 }),
  fc.record({ w: json, h: json, size: json, mimetype: json, thumbnail_url: json, thumbnail_info: json }),
  fc.record({ v: fc.constant('v2'), url: fc.constant('mxc://x.org/a'), key: json, iv: json, hashes: json }),
);
/** As JSON.parse makes it: `__proto__` is a property of its own. */
const content = fc
  .array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 8 })
  .map(
    (pairs) =>
      JSON.parse(
        `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`,
      ) as EventView['content'],
  );
const types = fc.constantFrom(
  ...[
    'm.room.message',
    'm.sticker',
    'm.room.member',
    'm.room.name',
    'm.room.topic',
    'm.room.create',
    'm.room.power_levels',
  ],
  ...['m.poll.start', 'org.matrix.msc3381.poll.start', 'm.call.invite', 'io.element.x'],
  ...['m.room.pinned_events', 'm.room.encrypted', 'org.custom', '__proto__', 'constructor'],
);

function assertShown(row: TimelineRow): void {
  structuredClone(row);
  if (row.kind !== 'message') return;
  assertAllowed('parts' in row.body ? row.body.parts : row.body.caption);
  assert.ok(row.body.plain.length <= 1000);
}

describe('rowFromEvent', () => {
  it('makes a row the page can show of any content', () => {
    fc.assert(
      fc.property(
        types,
        content,
        fc.option(content),
        fc.option(content),
        fc.boolean(),
        (type, first, before, edit, state) => {
          const event = anEvent({
            type,
            content: first,
            ...(before && { prevContent: before }),
            ...(edit && { newContent: edit }),
            ...(state && { stateKey: bob }),
          });
          assert.equal(typeof isSignalling(event), 'boolean');
          assertShown(rowFromEvent(event, aRoom()));
          const reply = { id: '$0', state: 'shown', event } as const;
          assertShown(rowFromEvent(anEvent({ senderId: me, reply, thread: reply }), aRoom()));
        },
      ),
      { numRuns: fuzzRuns(400) },
    );
  });

  it('makes a broken row where all else fails, also of what is no event at all', () => {
    const room = aRoom();
    for (const damage of [{ content: null }, { reactions: null }, { senderId: 7 }, { type: null }, { ts: 'x' }]) {
      const row = rowFromEvent({ ...anEvent(), ...(damage as unknown as Partial<EventView>) }, room);
      assert.ok(row.kind === 'unknown' || row.kind === 'message', JSON.stringify(damage));
    }
    const failing = aRoom({
      member: () => {
        throw new Error('no members');
      },
    });
    const row = rowFromEvent(anEvent(), failing);
    assert.deepEqual(row, {
      id: '$1',
      sender: { id: bob, name: bob },
      own: false,
      kind: 'unknown',
      type: 'm.room.message',
      broken: true,
    });
  });
});

describe('htmlToParts', () => {
  const tags = [
    'b',
    'p',
    'a',
    'ul',
    'ol',
    'li',
    'table',
    'tr',
    'td',
    'pre',
    'code',
    'details',
    'summary',
    'span',
    'mx-reply',
  ];
  const pieces = fc.oneof(
    fc.constantFrom(...tags.flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag} `, `<${tag}/>`])),
    fc.constantFrom(
      '<br>',
      '<hr>',
      '<img src="mxc://x.org/a">',
      '<script>',
      '</script>',
      '<svg>',
      '</svg>',
      '<!--',
      '-->',
      ']]>',
    ),
    fc.constantFrom(
      'href="',
      'href="javascript:x"',
      'href=https://x.org',
      'data-mx-color="#ff0000"',
      'data-mx-spoiler',
      '"',
      '>',
      '<',
      '=',
    ),
    fc.constantFrom('text', ' ', '\n', '&amp;', '&#0;', '&#x202e;', '@room', 'https://x.org', '\ud800'),
    fc.string({ maxLength: 5 }),
  );
  it('gives allowed parts of any heap of markup', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (heap) => {
        assertAllowed(htmlToParts(heap.join(''), aContext({ everyone: true })) ?? []);
      }),
      { numRuns: fuzzRuns(600) },
    );
  });
});
