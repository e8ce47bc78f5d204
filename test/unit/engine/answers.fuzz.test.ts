// Before the SDK, whose modules take hold of its logger as they load.
import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import { parseMxc } from '../../../src/engine/content/mxc.ts';
import type { CryptoKeeper } from '../../../src/engine/crypto/crypto-keeper.ts';
import { recoverKeys } from '../../../src/engine/crypto/key-recovery.ts';
import { NewRecoveryKey } from '../../../src/engine/crypto/new-recovery-key.ts';
import { SecretKeys } from '../../../src/engine/crypto/secret-keys.ts';
import { canRecover, hasBackupSecret, isSaved } from '../../../src/engine/crypto/secret-storage-state.ts';
import { StoreWitness } from '../../../src/engine/crypto/store-witness.ts';
import { backupSecret, identitySecrets } from '../../../src/engine/crypto/stored-secrets.ts';
import { authorisedFetch } from '../../../src/engine/http/authorised-fetch.ts';
import { matrixAnswers } from '../../../src/engine/http/matrix-answers.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { FileUploader } from '../../../src/engine/media/file-uploader.ts';
import { findSent } from '../../../src/engine/outbox/find-sent.ts';
import { Passage } from '../../../src/engine/outbox/passage.ts';
import { sendRecord } from '../../../src/engine/outbox/send-record.ts';
import { SpokenOf } from '../../../src/engine/outbox/spoken-of.ts';
import { findAccess } from '../../../src/engine/rooms/find-access.ts';
import { loadMembersAnew } from '../../../src/engine/rooms/load-members-anew.ts';
import { resolveAlias } from '../../../src/engine/rooms/resolve-alias.ts';
import { RoomModel } from '../../../src/engine/rooms/room-model.ts';
import { formerMembership, roomSummary } from '../../../src/engine/rooms/room-summary.ts';
import { createSdkRoom } from '../../../src/engine/rooms/sdk-room.ts';
import { errorOfAnswer } from '../../../src/engine/sdk-error.ts';
import { logIn } from '../../../src/engine/session/log-in.ts';
import { TokenKeeper } from '../../../src/engine/session/token-keeper.ts';
import { entriesOf, fieldsOf, isFields } from '../../../src/engine/shape.ts';
import { ClassicSync } from '../../../src/engine/sync/classic-sync.ts';
import { SlidingSync } from '../../../src/engine/sync/sliding-sync.ts';
import type { SyncTransport } from '../../../src/engine/sync/sync-update.ts';
import { pageOfMessages, singleEvent } from '../../../src/engine/timeline/page-of-messages.ts';
import { WikiRoomError } from '../../../src/protocol/error.ts';
import { largestFile } from '../../../src/protocol/media.ts';
import type { MessageDraft, OutboxMarks, OutboxState } from '../../../src/protocol/outbox.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { fuzzRuns, hostileAnswer, hostileValue, prototypesAreUntouched } from '../../support/hostile.ts';
import { event } from './events.ts';
import { homeserver } from './fake-homeserver.ts';
import { fakeRoom, roomId } from './outbox/outbox-world.ts';

const boundaries = 23;
const numRuns = fuzzRuns(60, boundaries);
const signal = new AbortController().signal;
const alice = '@alice:example.org';
const bob = '@bob:example.org';

const raw = (id: string): object => ({
  event_id: id,
  type: 'm.room.message',
  sender: '@bob:example.org',
  origin_server_ts: 5,
  content: { msgtype: 'm.text', body: id },
  unsigned: { 'm.relations': { 'm.replace': { event_id: '$e' } } },
});
const state = { ...raw('$s'), type: 'm.room.member', state_key: alice, content: { membership: 'join' } };
const receipt = { type: 'm.receipt', content: { $a: { 'm.read': { [alice]: { ts: 1 } } } } };
const typing = { type: 'm.typing', content: { user_ids: [alice] } };

