import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventBytes, maxEventBytes } from '../../../../src/engine/content/event-size.ts';
import { htmlToParts } from '../../../../src/engine/content/html-to-parts.ts';
import { messageContent, type MessageContext } from '../../../../src/engine/content/message-content.ts';
import { rowFromEvent } from '../../../../src/engine/content/row-from-event.ts';
import { aContext, anEvent, aRoom, bob, carol, mallory, me } from './support/a-room.ts';

const room = aRoom();
const of = (text: string, context: Partial<MessageContext> = {}): Promise<Record<string, unknown>> =>
  messageContent({ text }, { room, ...context });
const html = async (text: string): Promise<unknown> => (await of(text))['formatted_body'];

describe('messageContent', () => {
  it('is plain where nothing is formatted', async () => {
    for (const text of [
      ...['hello', 'a\nb', 'a\n\nb', '  spaced', '2 * 3 * 4', 'snake_case_name', '<b>x</b>', '&copy; & <', 'a@b.org'],
      ...['https://example.org/a_b_c', '[a]: https://x.org', 'C:\\Users', '5 > 3', '#channel', 'a | b', 'naïve 👍🏽'],
      '@nobody:example.org',
    ]) {
      assert.deepEqual(await of(text), { msgtype: 'm.text', body: text, 'm.mentions': {} });
    }
  });

  const formatted: readonly (readonly [string, string])[] = [
    ['**b** _i_ ~~s~~', '<strong>b</strong> <em>i</em> <s>s</s>'],
    ['`a < b`', '<code>a &lt; b</code>'],
    ['```ts evil"class\nx < 1\n```', '<pre><code class="language-ts">x &lt; 1\n</code></pre>'],
    ['```"><script>\nx\n```', '<pre><code>x\n</code></pre>'],
    ['a\n**b**', 'a<br>\n<strong>b</strong>'],
    ['> q', '<blockquote>\n<p>q</p>\n</blockquote>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['3. a', '<ol start="3">\n<li>a</li>\n</ol>'],
    ['# t', '<h1>t</h1>'],
    ['\\*x\\*', '*x*'],
    ['\\/me x', '/me x'],
    ['[x](https://example.org "t")', '<a href="https://example.org">x</a>'],
    ['<https://example.org>', '<a href="https://example.org">https://example.org</a>'],
    ['**<img src=x onerror=alert(1)>**', '<strong>&lt;img src=x onerror=alert(1)&gt;</strong>'],
    ['**x** [y](javascript:alert(1))', '<strong>x</strong> [y](javascript:alert(1))'],
    ['**x** [y](JaVa&#115;cript:x)', '<strong>x</strong> [y](JaVa&amp;#115;cript:x)'],
    ['**x** [y](data:text/html,x)', '<strong>x</strong> [y](data:text/html,x)'],
    ['![x](https://evil.example/x.png)', '!<a href="https://evil.example/x.png">x</a>'],
    [
      '|a|\n|:-:|\n|b|',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>',
    ],
  ];
  for (const [text, expected] of formatted) {
    it(JSON.stringify(text), async () => {
      const content = await of(text);
      assert.equal(content['formatted_body'], expected);
      assert.equal(content['format'], 'org.matrix.custom.html');
      assert.equal(content['body'], text);
    });
  }

  it('comes back as what was typed, and as what was meant', async () => {
    const text = '**bold** and `code`\n\n- [ ] a\n- b';
    const row = rowFromEvent(anEvent({ senderId: me, content: await of(text) }), room);
    assert.equal(row.kind === 'message' && row.editable, text);
    assert.equal(row.kind === 'message' && row.body.plain, 'bold and code\n• [ ] a\n• b');
  });
  it('of /me is an emote', async () => {
    assert.deepEqual(await of('/me waves'), { msgtype: 'm.emote', body: 'waves', 'm.mentions': {} });
    assert.equal((await of('/mean'))['msgtype'], 'm.text');
    assert.equal((await of('/me'))['msgtype'], 'm.text');
  });
  it('never makes HTML of what was typed as HTML', async () => {
    for (const typed of [
      '<script>alert(1)</script>',
      '<a href="javascript:x">y</a>',
      '<b onclick=x>',
      '<!--x-->',
      '<svg/onload=x>',
    ]) {
      const made = await html(`**x** ${typed}`);
      assert.ok(typeof made === 'string');
      assert.deepEqual(
        [...made.matchAll(/<[^>]*>/g)].map(([tag]) => tag),
        ['<strong>', '</strong>'],
      );
      assert.match(JSON.stringify(htmlToParts(made, aContext())), /onclick|alert|javascript|x/);
    }
  });
});

describe('mentions of a message', () => {
  it('are the members whose id was typed', async () => {
    const content = await of(`${bob}, ask @stranger:x.org and ${me}`);
    assert.deepEqual(content['m.mentions'], { user_ids: [bob] });
    assert.match(String(content['formatted_body']), /<a href="https:\/\/matrix\.to\/#\/@bob:example\.org">Bob<\/a>/);
    assert.equal(content['body'], `${bob}, ask @stranger:x.org and ${me}`);
  });
  it('are the room where the writer may', async () => {
    assert.deepEqual((await of('hi @room!'))['m.mentions'], { room: true });
    assert.deepEqual(
      (await messageContent({ text: '@room' }, { room: aRoom({ ownUserId: mallory }) }))['m.mentions'],
      {},
    );
    assert.deepEqual((await of('mail me@room.org'))['m.mentions'], {});
  });
  it('are none in code or in the text of a link', async () => {
    assert.deepEqual((await of(`\`${bob} @room\``))['m.mentions'], {});
    assert.deepEqual((await of(`[${bob}](https://x.org)`))['m.mentions'], {});
  });
  it('carry a name that is HTML as text', async () => {
    const content = await of(bob, { room: aRoom({ member: () => ({ name: '<b>"x"' }) }) });
    assert.match(String(content['formatted_body']), />&lt;b&gt;&quot;x&quot;<\/a>$/);
  });
});

describe('relations of a message', () => {
  const replyTo = { eventId: '$q', senderId: carol };
  it('to what it answers', async () => {
    assert.deepEqual(await messageContent({ text: 'x', replyTo: '$q' }, { room, replyTo }), {
      msgtype: 'm.text',
      body: 'x',
      'm.mentions': { user_ids: [carol] },
      'm.relates_to': { 'm.in_reply_to': { event_id: '$q' } },
    });
  });
  it('to what it answers in a thread', async () => {
    const context = { room, replyTo: { ...replyTo, thread: '$root' } };
    assert.deepEqual((await messageContent({ text: 'x', replyTo: '$q' }, context))['m.relates_to'], {
      rel_type: 'm.thread',
      event_id: '$root',
      is_falling_back: false,
      'm.in_reply_to': { event_id: '$q' },
    });
  });
  it('mentions nobody who answers himself', async () => {
    const content = await messageContent({ text: 'x', replyTo: '$q' }, { room, replyTo: { ...replyTo, senderId: me } });
    assert.deepEqual(content['m.mentions'], {});
  });
  it('to what it replaces, notifying only who is new', async () => {
    const before = { userIds: new Set([carol]), everyone: false };
    const content = await messageContent(
      { text: `**x** ${bob}`, edits: '$e' },
      { room, replyTo, mentionedBefore: before },
    );
    const formatted_body = '<strong>x</strong> <a href="https://matrix.to/#/@bob:example.org">Bob</a>';
    const format = 'org.matrix.custom.html';
    assert.deepEqual(content, {
      msgtype: 'm.text',
      body: `* **x** ${bob}`,
      format,
      formatted_body: `* ${formatted_body}`,
      'm.mentions': { user_ids: [bob] },
      'm.new_content': {
        msgtype: 'm.text',
        body: `**x** ${bob}`,
        format,
        formatted_body,
        'm.mentions': { user_ids: [bob, carol] },
      },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$e' },
    });
  });
});

describe('eventBytes', () => {
  const body = (text: string): Record<string, unknown> => ({ msgtype: 'm.text', body: text });
  it('counts bytes, not characters', () => {
    const ascii = eventBytes(body('a'.repeat(1000)), false);
    assert.equal(eventBytes(body('é'.repeat(1000)), false) - ascii, 1000);
    assert.equal(eventBytes(body('😀'.repeat(1000)), false) - ascii, 3000);
    assert.equal(eventBytes(body('"'.repeat(1000)), false) - ascii, 1000);
    assert.ok(eventBytes(body('😀'.repeat(40_000)), false) > maxEventBytes);
  });
  it('counts encryption', () => {
    const text = body('a'.repeat(47_000));
    assert.ok(eventBytes(text, false) < maxEventBytes);
    assert.ok(eventBytes(text, true) > maxEventBytes);
    assert.ok(eventBytes(body('a'.repeat(44_000)), true) < maxEventBytes);
  });
  it('counts a relation twice where it stays outside of the encryption', () => {
    const relation = { 'm.relates_to': { 'm.in_reply_to': { event_id: `$${'a'.repeat(43)}` } } };
    const plain = eventBytes({ ...body('x'), ...relation }, false) - eventBytes(body('x'), false);
    const encrypted = eventBytes({ ...body('x'), ...relation }, true) - eventBytes(body('x'), true);
    assert.ok(encrypted >= plain * 2);
  });
});
