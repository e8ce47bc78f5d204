import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { agreementTo, waitingAgain } from '../../../../src/protocol/outbox.ts';
import { WikiRoomError } from '../../../../src/protocol/error.ts';
import type { OutboxState } from '../../../../src/protocol/outbox.ts';
import type { TestEngineStore } from '../../../support/engine-store.ts';
import type { FakeRequest } from '../fake-homeserver.ts';
import { fakeRoom, roomId, sent, setUp, until } from './outbox-world.ts';

const hour = 3_600_000;
const marker = 'io.wiki-room.txn';

function stateOf(store: TestEngineStore, index = 0): OutboxState | undefined {
  return store.records[index]?.state;
}

function questionOf(store: TestEngineStore): string | undefined {
  const state = stateOf(store);
  return state?.kind === 'asking' ? state.question.kind : state?.kind;
}

async function agree(store: TestEngineStore): Promise<void> {
  const [record] = store.records;
  await store.setOutboxState(record!.txnId, waitingAgain(agreementTo(record!.state, Date.now())));
}

/** A homeserver whose room holds these events, and which takes new ones. */
function holding(events: (txnId: string) => readonly object[], txnId: () => string) {
  return (request: FakeRequest): Response =>
    request.path.endsWith('/messages') ? Response.json({ chunk: events(txnId()) }) : sent(request);
}

function own(id: string, content: object, ts = Date.now() - 30 * hour): object {
  const sender = '@alice:example.org';
  return { event_id: id, type: 'm.room.message', sender, origin_server_ts: ts, content };
}

function encrypted(id: string, deviceId: string, ts?: number): object {
  return { ...own(id, { algorithm: 'm.megolm.v1.aes-sha2', device_id: deviceId }, ts), type: 'm.room.encrypted' };
}

/** A record that was tried long ago, by this device or another; the answer never came. */
function tried(
  events: (txnId: string) => readonly object[],
  { deviceId = 'DEVICE', age = 30 * hour }: { deviceId?: string; age?: number } = {},
) {
  let txnId = '';
  const world = setUp(holding(events, () => txnId));
  const at = Date.now() - age;
  const record = world.store.write(roomId, { text: 'old' }, at);
  txnId = record.txnId;
  world.store.records = [{ ...record, marks: { tried: { at, deviceId } } }];
  return { ...world, txnId, puts: () => world.requests.filter(({ method }) => method === 'PUT').length };
}

describe('a message that may have been accepted long ago', () => {
  it('is looked for in the room, among the own messages, and not sent again where it is there', async () => {
    const { sender, store, requests, puts } = tried((txnId) => [
      own('$other', { body: 'old' }),
      own('$it', { body: 'old', [marker]: txnId }),
    ]);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(stateOf(store), { kind: 'sent', eventId: '$it' });
    assert.equal(puts(), 0);
    assert.deepEqual(JSON.parse(requests[0]!.query.get('filter')!), {
      senders: ['@alice:example.org'],
      lazy_load_members: true,
    });
  });

  it('is sent where it is not there', async () => {
    const { sender, store, puts } = tried(() => [own('$other', { body: 'old' })]);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(puts(), 1);
  });

  it('is looked for further back, until before it was written', async () => {
    let txnId = '';
    const pages: Record<string, object> = {
      first: { chunk: [own('$a', {}, Date.now())], end: 'second' },
      second: { chunk: [], end: 'third' },
      third: { chunk: [own('$b', {}, Date.now() - 60 * hour)], end: 'fourth' },
    };
    const world = setUp((request) =>
      request.path.endsWith('/messages') ? Response.json(pages[request.query.get('from') ?? 'first']) : sent(request),
    );
    const record = world.store.write(roomId, { text: 'old' }, Date.now() - 30 * hour);
    txnId = record.txnId;
    world.store.records = [{ ...record, marks: { tried: { at: record.at, deviceId: 'DEVICE' } } }];
    await world.sender.resume();
    await until(() => stateOf(world.store)?.kind === 'sent');
    assert.equal(world.requests.filter(({ path }) => path.endsWith('/messages')).length, 3);
    assert.equal(world.requests.at(-1)?.path.endsWith(txnId), true);
  });

  it('is asked about where an event that cannot be read may be it, also after a restart', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { sender, store, puts, room } = tried(() => [encrypted('$locked', 'DEVICE')]);
    // The keys do not come: the patience is over after the first look.
    Object.assign(room.encryption, { peek: async () => t.mock.timers.tick(11_000) });
    await sender.resume();
    await until(() => questionOf(store) === 'sent-before');
    const restarted = setUp(sent, { store });
    await restarted.sender.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(questionOf(store), 'sent-before');
    assert.equal(puts() + restarted.requests.length, 0);
    await agree(store);
    restarted.sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(
      restarted.requests.map(({ method }) => method),
      ['PUT'],
    );
  });

  it('is not asked about for what another device has sent', async () => {
    const { sender, store, puts } = tried(() => [encrypted('$locked', 'ANOTHER')]);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(puts(), 1);
  });

  it('is looked for after the device has changed, however young it is', async () => {
    const { sender, store, puts } = tried((txnId) => [own('$it', { [marker]: txnId }, Date.now())], {
      deviceId: 'FORMER',
      age: 5_000,
    });
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.equal(puts(), 0);
  });

  it('is sent without a look where it was tried not long ago', async () => {
    const { sender, store, requests } = setUp(sent);
    const record = store.write(roomId, { text: 'x' }, Date.now() - 30 * hour);
    store.records = [{ ...record, marks: { tried: { at: Date.now() - 2 * hour, deviceId: 'DEVICE' } } }];
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['PUT'],
    );
  });

  it('was noted as tried before it was sent, and carries its transaction id', async () => {
    const marks: unknown[] = [];
    const world = setUp((request) => {
      marks.push(world.store.records[0]?.marks?.tried?.deviceId);
      return sent(request);
    });
    const { txnId } = world.store.write(roomId, { text: 'x' });
    await world.sender.resume();
    await until(() => stateOf(world.store)?.kind === 'sent');
    assert.deepEqual(marks, ['DEVICE']);
    assert.equal(world.requests[0]?.body[marker], txnId);
  });
});

