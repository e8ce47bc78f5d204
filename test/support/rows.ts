import type { Part } from '../../src/protocol/parts.ts';
import type { RoomSnapshot } from '../../src/protocol/room.ts';
import type {
  FileBody,
  GapRow,
  MessageRow,
  NoticeRow,
  Person,
  RedactedRow,
  RoomChange,
  TextBody,
  TimelineRow,
  UndecryptableCause,
  UndecryptableRow,
  UnknownRow,
} from '../../src/protocol/row.ts';

/** People of the conversations below. */
export const people = {
  alice: { id: '@alice:example.org', name: 'Alice Lindqvist' },
  bob: { id: '@bob:example.org', name: 'Bob' },
  carol: { id: '@carol:example.org', name: 'Carol Nováková', disambiguation: '@carol:example.org' },
  dave: { id: '@dave:example.org', name: 'דוד כהן' },
  erin: { id: '@erin:example.org', name: 'Erin Maximiliane von Hohenlohe-Waldenburg-Schillingsfürst zu Bartenstein' },
} as const satisfies Record<string, Person>;

/** Noon of a winter day, in the time zone of whoever runs it. */
export const noon = new Date(2026, 10, 23, 12, 0).getTime();
export const minute = 60_000;
export const day = 86_400_000;

/** `count` values; not by `Array.from`, which Prototype.js replaces in some of the pages these run on. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  const values: T[] = [];
  for (let i = 0; i < count; i++) values.push(make(i));
  return values;
}

let counter = 0;
const nextId = (): string => `$event${(++counter).toString().padStart(6, '0')}`;

type Common<Row> = Partial<Omit<Row, 'kind'>>;

export function text(value: string): Part {
  return { kind: 'text', text: value };
}

export function textBody(plain: string, parts: readonly Part[] = [text(plain)]): TextBody {
  return { kind: 'text', parts, plain };
}

/** A message; by Alice at noon unless told. */
export function message(body: string | MessageRow['body'], values: Common<MessageRow> = {}): MessageRow {
  return {
    kind: 'message',
    id: nextId(),
    ts: noon,
    sender: people.alice,
    own: false,
    edited: false,
    reactions: [],
    mentionsReader: false,
    ...values,
    body: typeof body === 'string' ? textBody(body) : body,
  };
}

export function redacted(values: Common<RedactedRow> = {}): RedactedRow {
  return { kind: 'redacted', id: nextId(), ts: noon, sender: people.alice, own: false, ...values };
}

export function undecryptable(cause: UndecryptableCause, values: Common<UndecryptableRow> = {}): UndecryptableRow {
  return { kind: 'undecryptable', id: nextId(), ts: noon, sender: people.bob, own: false, cause, ...values };
}

export function notice(change: RoomChange, values: Common<NoticeRow> = {}): NoticeRow {
  return { kind: 'notice', id: nextId(), ts: noon, sender: people.alice, own: false, change, ...values };
}

export function unknown(values: Common<UnknownRow> = {}): UnknownRow {
  return {
    kind: 'unknown',
    id: nextId(),
    ts: noon,
    sender: people.carol,
    own: false,
    type: 'org.example.poll',
    broken: false,
    ...values,
  };
}

export function gap(state: GapRow['state'], values: Common<GapRow> = {}): GapRow {
  return { kind: 'gap', id: nextId(), ts: noon, sender: people.alice, own: false, state, ...values };
}

export function file(values: Partial<FileBody> = {}): FileBody {
  return {
    kind: 'file',
    source: { mxc: 'mxc://example.org/file', size: 1_234_567 },
    name: 'Requirements for the second milestone, reviewed.pdf',
    mime: 'application/pdf',
    size: 1_234_567,
    caption: [],
    plain: '',
    ...values,
  };
}

export function picture(width: number, height: number, values: Partial<FileBody> = {}): FileBody {
  return file({
    kind: 'image',
    source: { mxc: `mxc://example.org/picture-${width}x${height}`, size: 20_000 },
    name: 'sketch.png',
    mime: 'image/png',
    size: 20_000,
    box: { width, height },
    plain: 'A sketch of the landing page',
    ...values,
  });
}

/** A room that is joined and can be written in. */
export function room(values: Partial<RoomSnapshot> = {}): RoomSnapshot {
  return {
    access: { kind: 'joined' },
    roomId: '!alpha:example.org',
    name: 'Alpha',
    memberCount: 5,
    encrypted: true,
    canSend: true,
    typing: [],
    unread: { messages: 0, mentions: 0 },
    ...values,
  };
}

const sentences = [
  'Done.',
  'I moved the meeting to Thursday, the room upstairs is free from ten.',
  'Does anyone still need the old build server? I would like to switch it off this week, it has not run a job since March and it costs us a disk every other month.',
  'Looks good to me.',
  'The numbers of the last sprint are on the page above. The short version: we closed more than we opened, the two slow queries are gone, and the importer still needs a second look before we hand it over. I would rather ship it a day later than explain it twice.',
  'Yes',
  'Could you have a look at the second paragraph? I am not sure it says what we agreed on.',
  'Fine. I will write it down.',
];
const senders = [people.alice, people.bob, people.carol, people.alice, people.erin];

/** A long, varied conversation of `count` rows, the same every time; the last at noon. `from` numbers its event ids. */
export function conversation(count: number, from = 0): TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (let i = 0; i < count; i++) {
    const n = from + i;
    const id = `$busy${n.toString().padStart(6, '0')}`;
    const sender = senders[Math.floor(n / 3) % senders.length] ?? people.alice;
    const common = { id, sender, ts: noon - (count - i) * 4 * minute };
    rows.push(conversationRow(n, common));
  }
  return rows;
}

function conversationRow(n: number, common: { id: string; sender: Person; ts: number }): TimelineRow {
  const plain = `${n}: ${sentences[n % sentences.length] ?? ''}`;
  if (n % 97 === 0) return message(picture(640, 360 + (n % 5) * 120), common);
  if (n % 41 === 0) return notice({ kind: 'joined', target: common.sender }, common);
  if (n % 29 === 0) {
    const code = 'const answer = 6 * 7;\nconsole.log(answer);\n// and so on';
    return message(textBody(plain, [text(plain), { kind: 'code-block', text: code, language: 'ts' }]), common);
  }
  if (n % 23 === 0) {
    return message(plain, {
      ...common,
      reactions: [{ key: '👍', count: 3, own: true, names: ['Bob', 'Carol', 'Dave'] }],
    });
  }
  if (n % 19 === 0) {
    const items = [[text('first')], [text('second, which is a bit longer than the first')], [text('third')]];
    return message(textBody(plain, [text(plain), { kind: 'list', ordered: false, items }]), common);
  }
  return message(plain, common);
}