const slidingRoom = {
  initial: true,
  limited: true,
  required_state: [state],
  timeline: [raw('$a')],
  prev_batch: 'p',
  joined_count: 3,
  heroes: [{ user_id: alice, displayname: 'Alice' }],
  invite_state: [state],
};
const sliding = (room: unknown): object => ({
  pos: '1',
  rooms: { '!a': room, '!b': { timeline: [raw('$b')] } },
  extensions: {
    account_data: { global: [{ type: 'm.direct', content: {} }], rooms: { '!a': [{ type: 'm.fully_read' }] } },
    typing: { rooms: { '!a': typing } },
    receipts: { rooms: { '!a': receipt } },
    to_device: { events: [{ type: 'm.x', content: {} }], next_batch: 't' },
    e2ee: { device_lists: { changed: [alice], left: [] }, device_one_time_keys_count: { a: 5 } },
  },
});
const classicRoom = {
  state: { events: [state] },
  timeline: { events: [raw('$a')], limited: true, prev_batch: 'p' },
  ephemeral: { events: [typing, receipt] },
  account_data: { events: [{ type: 'm.fully_read', content: {} }] },
  summary: { 'm.joined_member_count': 3, 'm.heroes': [alice] },
  unread_notifications: { notification_count: 2 },
};
const classic = (room: unknown): object => ({
  next_batch: '1',
  rooms: { join: { '!a': room, '!b': { timeline: { events: [raw('$b')] } } }, invite: {} },
  account_data: { events: [] },
  to_device: { events: [] },
});
const page = { chunk: [raw('$a'), state], state: [state], end: 't1', start: 't2' };
const session = { user_id: alice, device_id: 'D', access_token: 'a', refresh_token: 'r', expires_in_ms: 60_000 };
const summary = {
  membership: 'leave',
  join_rule: 'public',
  name: 'A',
  topic: 'T',
  num_joined_members: 3,
  canonical_alias: '#a:b',
};
const refusal = { errcode: 'M_LIMIT_EXCEEDED', error: 'not to be repeated', retry_after_ms: 5, soft_logout: true };

const secrets = {
  'm.secret_storage.default_key': { key: 'k' },
  'm.secret_storage.key.k': {
    algorithm: 'm.secret_storage.v1.aes-hmac-sha2',
    iv: 'YWJjZGVmZ2hpamtsbW5vcA',
    mac: 'YWJj',
    passphrase: { algorithm: 'm.pbkdf2', salt: 's', iterations: 10, bits: 256 },
  },
  ...Object.fromEntries(
    [...identitySecrets, backupSecret].map((name) => [
      name,
      { encrypted: { k: { iv: 'a', ciphertext: 'a', mac: 'a' } } },
    ]),
  ),
};

/** The same answer to everything that is asked. */
function answering(body: unknown, status = 200): MatrixApi {
  return new MatrixApi(homeserver, async () => new Response(JSON.stringify(body), { status }));
}

/** A result, or an error of ours; and nothing else has changed. */
async function holds<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    assert.ok(error instanceof WikiRoomError, String(error));
    assert.doesNotMatch(error.message, /not to be repeated/);
    return undefined;
  } finally {
    assert.ok(prototypesAreUntouched());
  }
}

/** One attempt to send a message. */
function send(api: MatrixApi, draft: MessageDraft, marks: OutboxMarks = {}): Promise<OutboxState> {
  const store = new TestEngineStore();
  const record = { ...store.write(roomId, draft), marks };
  const options = {
    api,
    store,
    uploader: new FileUploader(api, signal),
    remembersEncryption: async () => false,
    userId: alice,
    deviceId: 'D',
    usedElsewhereAt: undefined,
    signal,
    isCurrent: () => true,
    homeserverIsKnown: async () => undefined,
    deviceListsMayBeOld: async () => undefined,
  };
  const attempt = {
    spokenOf: new SpokenOf(() => true),
    passage: new Passage(options, roomId),
    signal,
    uploading: () => undefined,
  };
  return sendRecord(record, fakeRoom(), options, attempt);
}

function fuzz(answer: unknown, task: (body: unknown) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(hostileAnswer(answer), task), { numRuns });
}

const poll = (transport: SyncTransport) =>
  transport.poll({
    rooms: new Set(['!a', '!b']),
    fresh: false,
    inDoubt: false,
    crypto: true,
    keysWait: async () => false,
    startsAnew: async () => undefined,
    signal,
  });