describe('a message that was never tried here', () => {
  /** Written `age` ago; `copied`: how long ago a copy of the store was last in use. */
  function waiting(
    events: (txnId: string) => readonly object[],
    { age, copied }: { readonly age: number; readonly copied?: number },
  ) {
    let txnId = '';
    const usedElsewhereAt = copied === undefined ? {} : { usedElsewhereAt: Date.now() - copied };
    const world = setUp(
      holding(events, () => txnId),
      usedElsewhereAt,
    );
    ({ txnId } = world.store.write(roomId, { text: 'x' }, Date.now() - age));
    return { ...world, methods: () => world.requests.map(({ method }) => method) };
  }

  it('is looked for where a copy of what is stored may have sent it since, or a day ago', async () => {
    for (const since of [{ age: hour, copied: 1_000 }, { age: 30 * hour }]) {
      const it = (txnId: string): object => own('$it', { [marker]: txnId }, Date.now());
      const { sender, store, methods } = waiting((txnId) => [it(txnId)], since);
      await sender.resume();
      await until(() => stateOf(store)?.kind === 'sent');
      assert.deepEqual([stateOf(store), methods()], [{ kind: 'sent', eventId: '$it' }, ['GET']]);
      const notThere = waiting(() => [], since);
      await notThere.sender.resume();
      await until(() => stateOf(notThere.store)?.kind === 'sent');
      assert.deepEqual(notThere.methods(), ['GET', 'PUT']);
    }
  });

  it('is sent without a look where it is young, and no copy was in use since it was written', async () => {
    for (const since of [{ age: 2 * hour }, { age: hour, copied: 2 * hour }]) {
      const { sender, store, methods } = waiting(() => [], since);
      await sender.resume();
      await until(() => stateOf(store)?.kind === 'sent');
      assert.deepEqual(methods(), ['PUT']);
    }
  });

  it('is asked about where whatever device may have sent it, and is sent once the person says so', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { sender, store, room, methods } = waiting(() => [encrypted('$locked', 'ANY', Date.now())], {
      age: hour,
      copied: 1_000,
    });
    Object.assign(room.encryption, { peek: async () => t.mock.timers.tick(11_000) });
    await sender.resume();
    await until(() => questionOf(store) === 'sent-before');
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(methods(), ['GET', 'PUT']);
  });

  it('is looked for again where the person said so before a copy was made', async () => {
    const { sender, store, methods } = waiting((txnId) => [own('$it', { [marker]: txnId }, Date.now())], {
      age: 3 * hour,
      copied: hour,
    });
    store.records = store.records.map((record) => ({
      ...record,
      state: { kind: 'waiting', agreed: { again: Date.now() - 2 * hour } },
    }));
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(methods(), ['GET']);
  });
});

describe('a message to somebody whose identity has changed', () => {
  it('waits for the word of the person, is accepted by it, and tried again where all is well by then', async () => {
    const room = fakeRoom();
    room.encrypted = true;
    let changed = ['@bob:example.org'];
    const accepted: string[] = [];
    const { encrypt } = room.encryption;
    Object.assign(room.encryption, {
      encrypt: async (event: Parameters<typeof encrypt>[0]) => {
        if (changed.length > 0) throw new WikiRoomError('crypto-failed', 'changed', { detail: 'identity-changed' });
        await encrypt(event);
      },
      changedIdentities: async (userIds: readonly string[]) => userIds.filter((userId) => changed.includes(userId)),
      acceptIdentities: async (userIds: readonly string[]) => {
        accepted.push(...userIds);
        changed = [];
      },
    });
    const { sender, store, requests } = setUp(sent, { room });
    store.write(roomId, { text: 'x' });
    await sender.resume();
    await until(() => questionOf(store) === 'identity-changed');
    const state = stateOf(store);
    assert.deepEqual(state?.kind === 'asking' && state.question, {
      kind: 'identity-changed',
      names: ['bob'],
      count: 1,
      userIds: ['@bob:example.org'],
    });
    assert.equal(requests.length, 0);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
    assert.deepEqual(accepted, ['@bob:example.org']);
  });
});

