import type { OutboxRecord, OutgoingFile } from '../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import {
  conversation,
  day,
  file,
  gap,
  message,
  minute,
  noon,
  notice,
  people,
  picture,
  redacted,
  text,
  textBody,
  times,
  undecryptable,
  unknown,
} from '../../test/support/rows.ts';

export interface TimelineSample {
  readonly title: string;
  readonly rows: readonly TimelineRow[];
  readonly readUpTo?: string;
  readonly records?: readonly OutboxRecord[];
}

const { alice, bob, carol, dave, erin } = people;
const at = (minutes: number): number => noon + minutes * minute;

function everyday(): readonly TimelineRow[] {
  const question = message('Can somebody read the draft of the release notes before noon?', { ts: at(-90) });
  const last = message('I will, give me ten minutes.', { sender: bob, ts: at(-88) });
  return [
    notice({ kind: 'created' }, { ts: noon - day }),
    notice({ kind: 'encrypted' }, { ts: noon - day }),
    ...[bob, carol, dave, erin].map((target) => notice({ kind: 'joined', target }, { ts: noon - day, sender: target })),
    message('Good morning. This is the room of the Alpha space; what we decide here goes into the pages.', {
      ts: noon - day + minute,
    }),
    question,
    last,
    message('Found two typos, see below.', { sender: bob, ts: at(-80) }),
    message(
      textBody('The option is called keepAlive', [
        text('The option is called '),
        { kind: 'code', text: 'keepAlive' },
        text(', not '),
        { kind: 'span', tag: 's', parts: [{ kind: 'code', text: 'keep-alive' }] },
        text(':'),
        {
          kind: 'code-block',
          language: 'ts',
          text: "const server = createServer({ keepAlive: true });\nserver.listen(8080, () => log('ready'));",
        },
      ]),
      {
        sender: bob,
        ts: at(-79),
        reactions: [
          { key: '👍', count: 2, own: true, names: ['Alice', 'Carol'] },
          { key: '🎉', count: 1, own: false, names: ['Erin'] },
        ],
      },
    ),
    message('Thanks, fixed.', {
      own: true,
      editable: 'Thanks, fixed.',
      edited: true,
      ts: at(-70),
      replyTo: { id: last.id, state: 'shown', sender: bob, excerpt: 'Found two typos, see below.' },
    }),
    message(picture(1280, 800), { sender: carol, ts: at(-40) }),
    message('That is how the landing page looks on a phone.', { sender: carol, ts: at(-39) }),
    message(file({ caption: [text('The signed version.')] }), { sender: carol, ts: at(-38) }),
    redacted({ sender: bob, ts: at(-30) }),
    message('שלום, אני אעבור על זה היום אחר הצהריים.', { sender: dave, ts: at(-20) }),
    message(
      textBody('Alice Lindqvist, the checklist', [
        { kind: 'pill', target: 'user', id: alice.id, label: 'Alice Lindqvist', self: true },
        text(' the checklist for tomorrow:'),
        {
          kind: 'list',
          ordered: true,
          items: [
            [text('freeze the branch')],
            [text('run the migration on a copy')],
            [
              text('tell '),
              { kind: 'pill', target: 'room', id: '#news:example.org', label: '#news:example.org', self: false },
            ],
          ],
        },
        text('Details: '),
        {
          kind: 'link',
          href: 'https://wiki.example.org/Alpha/Release',
          parts: [text('https://wiki.example.org/Alpha/Release')],
        },
      ]),
      { sender: erin, ts: at(-5), mentionsReader: true },
    ),
  ];
}

function formats(): readonly TimelineRow[] {
  const parts: readonly (readonly [string, Parameters<typeof textBody>[1]])[] = [
    [
      'headings',
      [
        { kind: 'heading', level: 1, parts: [text('A heading in a message')] },
        { kind: 'block', tag: 'paragraph', parts: [text('and a paragraph below it.')] },
      ],
    ],
    ['quote', [{ kind: 'block', tag: 'quote', parts: [text('Whoever reads this is quoted.')] }, text('An answer.')]],
    [
      'table',
      [
        {
          kind: 'table',
          rows: [
            [
              { header: true, parts: [text('what')] },
              { header: true, parts: [text('how many')] },
            ],
            [
              { header: false, parts: [text('apples')] },
              { header: false, parts: [text('3')] },
            ],
          ],
        },
      ],
    ],
    ['spoiler', [text('The end: '), { kind: 'spoiler', reason: 'film', parts: [text('it was the sled.')] }]],
    [
      'details',
      [{ kind: 'details', summary: [text('The log')], parts: [{ kind: 'code-block', text: 'line 1\nline 2' }] }],
    ],
    [
      'colours',
      [
        { kind: 'colour', colour: '#ffffff', parts: [text('white on whatever')] },
        text(' '),
        { kind: 'colour', background: '#ffff00', parts: [text('marked')] },
      ],
    ],
    [
      'link',
      [
        {
          kind: 'link',
          href: 'https://evil.example.net/',
          host: 'evil.example.net',
          parts: [text('https://bank.example.org')],
        },
      ],
    ],
    [
      'emphasis',
      [
        { kind: 'span', tag: 'b', parts: [text('bold')] },
        text(', '),
        { kind: 'span', tag: 'i', parts: [text('italic')] },
        text(', H'),
        { kind: 'span', tag: 'sub', parts: [text('2')] },
        text('O'),
        { kind: 'rule' },
      ],
    ],
    [
      'image',
      [
        text('A custom emoji '),
        { kind: 'image', mxc: 'mxc://example.org/emoji', alt: ':party:', width: 24, height: 24 },
      ],
    ],
  ];
  return [
    ...parts.map(([plain, value], index) => message(textBody(plain, value), { ts: at(index), sender: bob })),
    message({ kind: 'emote', parts: [text('waves')], plain: 'waves' }, { sender: carol, ts: at(20) }),
    message(
      { kind: 'notice', parts: [text('Build 4711 passed.')], plain: 'Build 4711 passed.' },
      { sender: erin, ts: at(21) },
    ),
    message('W' + 'o'.repeat(400) + 'rd', { sender: erin, ts: at(22) }),
    message('steps:\n  - freeze:   monday\n  - migrate:  tuesday', { sender: erin, ts: at(23) }),
    message(file({ kind: 'audio', name: 'Voice message.ogg', mime: 'audio/ogg', size: 48_000, duration: 65_000 }), {
      sender: carol,
      ts: at(24),
    }),
    message(sentence(60), { sender: alice, ts: at(30) }),
  ];
}

