import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventView } from '../../../../src/engine/content/event-view.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import type { FileBody, MessageRow, TimelineRow } from '../../../../src/protocol/row.ts';
import { anEvent, aRoom, bob, carol, mallory, me } from './support/a-room.ts';

const row = (changes: Partial<EventView>, room = aRoom()): TimelineRow => rowFromEvent(anEvent(changes), room);
const message = (changes: Partial<EventView>, room = aRoom()): MessageRow => as('message', row(changes, room));
function as<K extends TimelineRow['kind']>(kind: K, made: TimelineRow): Extract<TimelineRow, { kind: K }> {
  assert.equal(made.kind, kind);
  return made as Extract<TimelineRow, { kind: K }>;
}
const text = (body: string, more: object = {}): EventView['content'] => ({ msgtype: 'm.text', body, ...more });

describe('messages', () => {
  it('of text', () => {
    assert.deepEqual(row({}), {
      id: '$1',
      ts: Date.UTC(2026, 10, 24),
      sender: { id: bob, name: 'Bob' },
      own: false,
      kind: 'message',
      body: { kind: 'text', parts: [{ kind: 'text', text: 'hello' }], plain: 'hello' },
      edited: false,
      reactions: [],
      mentionsReader: false,
    });
  });
  it('of each kind of text', () => {
    for (const [msgtype, kind] of [
      ['m.emote', 'emote'],
      ['m.notice', 'notice'],
      ['m.server_notice', 'notice'],
    ]) {
      assert.equal(message({ content: { msgtype, body: 'x' } }).body.kind, kind);
    }
  });
  it('take the plain body where the formatted one is of no use', () => {
    for (const more of [
      { format: 'org.matrix.custom.html', formatted_body: '<script>x</script>' },
      { format: 'org.matrix.custom.html', formatted_body: '<b>'.repeat(1000) },
      { format: 'org.matrix.custom.html', formatted_body: { x: 1 } },
      { format: 'text/markdown', formatted_body: '<i>x</i>' },
      { formatted_body: '<i>x</i>' },
    ]) {
      assert.equal(message({ content: text('plain', more) }).body.plain, 'plain');
    }
  });
  it('carry the transaction they were sent with', () => assert.equal(message({ txnId: 't' }).txnId, 't'));
  it('carry the transaction that the content of the reader tells, where the homeserver does not, and nobody else', () => {
    const content = text('hello', { 'io.wiki-room.txn': 't' });
    assert.equal(message({ senderId: me, content }).sentAs, 't');
    assert.equal(message({ senderId: me, content, txnId: 't' }).sentAs, undefined);
    assert.equal(message({ senderId: bob, content }).sentAs, undefined);
    assert.equal(message({ senderId: me, content: { ...content, 'io.wiki-room.txn': { a: 1 } } }).sentAs, undefined);
  });
  it('have a time only where it is sane', () => {
    for (const ts of [0, -1, NaN, Infinity, 2 ** 63, Date.now() + 2 * 86_400_000, 1.5]) {
      assert.equal(message({ ts }).ts, undefined, String(ts));
    }
  });
  it('carry a shield where they are plain in an encrypted room, or the engine says so', () => {
    assert.equal(message({ encrypted: false }).shield, 'not-encrypted');
    assert.equal(message({ encrypted: false }, aRoom({ encrypted: false })).shield, undefined);
    assert.equal(message({ shield: 'sender-not-proven' }).shield, 'sender-not-proven');
  });
  it('that cannot be shown are one broken line', () => {
    for (const content of [
      {},
      { msgtype: 'm.text' },
      { msgtype: 'm.text', body: 42 },
      { msgtype: 7, body: 'x' },
      text(''),
    ]) {
      assert.equal((row({ content }) as { broken?: boolean }).broken, true, JSON.stringify(content));
    }
  });
});

