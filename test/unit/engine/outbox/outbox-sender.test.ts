import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { OutboxSnapshot } from '../../../../src/protocol/outbox.ts';
import type { TimelineRow } from '../../../../src/protocol/row.ts';
import { refusal } from '../fake-homeserver.ts';
import { roomId, sent, setUp, until } from './outbox-world.ts';

describe('OutboxSender', () => {
  it('sends in order, each under its own transaction id', async () => {
    const { sender, store, requests } = setUp(sent);
    const records = ['one', 'two', 'three'].map((text, i) => store.write(roomId, { text }, Date.now() + i));
    await sender.resume();
    await until(() => store.records.every(({ state }) => state.kind === 'sent'));
    assert.deepEqual(
      requests.map(({ method, path }) => [method, path.split('/').at(-1)]),
      records.map(({ txnId }) => ['PUT', txnId]),
    );
    assert.deepEqual(
      requests.map(({ body }) => body['body']),
      ['one', 'two', 'three'],
    );
  });

  it('tries again with the same transaction id as long as that may help, and in order', async () => {
    const passing: (() => Response)[] = [
      () => refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 10 }),
      () => {
        throw new TypeError('fetch failed');
      },
      () => new Response('<html>', { status: 502 }),
      () => new Response('{"event_', { status: 200 }),
    ];
    const { sender, store, requests, waker } = setUp((request, attempt) => passing[attempt - 1]?.() ?? sent(request));
    const first = store.write(roomId, { text: 'one' });
    store.write(roomId, { text: 'two' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records.every(({ state }) => state.kind === 'sent'));
    clearInterval(waking);
    const ids = requests.map(({ path }) => path.split('/').at(-1));
    assert.deepEqual(ids.slice(0, 5), Array(5).fill(first.txnId));
    assert.equal(ids.length, 6);
  });

  it('does not try again in the moment in which everybody else does', async () => {
    const waits: number[] = [];
    for (const random of [0, 0.999]) {
      mock.method(Math, 'random', () => random);
      const { sender, store, waker, closing } = setUp(() => new Response('<html>', { status: 502 }));
      const waiting = mock.method(waker, 'wait');
      store.write(roomId, { text: 'one' });
      await sender.resume();
      await until(() => waiting.mock.callCount() > 0);
      waits.push(...waiting.mock.calls.map(({ arguments: [ms] }) => ms));
      closing.abort();
      mock.restoreAll();
    }
    assert.deepEqual(waits, [1_000, 1_999]);
  });

  it('loses nothing where the store cannot be written to, or read, for a moment', async () => {
    const full = new WikiRoomError('storage-full', 'full');
    const { sender, store, requests, waker } = setUp(sent);
    const failing = new Map<'setOutboxMarks' | 'setOutboxState' | 'outboxRecord' | 'outbox', number>();
    for (const method of ['setOutboxMarks', 'setOutboxState', 'outboxRecord', 'outbox'] as const) {
      failing.set(method, 2);
      const real = store[method].bind(store) as (...args: unknown[]) => Promise<unknown>;
      const failingFirst = (...args: unknown[]): Promise<unknown> => {
        const left = failing.get(method)!;
        failing.set(method, left - 1);
        return left > 0 ? Promise.reject(full) : real(...args);
      };
      Object.assign(store, { [method]: failingFirst });
    }
    const { txnId } = store.write(roomId, { text: 'one' });
    sender.pause();
    void sender.resume();
    sender.changed(roomId);
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent');
    clearInterval(waking);
    assert.ok([...failing.values()].every((left) => left <= 0));
    assert.ok(requests.every(({ path }) => path.endsWith(txnId)));
  });

  it('sends what waited before it began, also where the store cannot be read at first', async () => {
    const { sender, store, waker } = setUp(sent);
    store.write(roomId, { text: 'one' });
    const real = store.outbox.bind(store);
    let failures = 3;
    Object.assign(store, {
      outbox: (id?: string) =>
        failures-- > 0 ? Promise.reject(new WikiRoomError('storage-unavailable', 'busy')) : real(id),
    });
    void sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent').finally(() => clearInterval(waking));
    assert.ok(failures < 0);
  });

  for (const method of ['setOutboxMarks', 'setOutboxState', 'outboxRecord'] as const) {
    it(`says that the storage is full for as long as it is (${method}), and sends in order then`, async () => {
      const { sender, store, requests, waker } = setUp(sent);
      const troubles: (string | undefined)[] = [];
      sender.follow(roomId, ({ trouble }) => troubles.push(trouble?.code));
      const real = store[method].bind(store);
      Object.assign(store, { [method]: () => Promise.reject(new WikiRoomError('storage-full')) });
      const written = ['one', 'two'].map((text, at) => store.write(roomId, { text }, Date.now() + at));
      await sender.resume();
      await until(() => troubles.at(-1) === 'storage-full');
      assert.ok(store.records.every(({ state }) => state.kind === 'waiting'));
      Object.assign(store, { [method]: real });
      const waking = setInterval(() => waker.wake(), 5);
      await until(() => store.records.every(({ state }) => state.kind === 'sent'));
      await until(() => troubles.at(-1) === undefined).finally(() => clearInterval(waking));
      const ids = new Set(requests.map(({ path }) => path.split('/').at(-1)));
      assert.deepEqual(
        [...ids],
        written.map(({ txnId }) => txnId),
      );
    });
  }

  it('says at once that the homeserver asks for a long wait, and until when, and goes on in other rooms', async () => {
    const elsewhere = '!elsewhere';
    const busy = (path: string): boolean => path.includes(roomId);
    const { sender, store, closing } = setUp((request) =>
      busy(request.path) ? refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 60_000 }) : sent(request),
    );
    const troubles = new Map<string, OutboxSnapshot['trouble']>();
    for (const id of [roomId, elsewhere]) sender.follow(id, ({ trouble }) => troubles.set(id, trouble));
    for (const id of [roomId, elsewhere]) store.write(id, { text: 'one' });
    const before = Date.now();
    await sender.resume();
    await until(() => troubles.get(roomId) !== undefined);
    await until(() => store.records.some(({ state }) => state.kind === 'sent'));
    const { code, retryAt = 0 } = troubles.get(roomId) ?? {};
    assert.equal(code, 'rate-limited');
    assert.ok(retryAt >= before + 60_000 && retryAt < Date.now() + 62_000);
    assert.deepEqual(
      store.records.map((record) => [record.roomId, record.state.kind]),
      [
        [roomId, 'waiting'],
        [elsewhere, 'sent'],
      ],
    );
    assert.equal(troubles.get(elsewhere), undefined);
    closing.abort();
  });

  it('says what is wrong with sending once it has failed twice, until the message is sent', async () => {
    const pages = Array.from({ length: 3 }, () => new Response('<html>', { status: 502 }));
    const { sender, store, requests, waker } = setUp((request) => pages.pop() ?? sent(request));
    const told: [string | undefined, number][] = [];
    sender.follow(roomId, ({ trouble }) => told.push([trouble?.code, requests.length]));
    store.write(roomId, { text: 'one' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'sent').finally(() => clearInterval(waking));
    await until(() => told.at(-1)?.[0] === undefined);
    const said = told.filter(([code]) => code !== undefined);
    assert.deepEqual(new Set(said.map(([code]) => code)), new Set(['homeserver-error']));
    assert.equal(said[0]?.[1], 2);
  });

  it('says nothing of what is given up soon: the message says it then', async () => {
    const { sender, store, room, waker } = setUp(sent);
    const told: (string | undefined)[] = [];
    sender.follow(roomId, ({ trouble }) => told.push(trouble?.code));
    room.encrypted = true;
    Object.assign(room.encryption, { encrypt: () => Promise.reject(new WikiRoomError('crypto-failed')) });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records[0]?.state.kind === 'failed').finally(() => clearInterval(waking));
    assert.deepEqual(new Set(told), new Set([undefined]));
  });

  it('says nothing any more where what waited was deleted', async () => {
    const { sender, store, waker } = setUp(sent);
    let trouble: string | undefined;
    sender.follow(roomId, (outbox) => (trouble = outbox.trouble?.code));
    store.setOutboxMarks = () => Promise.reject(new WikiRoomError('storage-full'));
    const { txnId } = store.write(roomId, { text: 'one' });
    await sender.resume();
    await until(() => trouble === 'storage-full');
    await store.removeFromOutbox(txnId);
    sender.changed(roomId);
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => trouble === undefined).finally(() => clearInterval(waking));
  });

  it('asks anew who is in an encrypted room, and with which devices, where the sync has not told lately', async () => {
    for (const current of [true, false]) {
      const { sender, store, room, world } = setUp(sent);
      world.current = current;
      room.encrypted = true;
      room.encryption.membersMissed = () => void world.asked.push('members');
      room.encryption.ready = async () => void world.asked.push('ready');
      store.write(roomId, { text: 'one' });
      await sender.resume();
      await until(() => store.records[0]?.state.kind === 'sent');
      assert.deepEqual(world.asked, current ? ['homeserver', 'ready'] : ['homeserver', 'members', 'devices', 'ready']);
    }
  });

  it('gives up what is refused for good, and goes on with the next', async () => {
    const { sender, store } = setUp((request, attempt) =>
      attempt === 1 ? refusal(403, 'M_FORBIDDEN') : sent(request),
    );
    store.write(roomId, { text: 'one' });
    store.write(roomId, { text: 'two' });
    await sender.resume();
    await until(() => store.records[1]?.state.kind === 'sent');
    const { state } = store.records[0]!;
    assert.equal(state.kind === 'failed' && state.error.code, 'not-allowed');
  });

  it('removes what has come back with the sync, by event id or transaction id', async () => {
    const { sender, store, room, seen } = setUp(sent);
    const { txnId } = store.write(roomId, { text: 'one' });
    await sender.resume();
    await until(() => store.records[0]?.state.kind === 'sent');
    room.rows = [{ id: '$one', kind: 'unknown' } as TimelineRow];
    await sender.arrived(room);
    assert.deepEqual(store.records, []);
    await until(() => seen.at(-1)?.length === 0);
    assert.ok(seen.some((records) => records.some((record) => record.txnId === txnId)));
  });

  it('tells of what was sent also where its row comes before the answer, or in its place', async () => {
    const answer = Promise.withResolvers<Response>();
    const { sender, store, room, seen, requests, closing } = setUp(() => answer.promise);
    const { txnId } = store.write(roomId, { text: 'one' });
    const other = store.write(roomId, { text: 'two' }, Date.now() + 1);
    await sender.resume();
    await until(() => requests.length === 1);
    room.rows = [{ id: '$one', kind: 'unknown', txnId } as TimelineRow];
    await sender.arrived(room);
    assert.deepEqual(
      store.records.map((record) => record.txnId),
      [other.txnId],
    );
    const told = seen.flat().filter(({ state }) => state.kind === 'sent');
    assert.deepEqual(
      told.map((record) => [record.txnId, record.state]),
      [[txnId, { kind: 'sent', eventId: '$one' }]],
    );
    assert.deepEqual(seen.at(-1), [other]);
    closing.abort();
  });

  it('removes what was sent before the rows that are loaded, once the room is live', async () => {
    const { sender, store, room } = setUp(sent);
    const row = (id: string, ts: number): TimelineRow => ({ id, kind: 'unknown', ts }) as TimelineRow;
    const before = store.write(roomId, { text: 'before' }, 1_000);
    const within = store.write(roomId, { text: 'within' }, 3_000);
    for (const { txnId } of [before, within]) await store.setOutboxState(txnId, { kind: 'sent', eventId: `$${txnId}` });
    await sender.resume();
    room.rows = [{ id: 'gap', kind: 'gap' } as TimelineRow, row('$a', 2_000), row('$b', 4_000)];
    room.live = false;
    await sender.arrived(room);
    assert.equal(store.records.length, 2);
    room.live = true;
    await sender.arrived(room);
    assert.deepEqual(
      store.records.map(({ txnId }) => txnId),
      [within.txnId],
    );
  });

  it('keeps what it has just sent until it comes, however long ago it was written', async () => {
    const { sender, store, room } = setUp(sent);
    room.rows = [{ id: '$a', kind: 'unknown', ts: Date.now() } as TimelineRow];
    store.write(roomId, { text: 'one' }, Date.now() - 60_000);
    await sender.resume();
    await until(() => store.records[0]?.state.kind === 'sent');
    await sender.arrived(room);
    assert.equal(store.records.length, 1);
    room.drops++;
    await sender.arrived(room);
    assert.equal(store.records.length, 0, 'it lies in a hole that is not filled');
    store.write(roomId, { text: 'two' }, Date.now() - 60_000);
    sender.changed(roomId);
    await until(() => store.records[0]?.state.kind === 'sent');
    await sender.arrived(room);
    assert.equal(store.records.length, 1, 'it was sent after that');
  });

  it('removes an edit whose message is not loaded, or shows it', async () => {
    const { sender, store, room } = setUp(sent);
    const message = (id: string, text: string): TimelineRow =>
      ({ id, kind: 'message', ts: 1_000, edited: true, editable: text }) as TimelineRow;
    room.rows = [message('$shows', 'new'), message('$not-yet', 'old')];
    for (const edits of ['$shows', '$not-yet', '$not-loaded']) {
      const { txnId } = store.write(roomId, { text: 'new', edits }, 2_000);
      await store.setOutboxState(txnId, { kind: 'sent', eventId: `$${txnId}` });
    }
    await sender.resume();
    await sender.arrived(room);
    assert.deepEqual(
      store.records.map(({ draft }) => draft.edits),
      ['$not-yet'],
    );
  });

  for (const encrypted of [true, false]) {
    it(`asks whether the room is encrypted by now where the sync has not told lately: ${encrypted ? 'yes' : 'no'}`, async () => {
      const { sender, store, requests, world } = setUp((request) => {
        if (!request.path.includes('/state/m.room.encryption')) return sent(request);
        return encrypted
          ? Response.json({ algorithm: 'm.megolm.v1.aes-sha2' })
          : Response.json({ errcode: 'M_NOT_FOUND' }, { status: 404 });
      });
      world.current = false;
      store.write(roomId, { text: 'written overnight' });
      await sender.resume();
      await until(() => store.records[0]?.state.kind === 'sent');
      const clear = requests.some(({ body }) => JSON.stringify(body).includes('written overnight'));
      assert.equal(clear, !encrypted);
      assert.match(requests.at(-1)?.path ?? '', encrypted ? /\/send\/m.room.encrypted\// : /\/send\/m.room.message\//);
    });
  }

  it('keeps what was noted of a message while it was being sent', async () => {
    const { sender, store, room, waker } = setUp(sent);
    room.encrypted = true;
    const ready = Promise.withResolvers<undefined>();
    let attempts = 0;
    Object.assign(room.encryption, {
      ready: () => (++attempts === 1 ? Promise.reject(new WikiRoomError('homeserver-unreachable')) : ready.promise),
    });
    Object.assign(room.audience, { at: () => (attempts === 1 ? undefined : room.people) });
    store.write(roomId, { text: 'secret' });
    await sender.resume();
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => attempts === 2).finally(() => clearInterval(waking));
    sender.changed(roomId);
    await until(() => store.records[0]?.marks?.audience !== undefined);
    ready.resolve(undefined);
    await until(() => store.records[0]?.state.kind === 'sent');
    const { tried, audience } = store.records[0]?.marks ?? {};
    assert.deepEqual([tried?.deviceId, audience], ['DEVICE', room.people]);
  });

  it('does not send what was deleted meanwhile, and nothing after the end', async () => {
    const { sender, store, room, requests, closing } = setUp(sent);
    room.encrypted = true;
    let release: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => (release = resolve));
    Object.assign(room.encryption, { ready: () => ready });
    const { txnId } = store.write(roomId, { text: 'one' });
    await sender.resume();
    await store.removeFromOutbox(txnId);
    release();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(requests.length, 0);
    closing.abort();
    store.write(roomId, { text: 'two' });
    sender.changed(roomId);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(requests.length, 0);
    assert.equal(store.records[0]?.state.kind, 'waiting');
  });
});
