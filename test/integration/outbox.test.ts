import 'fake-indexeddb/auto';
// Before the SDK, whose modules take hold of its logger as they load.
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startEngine } from '../../src/engine/engine.ts';
import type { Fetch } from '../../src/engine/http/matrix-api.ts';
import type { EngineService } from '../../src/protocol/engine-link.ts';
import { agreementTo, waitingAgain } from '../../src/protocol/outbox.ts';
import type { OutboxMarks } from '../../src/protocol/outbox.ts';
import type { PersonName } from '../stack/people.ts';
import type { Peer } from '../stack/peer.ts';
import type { Stack } from '../stack/stack.ts';
import { startEngineStack } from '../support/engine-stack.ts';
import { TestEngineStore } from '../support/engine-store.ts';
import { FollowedEngine, eventually, plainOf } from '../support/followed-engine.ts';
import { serveWasm } from '../support/wasm-server.ts';
import type { WasmServer } from '../support/wasm-server.ts';

const hour = 3_600_000;

let stack: Stack;
let wasm: WasmServer;
const running: EngineService[] = [];

before(async () => {
  stack = await startEngineStack();
  wasm = await serveWasm();
});

after(async () => {
  for (const service of running) service.stop();
  await wasm[Symbol.asyncDispose]();
  await stack.stop();
});

async function start(store: TestEngineStore, fetch?: Fetch): Promise<FollowedEngine> {
  const settings = { homeserver: stack.synapse.baseUrl, deviceName: 'wiki.example.org', wasmUrl: wasm.url };
  const service = await startEngine(settings, store, fetch);
  running.push(service);
  return new FollowedEngine(service);
}

async function signIn(engine: FollowedEngine, name: PersonName): Promise<void> {
  await engine.call('sign-in', { credential: { kind: 'jwt', token: await stack.token(name), subject: name } });
  await engine.call('recover', { secret: stack.seed.recoveryKeys[name]! });
}

/** A second person whose device its owner has signed: only such get the keys of what is sent. */
async function signedPeer(name: PersonName): Promise<Peer> {
  const peer = await stack.peer(name);
  await peer.recover(stack.seed.recoveryKeys[name]!);
  return peer;
}

/** As if a record had been written, and tried, that long ago. */
function age(store: TestEngineStore, milliseconds: number, deviceId?: string): void {
  store.records = store.records.map((record) => {
    const { tried, ...marks }: OutboxMarks = record.marks ?? {};
    const older = tried && { at: tried.at - milliseconds, deviceId: deviceId ?? tried.deviceId };
    return { ...record, at: record.at - milliseconds, marks: { ...marks, ...(older ? { tried: older } : {}) } };
  });
}

const isSend = (input: string | URL): boolean => new URL(input).pathname.includes('/send/');