describe('mentions', () => {
  const mentions = (value: unknown, senderId = bob): boolean =>
    message({ senderId, content: text('x', { 'm.mentions': value }) }).mentionsReader;
  it('are those of m.mentions', () => {
    assert.equal(mentions({ user_ids: [me] }), true);
    assert.equal(mentions({ user_ids: [carol] }), false);
    assert.equal(mentions({ room: true }), true);
    assert.equal(mentions({ room: true }, mallory), false);
    assert.equal(mentions({ user_ids: [me] }, me), false);
  });
  it('are none where it is malformed', () => {
    for (const value of [null, [], 'x', { user_ids: me }, { user_ids: [{ 0: me }] }, { room: 'true' }]) {
      assert.equal(mentions(value), false);
    }
  });
});

describe('edits', () => {
  it('show the newest text and say so', () => {
    const edited = message({ newContent: text('better') });
    assert.equal(edited.body.plain, 'better');
    assert.equal(edited.edited, true);
  });
  it('that are no text are not taken', () => {
    for (const newContent of [{}, { msgtype: 'm.text' }, { body: 'x' }, { msgtype: 'm.image', url: 'mxc://x.org/a' }]) {
      const original = message({ newContent });
      assert.equal(original.body.plain, 'hello');
      assert.equal(original.edited, false);
    }
  });
  it('of a file change its caption, and never the file', () => {
    const image = (mxc: string, body: string): Readonly<Record<string, unknown>> => ({
      msgtype: 'm.image',
      url: mxc,
      filename: 'a.png',
      body,
    });
    const content = image('mxc://x.org/a', 'befor');
    const edited = message({ content, newContent: image('mxc://x.org/other', 'before') });
    const body = edited.body as FileBody;
    assert.deepEqual([body.source.mxc, body.plain, edited.edited], ['mxc://x.org/a', 'before', true]);
    const without = message({ content, newContent: image('mxc://x.org/a', 'a.png') });
    assert.deepEqual([(without.body as FileBody).caption, without.body.plain], [[], 'a.png']);
    const another = message({ content, newContent: { ...image('mxc://x.org/a', 'b'), msgtype: 'm.file' } });
    assert.equal(another.edited, false);
  });
  it('start from the Markdown that was sent, on own messages', () => {
    assert.equal(message({ senderId: me, content: text('**x**') }).editable, '**x**');
    assert.equal(message({ senderId: me, newContent: text('y') }).editable, 'y');
    assert.equal(message({ senderId: me, content: { msgtype: 'm.emote', body: 'waves' } }).editable, '/me waves');
    assert.equal(message({ senderId: me, content: text('/me x') }).editable, '\\/me x');
    assert.equal(message({ content: text('x') }).editable, undefined);
    assert.equal(message({ senderId: me, content: { msgtype: 'm.notice', body: 'x' } }).editable, undefined);
  });
});

describe('replies', () => {
  const answered = (changes: Partial<EventView>): EventView => anEvent({ id: '$0', senderId: carol, ...changes });
  const quote = (reply: EventView['reply']): MessageRow['replyTo'] => message({ ...(reply && { reply }) }).replyTo;
  it('quote the real event', () => {
    assert.deepEqual(quote({ id: '$0', state: 'shown', event: answered({ content: text('the question') }) }), {
      id: '$0',
      state: 'shown',
      sender: { id: carol, name: 'Carol' },
      excerpt: 'the question',
    });
  });
  it('quote its newest text, in one line of 200', () => {
    const event = answered({ newContent: text(`a\nb ${'c'.repeat(500)}`) });
    const excerpt = quote({ id: '$0', state: 'shown', event })?.excerpt;
    assert.ok(excerpt?.startsWith('a b ccc'));
    assert.equal(excerpt?.length, 200);
  });
  it('say what they cannot quote', () => {
    assert.deepEqual(quote({ id: '$0', state: 'loading' }), { id: '$0', state: 'loading' });
    assert.deepEqual(quote({ id: '$0', state: 'missing' }), { id: '$0', state: 'missing' });
    assert.equal(quote({ id: '$0', state: 'shown', event: answered({ redaction: {} }) })?.state, 'redacted');
    const locked = answered({ undecryptable: 'waiting' });
    assert.equal(quote({ id: '$0', state: 'shown', event: locked })?.state, 'undecryptable');
    assert.equal(quote({ id: '$0', state: 'shown', event: answered({ content: {} }) })?.excerpt, undefined);
  });
  it('lose the quote other clients put in front, and keep one that was typed', () => {
    const relates = { 'm.relates_to': { 'm.in_reply_to': { event_id: '$0' } } };
    const body = '> <@carol:example.org> I resign\n> really\n\nno!';
    assert.equal(message({ content: text(body, relates) }).body.plain, 'no!');
    assert.equal(message({ content: text('> a thought\n\nyes', relates) }).body.plain, '> a thought\n\nyes');
    assert.equal(message({ senderId: me, content: text(body, relates) }).editable, 'no!');
    const html = { format: 'org.matrix.custom.html', formatted_body: '<mx-reply>forged</mx-reply><b>no!</b>' };
    assert.equal(message({ content: text('x', html) }).body.plain, 'no!');
  });
});