describe('a hostile answer', () => {
  const ways: [string, (api: MatrixApi) => SyncTransport, (room: unknown) => object, object][] = [
    ['sliding sync', (api) => new SlidingSync(api), sliding, slidingRoom],
    ['classic sync', (api) => new ClassicSync(api), classic, classicRoom],
  ];
  for (const [name, make, whole, room] of ways) {
    it(`to a ${name} is read as far as it goes`, () =>
      fuzz(whole(room), async (body) => {
        const answer = await holds(() => poll(make(answering(body))));
        for (const { timeline, state: events } of answer?.update.rooms ?? []) {
          for (const event of [...timeline, ...events]) {
            assert.ok(event.event_id.startsWith('$') && event.sender.startsWith('@'));
            assert.equal(Object.getPrototypeOf(event.content), Object.prototype);
          }
        }
      }));

    it(`to a ${name} about one room spoils no other`, () =>
      fuzz(room, async (body) => {
        const answer = await holds(() => poll(make(answering(whole(body)))));
        const other = answer?.update.rooms.find(({ roomId }) => roomId === '!b');
        assert.deepEqual(
          other?.timeline.map(({ event_id: id }) => id),
          ['$b'],
        );
      }));
  }

  it('to a page of history', () =>
    fuzz(page, async (body) => {
      const read = await holds(() => pageOfMessages(answering(body), '!a', 't0', 50, signal));
      assert.ok(read === undefined || read.before === undefined || typeof read.before === 'string');
    }));

  it('to a question for one event', () =>
    fuzz(raw('$a'), async (body) => {
      const event = await holds(() => singleEvent(answering(body), '!a', '$a', signal));
      assert.ok(event === undefined || event.event_id === '$a');
    }));

  it('to a log-in', () =>
    fuzz(session, async (body) => {
      const settings = { homeserver, deviceName: 'wiki', wasmUrl: '' };
      const made = await holds(() => logIn(answering(body), settings, { kind: 'login-token', token: 't' }, undefined));
      if (made === undefined) return;
      for (const value of [made.userId, made.deviceId, made.accessToken]) assert.equal(typeof value, 'string');
      assert.ok(made.expiresAt === undefined || Number.isFinite(made.expiresAt));
    }));

  it('to a renewal', () =>
    fuzz(session, async (body) => {
      const stored = { homeserver, userId: alice, deviceId: 'D', accessToken: 'old', refreshToken: 'r' };
      const tokens = new TokenKeeper(
        { ...stored, cryptoStoreKey: 'k' },
        {
          api: answering(body),
          isNewest: () => Promise.resolve(true),
          save: async () => undefined,
          ended: () => assert.fail(),
          locked: () => undefined,
        },
      );
      const token = await holds(() => tokens.renew('old', true));
      assert.ok(token === undefined || typeof token === 'string');
    }));

  it('that refuses', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 400, max: 599 }), hostileAnswer(refusal), async (status, body) => {
        const error = errorOfAnswer(status, body, JSON.stringify(body).slice(0, 20));
        assert.doesNotMatch(JSON.stringify(error.toData()), /not to be repeated/);
        assert.ok(error.retryAfterMs === undefined || error.retryAfterMs >= 0);
        const tokens = { current: async () => 't', renew: async () => undefined, locked: () => undefined };
        const api = answering(body, status);
        const fetch = authorisedFetch(homeserver, tokens as unknown as TokenKeeper, api.fetch);
        await holds(() => new MatrixApi(homeserver, fetch).request({ path: '/_matrix/x' }));
      }),
      { numRuns },
    ));

  it('to a question for a room', () =>
    fuzz(summary, async (body) => {
      await holds(() => roomSummary(answering(body), '!a', signal));
      await holds(() =>
        findAccess({ api: answering(body), roomId: '!a', via: [], userId: alice, left: false, signal }),
      );
    }));

  it('to a question for a former membership', () =>
    fuzz(classic({ state: { events: [state] } }), async (body) => {
      await holds(() => formerMembership(answering(body), '!a', alice, signal));
    }));

  it('to a question for an address', () =>
    fuzz({ room_id: '!a', servers: ['example.org'] }, async (body) => {
      const found = await holds(() => resolveAlias(answering(body), '#a:example.org', signal));
      for (const text of [found?.roomId ?? '!a', ...(found?.servers ?? [])]) assert.equal(typeof text, 'string');
    }));

  it('to a question for the members', () =>
    fuzz({ chunk: [state, { ...state, event_id: '$b', state_key: bob }] }, async (body) => {
      const room = createSdkRoom(createClient({ baseUrl: homeserver, userId: alice }), '!a');
      room.loadMembersIfNeeded = async () => true;
      const members = await holds(() => loadMembersAnew(room, answering(body), signal));
      if (members === undefined) return;
      assert.ok(members.some((member) => member.state_key === alice));
      for (const { userId } of await room.getEncryptionTargetMembers()) assert.equal(typeof userId, 'string');
    }));

  it('to the first question for the members', () =>
    fuzz({ chunk: [state, { ...state, event_id: '$b', state_key: bob }] }, async (body) => {
      const api = answering(body);
      const fetchFn = matrixAnswers(api.fetch) as typeof fetch;
      const client = createClient({ baseUrl: homeserver, userId: alice, fetchFn });
      const backend = { onCryptoEvent: async () => undefined };
      const crypto = { start: async () => backend, backend } as unknown as CryptoKeeper;
      const model = new RoomModel({ roomId: '!a', client, api, crypto, ownUserId: alice, signal });
      // Of the one algorithm that there is the true module would be asked.
      model.encryption.receive(event('$e', { type: 'm.room.encryption', state_key: '', content: { algorithm: 'x' } }));
      await holds(() => model.encryption.ready());
    }));

  it('to a message is no reason to give it up', () =>
    fuzz({ event_id: '$a' }, async (body) => {
      const sent = await holds(() => send(answering(body), { text: 'x' }));
      assert.ok(sent === undefined || (sent.kind === 'sent' && typeof sent.eventId === 'string'));
    }));

  it('to a question whether a message was sent before', () =>
    fuzz({ ...page, chunk: [{ ...raw('$a'), sender: alice }, state] }, async (body) => {
      const api = answering(body);
      const sought = { roomId: '!a', txnId: 't', since: 1, deviceId: 'D' };
      const found = await holds(() => findSent(sought, { api, userId: alice, signal, decrypt: async () => undefined }));
      assert.ok(found === undefined || found === null || found.startsWith('$'));
      const tried = { at: Date.now(), deviceId: 'FORMER' };
      const sent = await holds(() => send(answering(body), { text: 'x' }, { tried }));
      assert.ok(sent?.kind !== 'failed');
    }));

  it('to a file', () =>
    fuzz({ content_uri: 'mxc://example.org/abc' }, async (body) => {
      const uploader = new FileUploader(answering(body), signal);
      const file = { kind: 'file', name: 'a.pdf', mime: 'application/pdf', size: 5 } as const;
      const options = { encrypted: false, signal, progress: () => undefined };
      const event = await holds(() => uploader.upload(new Blob(['bytes']), file, options));
      assert.ok(event === undefined || parseMxc(event['url']) !== undefined);
    }));

  it('to a question for the largest file', () =>
    fuzz({ 'm.upload.size': 5_000 }, async (body) => {
      const limit = await holds(() => new FileUploader(answering(body), signal).limit());
      assert.ok(limit === undefined || (limit >= 0 && limit <= largestFile));
    }));

  it('to a question for what the homeserver knows of the store', () =>
    fuzz({ generation: 3, engine: 'e', at: 5 }, async (body) => {
      const ended = new AbortController();
      const written: number[] = [];
      const witness = new StoreWitness({
        api: { request: async () => (isFields(body) ? body : Promise.reject(new WikiRoomError('unknown'))) },
        userId: alice,
        deviceId: 'D',
        mark: { read: async () => 3, write: async (generation) => void written.push(generation) },
        waker: { wait: async () => ended.abort() },
        signal: ended.signal,
        foundOld: () => undefined,
        waits: () => undefined,
      });
      if ((await holds(() => witness.isNewest())) === true) await holds(() => witness.begin());
      await holds(async () => witness.heard(fieldsOf(body)));
      assert.ok(written.every((generation) => Number.isSafeInteger(generation) && generation > 3));
    }));

  it('to a question for the secret storage', () =>
    fuzz(secrets, async (body) => {
      const accountData = new Map(entriesOf(body).map(([type, content]) => [type, fieldsOf(content)]));
      await holds(async () => [canRecover(accountData), isSaved(accountData), hasBackupSecret(accountData)]);
      const asked = fieldsOf(body);
      const fetchFn = (async (input: string | URL) => {
        const type = decodeURIComponent(new URL(input).pathname.split('/').at(-1) ?? '');
        return Object.hasOwn(asked, type)
          ? Response.json(asked[type])
          : Response.json({ errcode: 'M_NOT_FOUND' }, { status: 404 });
      }) as typeof fetch;
      const client = createClient({
        baseUrl: homeserver,
        userId: alice,
        fetchFn: matrixAnswers(fetchFn) as typeof fetch,
      });
      const crypto = { createRecoveryKeyFromPassphrase: async () => ({ encodedPrivateKey: 'k' }) };
      const secretKeys = new SecretKeys();
      const made = await holds(() =>
        new NewRecoveryKey({ client, api: answering({}), secretKeys, accountData: new Map() }).make(
          crypto as unknown as CryptoApi,
        ),
      );
      assert.ok(made === undefined || made === 'k');
      await holds(() =>
        recoverKeys(client, {} as CryptoApi, answering({}), secretKeys, 'a passphrase', {
          signed: () => assert.fail('nothing opens it'),
          restoring: () => undefined,
          isBackupOff: () => false,
        }),
      );
    }));

  it('to what the SDK asks is one it can take, or a fault', () =>
    fuzz({ one_time_keys: { [alice]: { D: {} } }, failures: {} }, async (body) => {
      const answered = await matrixAnswers(answering(body).fetch)(`${homeserver}/_matrix/client/v3/sendToDevice/x/1`);
      assert.equal(answered.status, isFields(body) ? 200 : 502);
      if (isFields(body)) assert.equal(await answered.text(), JSON.stringify(body));
    }));

  it('that is no Matrix answer at all', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(hostileValue, fc.string()), async (body) => {
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const api = new MatrixApi(homeserver, async () => new Response(text));
        await holds(() => api.request({ path: '/_matrix/x' }));
      }),
      { numRuns },
    ));
});
