import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitsCommand } from '../../../src/link/command-shape.ts';
import { asStartMessage, asWorkerMessage } from '../../../src/link/control.ts';
import { EnginePort } from '../../../src/link/engine-port.ts';
import { PagePort } from '../../../src/link/page-port.ts';
import { fitsTopic } from '../../../src/link/topic-shape.ts';
import { ownVersions } from '../../../src/link/versions.ts';
import { asEngineMessage, asPageMessage } from '../../../src/link/wire-shape.ts';
import { commandNames, topicNames } from '../../../src/protocol/command.ts';
import type { EngineService } from '../../../src/protocol/engine-link.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import type { OutboxRecord } from '../../../src/protocol/outbox.ts';
import { agreementTo, wordsOf } from '../../../src/protocol/outbox.ts';
import { asMemoryRequest, asMemoryResponse, fitsQuestion } from '../../../src/store/memory-wire.ts';
import * as stored from '../../../src/store/stored-shape.ts';
import { fuzzRuns, hostileAnswer } from '../../support/hostile.ts';

const circle: Record<string, unknown> = { kind: 'call' };
circle['args'] = circle;
const words = [
  ...['hello', 'bye', 'call', 'subscribe', 'unsubscribe', 'engine', 'starting', 'result', 'error', 'update', 'start'],
  ...['loaded', 'ready', 'closed', 'waiting', 'failed', 'sent', 'reset', 'change', 'joined', 'x', '__proto__', ''],
  ...commandNames,
  ...topicNames,
];
const odd = fc.constantFrom<unknown>(
  ...[undefined, null, NaN, -1, 1e999, 2 ** 60, 10n, new Date(NaN), new Map([['kind', 'call']]), new Set([1])],
  ...[new Uint8Array(3), new Error('x'), circle, [circle], 'x'.repeat(70_000), '\u0000', '\ud800'],
);
const leaf = fc.oneof(fc.constantFrom<unknown>(...words), fc.constantFrom<unknown>(0, 1, 2, true, false), odd);
const names = [
  ...['kind', 'from', 'to', 'id', 'version', 'oldest', 'schema', 'engine', 'name', 'topic', 'key', 'args', 'value'],
  ...['settings', 'shared', 'steal', 'homeserver', 'deviceName', 'wasmUrl', 'room', 'roomId', 'text', 'state', 'code'],
  ...['error', 'rows', 'patches', 'live', 'records', 'access', 'typing', 'unread', 'messages', 'credential', 'token'],
  ...['account', 'ask', 'draft', 'txnId', 'savedAt', 'userId', 'deviceId', 'accessToken', 'source', 'mime', 'mxc'],
];
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(fc.tuple(fc.constantFrom(...names), tie('node')), { maxLength: 8 }).map(Object.fromEntries),
    fc.array(tie('node'), { maxLength: 3 }),
  ),
}));
/** Nearly a message: mostly right fields, some of them not. */
const nearly = fc.record(
  {
    kind: fc.constantFrom(...words),
    from: fc.constantFrom('x', 'page', 7),
    to: fc.constantFrom('x', 'page', undefined),
    engine: fc.constantFrom('e', 'f', 0),
    id: fc.constantFrom(1, 2, -1, 1.5, 'x'),
    release: fc.constantFrom(1_000, 1_001, 0, 'x'),
    version: fc.constantFrom(1, 2, 0, 'x'),
    oldest: fc.constantFrom(1, 2, 0),
    schema: fc.constantFrom(1, 2, 0),
    name: fc.constantFrom(...commandNames, 'constructor'),
    topic: fc.constantFrom(...topicNames, 'toString'),
    key: fc.constantFrom('', '#a:b', 3),
    args: node,
    value: node,
    error: node,
  },
  { requiredKeys: ['kind'] },
);
const message = fc.oneof({ weight: 2, arbitrary: nearly }, { weight: 1, arbitrary: node });
const parameters = { numRuns: fuzzRuns(8_000) };

const questions = ['account', 'add', 'list', 'retry', 'remove'] as const;
/** As an engine's memory tells it, of each kind of state. */
const records: readonly OutboxRecord[] = [
  { txnId: 'a', roomId: '!r', at: 1, draft: { text: 'x', replyTo: '$a', thread: '$b' }, state: { kind: 'waiting' } },
  {
    ...{ txnId: 'b', roomId: '!r', at: 2 },
    draft: { text: '', file: { kind: 'image', name: 'x', mime: '', size: 3, box: { width: 1, height: 2 } } },
    state: {
      kind: 'asking',
      question: { kind: 'newcomers', names: ['B'], count: 1, userIds: ['@b:c'] },
      agreed: { again: 1, with: ['@d:e'], despite: ['@f:g'] },
    },
    marks: { tried: { at: 1, deviceId: 'D' }, audience: ['@b:c'], uploaded: { url: 'mxc://a/b' } },
  },
];

const service = {
  call: async () => undefined,
  subscribe: () => () => undefined,
  pageGone: () => undefined,
  stop: () => undefined,
} as unknown as EngineService;

test('no message, however wrong, makes a reader of the boundaries throw', () => {
  const readers = [
    ...[asPageMessage, asEngineMessage, asStartMessage, asWorkerMessage, asMemoryRequest, asMemoryResponse],
    ...[stored.asMessageDraft, stored.asOutboxState, stored.asStoredRoom, stored.asPreferences, stored.asStoredSession],
    ...commandNames.map((name) => (data: unknown) => fitsCommand(name, data)),
    ...topicNames.map((name) => (data: unknown) => fitsTopic(name, data)),
    ...questions.map((kind) => (data: unknown) => fitsQuestion(kind, data)),
    (data: unknown) => WikiRoomError.fromData(data),
  ];
  fc.assert(
    fc.property(message, (data) => {
      for (const read of readers) read(data);
    }),
    parameters,
  );
});

test('what an engine is to hold in memory is taken by a page only as far as it can use it', () => {
  assert.ok(fitsQuestion('list', records));
  fc.assert(
    fc.property(hostileAnswer(records), (data) => {
      if (!fitsQuestion('list', data)) return;
      for (const { txnId, draft, state } of data) {
        assert.deepEqual([typeof txnId, typeof wordsOf(draft)], ['string', 'string']);
        agreementTo(state, 1);
      }
    }),
    parameters,
  );
});

test('both ends of the port take in anything: what is wrong is dropped, or refused as a bad request', async () => {
  const refusals: unknown[] = [];
  const engine = new EnginePort(
    service,
    ownVersions,
    (reply) => {
      if (reply.kind === 'error') refusals.push(reply.error.code);
    },
    () => new Promise(() => undefined),
  );
  const page = new PagePort({ versions: ownVersions, post: () => undefined, mismatch: () => true });
  page.connect('page');
  for (const topic of topicNames) page.subscribe(topic, '', (update) => assert.ok(fitsTopic(topic, update)));
  fc.assert(
    fc.property(message, (data) => {
      engine.receive(data);
      const read = asEngineMessage(data);
      if (read !== undefined) page.receive(read);
    }),
    parameters,
  );
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(refusals.every((code) => code === 'bad-request'));
});