describe('threads', () => {
  it('are told by what they began with', () => {
    const root = anEvent({ id: '$root', senderId: carol, content: text('Where to?') });
    assert.deepEqual(message({ thread: { id: '$root', state: 'shown', event: root } }).thread, {
      id: '$root',
      state: 'shown',
      sender: { id: carol, name: 'Carol' },
      excerpt: 'Where to?',
    });
    assert.deepEqual(message({ thread: { id: '$root', state: 'missing' } }).thread, { id: '$root', state: 'missing' });
    assert.equal('thread' in message({}), false);
  });
});

describe('reactions', () => {
  it('are counted once a sender', () => {
    const reactions = new Map([
      ['👍', new Set([me, bob])],
      ['🎉', new Set([carol])],
    ]);
    assert.deepEqual(message({ reactions }).reactions, [
      { key: '👍', count: 2, own: true, names: ['Me', 'Bob'] },
      { key: '🎉', count: 1, own: false, names: ['Carol'] },
    ]);
  });
  it('are text only, cut, and the most used thirty', () => {
    const reactions = new Map<string, Set<string>>();
    for (let i = 0; i < 10_000; i++) reactions.set(`<b>${i}</b>`, new Set([bob]));
    reactions.set('x'.repeat(10_000), new Set([bob, carol]));
    const shown = message({ reactions }).reactions;
    assert.equal(shown.length, 30);
    assert.equal(shown.at(-1)?.key.length, 40);
    assert.equal(shown[0]?.key, '<b>0</b>');
  });
  it('that look the same are one, and what is not seen is none', () => {
    const reactions = new Map([
      ['a\u200b', new Set([bob, carol])],
      ['a\u202e', new Set([bob])],
      ['\u200b', new Set([bob])],
      ['b', new Set<string>()],
    ]);
    assert.deepEqual(
      message({ reactions }).reactions.map(({ key, count }) => [key, count]),
      [['a', 2]],
    );
  });
  it('name everybody, or twenty of many', () => {
    const named = [20, 21, 22, 100].map((count) => {
      const senders = new Set([...Array(count).keys()].map((i) => `@u${i}:x.org`));
      const [reaction] = message({ reactions: new Map([['👍', senders]]) }).reactions;
      return `${reaction?.names.length} of ${reaction?.count}`;
    });
    assert.deepEqual(named, ['20 of 20', '21 of 21', '20 of 22', '20 of 100']);
  });
  it('may be called as properties of prototypes are', () => {
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const reactions = new Map(keys.map((key) => [key, new Set([bob])]));
    assert.deepEqual(
      message({ reactions }).reactions.map(({ key }) => key),
      keys,
    );
    assert.equal(({} as Record<string, unknown>)['0'], undefined);
  });
});

describe('what is gone or locked', () => {
  it('is a redacted row', () => {
    const redacted = as('redacted', row({ redaction: { senderId: carol, reason: 'a\u202eb'.repeat(500) } }));
    assert.equal(redacted.by?.name, 'Carol');
    assert.equal(redacted.reason?.length, 200);
    assert.equal(JSON.stringify(redacted).includes('hello'), false);
    assert.equal('reason' in row({ redaction: { reason: { x: 1 } } }), false);
  });
  it('is an undecryptable row', () => {
    assert.deepEqual(
      [row({ undecryptable: 'before-join' }), row({ type: 'm.room.encrypted', content: { algorithm: 'x' } })].map(
        (made) => made.kind === 'undecryptable' && made.cause,
      ),
      ['before-join', 'waiting'],
    );
  });
});