describe('a message that goes out late to an encrypted room', () => {
  function late(people: readonly string[], audience: readonly string[] | undefined) {
    const room = fakeRoom();
    room.encrypted = true;
    room.people = [...people];
    const world = setUp(sent, { room });
    const record = world.store.write(roomId, { text: 'x' }, Date.now() - 10 * 60_000);
    world.store.records = [{ ...record, ...(audience === undefined ? {} : { marks: { audience } }) }];
    return world;
  }
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map((name) => `@${name}:example.org`) as [
    string,
    string,
    string,
    string,
  ];

  it('goes to those who were there, whoever has left', async () => {
    const { sender, store } = late([alice], [alice, bob]);
    await sender.resume();
    await until(() => stateOf(store)?.kind === 'sent');
  });

  it('waits for the word of the person where somebody has come since, and asks again for the next', async () => {
    const { sender, store, room, requests } = late([alice, bob, carol], [alice, bob]);
    await sender.resume();
    await until(() => questionOf(store) === 'newcomers');
    const state = stateOf(store);
    assert.deepEqual(state?.kind === 'asking' && state.question, {
      kind: 'newcomers',
      names: ['carol'],
      count: 1,
      userIds: [carol],
    });
    room.people.push(dave);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'asking');
    const again = stateOf(store);
    assert.deepEqual(again?.kind === 'asking' && again.question.kind === 'newcomers' && again.question.names, ['dave']);
    assert.equal(requests.length, 0);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
  });

  it('asks in general where nobody knows who was there', async () => {
    const { sender, store } = late([alice, bob], undefined);
    await sender.resume();
    await until(() => questionOf(store) === 'newcomers');
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
  });

  it('asks in general again where somebody has come since the person agreed', async () => {
    const { sender, store, room, requests } = late([alice, bob], undefined);
    await sender.resume();
    await until(() => questionOf(store) === 'newcomers');
    room.people.push(carol);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'asking');
    const state = stateOf(store);
    assert.deepEqual(state?.kind === 'asking' && state.question, {
      kind: 'newcomers',
      names: [],
      count: 0,
      userIds: [carol],
    });
    assert.equal(requests.length, 0);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
  });

  it('asks once and for all in a room of so many that nobody is noted', async () => {
    const crowd = Array.from({ length: 1_001 }, (_, i) => `@someone${String(i)}:example.org`);
    const { sender, store, room } = late([alice, ...crowd], undefined);
    await sender.resume();
    await until(() => questionOf(store) === 'newcomers');
    room.people.push(bob);
    await agree(store);
    sender.changed(roomId);
    await until(() => stateOf(store)?.kind === 'sent');
  });

  it('notes who is there for all that waits behind a message that does not get through', async () => {
    const room = fakeRoom();
    room.encrypted = true;
    let online = false;
    const { sender, store, waker } = setUp(
      (request) => {
        if (!online) throw new TypeError('fetch failed');
        return sent(request);
      },
      { room },
    );
    for (const text of ['one', 'two']) store.write(roomId, { text });
    await sender.resume();
    await until(() => store.records.every(({ marks }) => marks?.audience?.length === 2));
    store.write(roomId, { text: 'three' });
    sender.changed(roomId);
    await until(() => store.records.every(({ marks }) => marks?.audience?.length === 2));
    online = true;
    const waking = setInterval(() => waker.wake(), 5);
    await until(() => store.records.every(({ state }) => state.kind === 'sent'));
    clearInterval(waking);
  });

  it('notes who was there an hour ago, as long as that is known', async () => {
    const room = fakeRoom();
    Object.assign(room, { encrypted: true, audience: { at: () => [alice, bob], recipients: async () => [] } });
    const { sender, store, closing } = setUp(
      () => {
        throw new TypeError('fetch failed');
      },
      { room },
    );
    for (const text of ['one', 'two']) store.write(roomId, { text }, Date.now() - 3_600_000);
    await sender.resume();
    await until(() => store.records.every(({ marks }) => marks?.audience?.length === 2));
    closing.abort();
  });

  it('lets the messages behind it go on', async () => {
    const { sender, store } = late([alice, bob, carol], [alice, bob]);
    store.write(roomId, { text: 'now' });
    await sender.resume();
    await until(() => stateOf(store, 1)?.kind === 'sent');
    assert.equal(stateOf(store)?.kind, 'asking');
  });
});