describe('the outbox on a real homeserver', () => {
  it('asks before a late message reaches somebody who came after it was written', async () => {
    const bob = await signedPeer('bob');
    const roomId = await bob.createRoom('late', { name: 'Late' });
    const store = new TestEngineStore();
    let cut = false;
    let refused = 0;
    const engine = await start(store, async (input, init) => {
      if (!cut || !isSend(input)) return fetch(input, init);
      refused++;
      throw new TypeError('fetch failed');
    });
    await signIn(engine, 'alice');
    const room = engine.room('#late:example.org');
    engine.outbox(roomId);
    await eventually('alice is in', () => room.snapshot?.access.kind === 'joined' && room.live);

    cut = true;
    store.write(roomId, { text: 'For Bob' });
    await engine.call('outbox-changed', { roomId });
    await eventually('who is there is noted', () => store.records[0]?.marks?.audience !== undefined);
    const carol = await signedPeer('carol');
    await carol.join('#late:example.org');
    await eventually('carol has come', () => room.snapshot?.memberCount === 3);
    // Between two attempts: one that had begun would read a younger message.
    const before = refused;
    await engine.call('retry-connection', {});
    await eventually('it is tried again', () => refused > before);
    age(store, 10 * 60_000);
    cut = false;
    await engine.call('retry-connection', {});
    await eventually('alice is asked', () => store.records[0]?.state.kind === 'asking');
    const record = store.records[0]!;
    assert.deepEqual(record.state.kind === 'asking' && record.state.question, {
      kind: 'newcomers',
      names: [stack.users.carol.displayName],
      count: 1,
      userIds: [stack.users.carol.userId],
    });
    const ofAlice = (): number =>
      carol.events(roomId).filter((event) => event.getSender() === stack.users.alice.userId).length;
    await eventually('carol knows that alice came', () => ofAlice() > 0);
    assert.equal(ofAlice(), 1);

    await store.setOutboxState(record.txnId, waitingAgain(agreementTo(record.state, Date.now())));
    await engine.call('outbox-changed', { roomId });
    for (const peer of [bob, carol]) await peer.waitForMessage(roomId, ({ body }) => body === 'For Bob');
    await eventually('it has come back', () => store.records.length === 0);
    engine.service.stop();
    bob.stop();
    carol.stop();
  });

  it('finds what was accepted long ago, by this device or another, and does not send it twice', async () => {
    const bob = await signedPeer('bob');
    const roomId = await bob.createRoom('lost', { name: 'Lost' });
    const store = new TestEngineStore();
    let loses = false;
    let sends = 0;
    let lost = 0;
    const losing: Fetch = async (input, init) => {
      if (!isSend(input)) return fetch(input, init);
      sends++;
      const isLost = loses;
      const answer = await fetch(input, init);
      if (!isLost) return answer;
      lost++;
      throw new TypeError('fetch failed');
    };
    const first = await start(store, losing);
    await signIn(first, 'alice');
    const room = first.room('#lost:example.org');
    await eventually('alice is in', () => room.snapshot?.access.kind === 'joined' && room.live);
    for (const [text, deviceId] of [
      ['By this device', undefined],
      ['By another', 'FORMER'],
    ] as const) {
      loses = true;
      lost = 0;
      const { txnId } = store.write(roomId, { text });
      const engine = deviceId === undefined ? first : await start(store, losing);
      const view = engine.room('#lost:example.org');
      await eventually('it is live', () => view.live);
      await engine.call('outbox-changed', { roomId });
      await bob.waitForMessage(roomId, ({ body }) => body === text);
      await eventually('the answer is lost', () => lost > 0);
      engine.service.stop();
      age(store, deviceId === undefined ? 30 * hour : 0, deviceId);
      loses = false;
      const before = sends;
      const again = await start(store, losing);
      const seen = again.room('#lost:example.org');
      again.outbox(roomId);
      await eventually('it is found', () => seen.live && !store.records.some((record) => record.txnId === txnId));
      assert.equal(sends, before);
      const shown = (): number => seen.rows.filter((row) => plainOf(row) === text).length;
      await eventually('it is shown', () => shown() > 0);
      assert.equal(shown(), 1);
      again.service.stop();
    }
    bob.stop();
  });

  for (const name of ['alpha', 'news'] as const) {
    it(`sends in ${name} the longest text that is measured as small enough, and says of a larger one that it is not`, async () => {
      const store = new TestEngineStore();
      const engine = await start(store);
      await signIn(engine, 'alice');
      const address = `#${name}:example.org`;
      const room = engine.room(address);
      await eventually('alice is in', () => room.snapshot?.access.kind === 'joined' && room.live);
      const textOf = (length: number): string => `${name} ${'ä'.repeat(length)}`;
      const over = async (length: number): Promise<number> => {
        const { bytes, limit } = await engine.call('measure', { room: address, text: textOf(length) });
        return bytes - limit;
      };
      let [fits, tooLong] = [1_000, 40_000];
      assert.ok((await over(fits)) <= 0 && (await over(tooLong)) > 0);
      while (tooLong - fits > 1) {
        const middle = Math.floor((fits + tooLong) / 2);
        if ((await over(middle)) > 0) tooLong = middle;
        else fits = middle;
      }
      // Nobody is kept from much that would be taken.
      assert.ok(fits * 2 > (name === 'alpha' ? 40_000 : 60_000), String(fits));
      const becomes = async (length: number): Promise<unknown> => {
        const { txnId } = store.write(stack.seed.rooms[name]!, { text: textOf(length) });
        await engine.call('outbox-changed', { roomId: stack.seed.rooms[name]! });
        let became: unknown;
        await eventually('it is taken or not', () => {
          const state = store.records.find((record) => record.txnId === txnId)?.state;
          if (state?.kind === 'failed') became = state.error.code;
          if (room.rows.some((row) => row.txnId === txnId)) became = 'sent';
          return became !== undefined;
        });
        return became;
      };
      assert.equal(await becomes(fits), 'sent');
      assert.equal(await becomes(tooLong + 2_000), 'too-large');
      engine.service.stop();
    });
  }
});