describe('unknown kinds', () => {
  const poll = (content: object): EventView['content'] => ({ 'org.matrix.msc3381.poll.start': content });
  it('are messages where they have a text, and say that it stands for something', () => {
    const start = 'org.matrix.msc3381.poll.start';
    const cases: readonly (readonly [Partial<EventView>, string, string])[] = [
      [{ content: { msgtype: 'm.location', body: 'Here', geo_uri: 'geo:1,2' } }, 'Here', 'unknown'],
      [
        { content: { msgtype: 'org.x', body: 'a', format: 'org.matrix.custom.html', formatted_body: '<b>b</b>' } },
        'b',
        'unknown',
      ],
      [
        { type: 'org.x', content: { 'm.text': [{ body: '<b>x', mimetype: 'text/html' }, { body: 'x' }] } },
        'x',
        'unknown',
      ],
      [{ type: start, content: { 'org.matrix.msc1767.text': 'Lunch?\n1. Yes' } }, 'Lunch?\n1. Yes', 'poll'],
      [{ type: start, content: poll({ question: { body: 'Lunch?' } }) }, 'Lunch?', 'poll'],
      [{ type: 'm.poll.start', content: { 'm.poll': { question: { 'm.text': [{ body: 'Tea?' }] } } } }, 'Tea?', 'poll'],
      [{ type: start, newContent: { body: 'Dinner?' }, content: { body: 'Lunch?' } }, 'Dinner?', 'poll'],
    ];
    for (const [event, plain, standsFor] of cases) {
      const made = message(event);
      assert.deepEqual([made.body.plain, made.standsFor, made.editable], [plain, standsFor, undefined]);
    }
    assert.equal(message({}).standsFor, undefined);
  });
  it('that anybody could have put into an encrypted room carry a shield', () => {
    assert.equal(message({ type: 'org.x', content: { body: 'x' }, encrypted: false }).shield, 'not-encrypted');
  });
  it('of one’s own are not edited here: they would become text', () => {
    const content = { msgtype: 'm.location', body: 'Here' };
    assert.equal(message({ senderId: me, content, newContent: text('There') }).editable, undefined);
  });
  it('are quoted by their text', () => {
    const event = anEvent({ id: '$0', type: 'm.poll.start', content: { 'm.text': [{ body: 'Tea?' }] } });
    assert.equal(message({ reply: { id: '$0', state: 'shown', event } }).replyTo?.excerpt, 'Tea?');
  });
  it('are one line where they have none', () => {
    for (const content of [{}, { body: 7 }, { body: ' ' }, { 'm.text': 'x' }, { 'm.text': [null, { body: {} }] }]) {
      assert.deepEqual(row({ type: 'org.x', content }), {
        id: '$1',
        ts: Date.UTC(2026, 10, 24),
        sender: { id: bob, name: 'Bob' },
        own: false,
        kind: 'unknown',
        type: 'org.x',
        broken: false,
      });
    }
    for (const question of [null, 'x', [], { 'm.text': {} }, { body: [] }]) {
      as('unknown', row({ type: 'm.poll.start', content: { 'm.poll': { question } } }));
      as('unknown', row({ type: 'org.matrix.msc3381.poll.start', content: poll({ question }) }));
    }
  });
  it('may be called as anything', () => {
    for (const type of ['__proto__', 'constructor', 'toString', 'x'.repeat(5_000)]) {
      assert.ok(as('unknown', row({ type, stateKey: '', content: { body: 'x' } })).type.length <= 100);
      assert.equal(message({ type, content: { body: 'y'.repeat(50_000) } }).body.plain.length, 1000);
    }
  });
});

describe('calls', () => {
  it('are one line, whatever their text says', () => {
    for (const type of ['m.call.invite', 'org.matrix.msc4075.rtc.notification']) {
      const { change } = as('notice', row({ type, content: { 'm.text': [{ body: 'ring' }] } }));
      assert.deepEqual(change, { kind: 'called' });
    }
    as('unknown', row({ type: 'm.call.invite', stateKey: '' }));
  });
});