function sentence(times: number): string {
  return 'A long message goes on and on, and nobody wants to scroll past all of it. '.repeat(times);
}

function troubles(): readonly TimelineRow[] {
  return [
    ...[1, 2, 3].map(() => undecryptable('before-join', { ts: at(0) })),
    undecryptable('waiting', { ts: at(1) }),
    undecryptable('needs-recovery', { ts: at(2), sender: carol }),
    ...times(12, (i) => undecryptable('waiting', { ts: at(3 + i / 10), sender: i % 2 ? bob : alice })),
    undecryptable('withheld-unverified', { ts: at(10), sender: erin }),
    message('This came without encryption.', { ts: at(20), sender: bob, shield: 'not-encrypted' }),
    redacted({ ts: at(21), sender: bob, by: alice, reason: 'off topic' }),
    redacted({ ts: at(30), sender: carol }),
    redacted({ ts: at(30), sender: carol }),
    unknown({ ts: at(31) }),
    message('Where shall we eat?', { ts: at(31), standsFor: 'poll' }),
    notice({ kind: 'called' }, { ts: at(31), sender: bob }),
    message('The usual place.', { ts: at(31), thread: { id: '$gone', state: 'missing' } }),
    message('It is closed.', { ts: at(31), sender: bob, thread: { id: '$gone', state: 'missing' } }),
    unknown({ ts: at(32), broken: true }),
    gap('failed', { ts: at(33) }),
    message('An answer to something that is gone.', { ts: at(34), replyTo: { id: '$gone', state: 'missing' } }),
    message(picture(4000, 90), { ts: at(40), sender: bob }),
    message(picture(90, 4000), { ts: at(41), sender: bob }),
    message(file({ name: `${'a very long name '.repeat(8)}.tar.gz`, mime: 'application/gzip' }), {
      ts: at(42),
      sender: bob,
    }),
  ];
}

function record(n: number, value: string, state: OutboxRecord['state'], sent?: OutgoingFile): OutboxRecord {
  return {
    txnId: `txn-${n}`,
    roomId: '!alpha:example.org',
    at: at(n),
    draft: { text: value, ...(sent && { file: sent }) },
    state,
  };
}

/** What waits for an answer of the reader, or cannot go out. */
function asking(): TimelineSample {
  const plan: OutgoingFile = { kind: 'file', name: 'berths in the summer.pdf', mime: 'application/pdf', size: 84_000 };
  const newcomers = { kind: 'newcomers', names: [erin.name, carol.name], count: 4, userIds: 'everyone' } as const;
  return {
    title: 'Asking',
    rows: [message('Who takes the minutes?', { sender: bob, ts: at(-3) })],
    records: [
      record(1, 'I wrote this in the train.', { kind: 'asking', question: { kind: 'sent-before' } }),
      record(2, 'And this before lunch.', { kind: 'asking', question: newcomers }),
      record(5, 'The figures of the audit.', {
        kind: 'asking',
        question: { kind: 'identity-changed', names: [carol.name], count: 1, userIds: ['@carol:example.org'] },
      }),
      record(3, '', { kind: 'failed', error: { code: 'too-large', message: '' } }, plan),
      record(4, '', { kind: 'failed', error: { code: 'media-unavailable', message: '', detail: 'lost' } }, plan),
    ],
  };
}

function sending(): TimelineSample {
  return {
    title: 'Sending',
    rows: [
      message('Who takes the minutes?', { sender: bob, ts: at(-3) }),
      message('Me', { own: true, ts: at(-2), editable: 'Me' }),
    ],
    records: [
      record(1, 'I can do it next time.', { kind: 'waiting' }),
      record(2, 'And the one after.', { kind: 'failed', error: { code: 'homeserver-unreachable', message: '' } }),
    ],
  };
}

/** Every kind of line, as a reader meets them. */
export function timelineSamples(): readonly TimelineSample[] {
  const rows = everyday();
  return [
    { title: 'Everyday', rows, readUpTo: rows[rows.length - 5]?.id ?? '' },
    { title: 'Formats', rows: formats() },
    { title: 'Troubles', rows: troubles() },
    sending(),
    asking(),
    { title: 'Empty', rows: [] },
    { title: '10,000 messages', rows: conversation(10_000) },
  ];
}
