import 'fake-indexeddb/auto';
import '../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { after, describe, it, mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { TestEngineStore } from '../support/engine-store.ts';
import { eventually } from '../support/followed-engine.ts';
import { engineOn, liveEngine } from '../support/scripted-engine.ts';
import { ScriptedHomeserver, alice, bob, refusal, roomId } from '../support/scripted-homeserver.ts';

const html = '<!doctype html><title>Please log in</title>';
const limited = (more: object, headers?: HeadersInit): Response =>
  Response.json(
    { errcode: 'M_LIMIT_EXCEEDED', ...more },
    { status: 429, ...(headers === undefined ? {} : { headers }) },
  );

/** What every request is answered with, and the code that the reader's words are chosen by. */
const faults: [string, string, () => Response][] = [
  ['no network, CORS, TLS, a redirect', 'homeserver-unreachable', () => fail()],
  ['500', 'homeserver-error', () => refusal(500, 'M_UNKNOWN')],
  ['502 with a page', 'homeserver-error', () => new Response(html, { status: 502 })],
  ['503 without a body', 'homeserver-error', () => new Response(null, { status: 503 })],
  ['a page of a captive portal', 'homeserver-error', () => new Response(html)],
  ['a refusal of a captive portal', 'homeserver-error', () => new Response(html, { status: 511 })],
  ['a page with 403', 'homeserver-error', () => new Response(html, { status: 403 })],
  ['an empty body', 'homeserver-error', () => new Response('')],
  ['cut JSON', 'homeserver-error', () => new Response('{"pos":"1/9","rooms":{"!room')],
  ['JSON that is no object', 'homeserver-error', () => Response.json(['pos'])],
  ['an answer without a position', 'homeserver-error', () => Response.json({ rooms: {} })],
  ['broken UTF-8', 'homeserver-error', () => new Response(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x00]))],
  ['a body that breaks off', 'homeserver-unreachable', () => new Response(brokenBody())],
  ['deep arrays', 'homeserver-error', () => new Response('['.repeat(100_000) + ']'.repeat(100_000))],
  ['a refusal that lasts', 'unknown', () => refusal(400, 'M_INVALID_PARAM')],
  ['a position that stays unknown', 'unknown', () => refusal(400, 'M_UNKNOWN_POS')],
  ['a rate limit', 'rate-limited', () => limited({ retry_after_ms: 4_000 })],
  ['a rate limit without a wait', 'rate-limited', () => limited({})],
  ['a rate limit of no time', 'rate-limited', () => limited({ retry_after_ms: 0 })],
  ['a rate limit of less than no time', 'rate-limited', () => limited({ retry_after_ms: -5 })],
  ['a rate limit in words', 'rate-limited', () => limited({ retry_after_ms: 'soon' })],
  ['a rate limit for ever', 'rate-limited', () => limited({ retry_after_ms: 1e15 })],
  ['a rate limit by header', 'rate-limited', () => limited({}, { 'Retry-After': '4' })],
];

function fail(): never {
  throw new TypeError('fetch failed');
}

function brokenBody(): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"pos":'));
      controller.error(new TypeError('terminated'));
    },
  });
}

describe('a homeserver that answers with', { concurrency: true }, () => {
  for (const [name, code, answer] of faults) {
    it(`${name}: it is said, nothing is lost, and nobody storms`, async () => {
      using running = await liveEngine();
      const { server, engine, store, texts } = running;
      server.say('Before');
      await eventually('the message', () => texts().includes('Before'));
      // Within ten seconds: the sync and one message, each tried anew after 1 to 2, 5, 10, … seconds; a rate limit after 2.
      const most = code === 'rate-limited' ? 12 : 9;
      server.fault = () => answer();
      server.forgetPositions();
      const asked = server.requests.length;
      const written = store.write(roomId, { text: 'Meanwhile' });
      await engine.call('outbox-changed', { roomId });
      await eventually('it is said', () => engine.connection?.state === 'lost');
      assert.equal(engine.connection?.state === 'lost' && engine.connection.error.code, code);
      await delay(10_000);
      assert.ok(server.requests.length - asked <= most, `${String(server.requests.length - asked)} requests`);
      assert.ok(texts().includes('Before'), 'what was there can still be read');
      assert.equal(engine.session?.state, 'signed-in');

      server.say('While away');
      server.fault = () => undefined;
      await engine.call('retry-connection', {});
      await eventually('all is well', () => engine.connection?.state === 'live' && texts().includes('While away'));
      if (code === 'unknown') {
        // Refused for good: it stays with the reader, who is told.
        assert.equal(store.records[0]?.state.kind, 'failed');
        assert.ok(!texts().includes('Meanwhile'));
      } else {
        await eventually('what was written is there', () => texts().includes('Meanwhile'), 30_000);
        assert.equal(running.room.rows.filter(({ txnId }) => txnId === written.txnId).length, 1);
      }
      assert.equal(new Set(running.room.rows.map(({ id }) => id)).size, running.room.rows.length);
    });
  }

  it('nothing new at all, at once, for ever: it is asked once in a second', async () => {
    using running = await liveEngine();
    const { server } = running;
    server.fault = ({ path }) => (path.endsWith('/sync') ? Response.json({ pos: 'x', rooms: {} }) : undefined);
    server.forgetPositions();
    const asked = server.requests.length;
    await delay(5_000);
    assert.ok(server.requests.length - asked <= 7, `${String(server.requests.length - asked)} requests`);
    assert.equal(running.engine.connection?.state, 'live');
  });

  it('nothing while somebody types: nobody is said to type meanwhile', async () => {
    using running = await liveEngine();
    const { server, engine, room } = running;
    const typing = { rooms: { [roomId]: { type: 'm.typing', content: { user_ids: [bob] } } } };
    server.fault = ({ path }) =>
      path.endsWith('/sync') ? Response.json({ pos: 'x', rooms: {}, extensions: { typing } }) : undefined;
    server.forgetPositions();
    await eventually('it is said who types', () => room.snapshot?.typing.length === 1);
    server.fault = () => fail();
    await eventually('nobody types', () => room.snapshot?.typing.length === 0, 20_000);
    assert.equal(engine.connection?.state, 'lost');
  });

  it('messages again, before the sync has been tried: it is tried then', async () => {
    using running = await liveEngine();
    const { server, engine, store } = running;
    server.fault = ({ path }) => (path.endsWith('/sync') ? fail() : undefined);
    server.forgetPositions();
    // After the second failure the sync waits for ten seconds.
    await eventually('the sync rests', () => engine.connection?.state === 'lost', 20_000);
    server.fault = () => undefined;
    store.write(roomId, { text: 'It is there' });
    await engine.call('outbox-changed', { roomId });
    await eventually('all is well', () => engine.connection?.state === 'live', 5_000);
  });

  it('502 to who wants to get into a room, and to nothing else: it is said, tried on, and the room opens then', async () => {
    using running = await engineOn();
    const { server, engine, room, texts } = running;
    let [broken, inRoom] = [true, false];
    server.say('Before');
    server.fault = ({ path }) => {
      if (path.endsWith('/sync')) return inRoom ? undefined : Response.json({ pos: 'x', rooms: {} });
      if (broken && /summary|\/join\//.test(path)) return new Response(html, { status: 502 });
      if (!path.includes('/join/')) return undefined;
      inRoom = true;
      server.forgetPositions();
      return Response.json({ room_id: roomId });
    };
    await running.signIn();
    await eventually('it is said', () => room.snapshot?.access.kind === 'refused', 20_000);
    assert.equal(engine.connection?.state, 'live');
    assert.equal(room.snapshot?.access.kind === 'refused' && room.snapshot.access.error.code, 'homeserver-error');
    broken = false;
    await engine.call('retry-connection', {});
    await eventually('the room is open', () => texts().includes('Before'), 20_000);
    assert.equal(room.snapshot?.access.kind, 'joined');
  });

  it('a rate limit at the log-in: it is told, within a while', async () => {
    using running = await engineOn();
    running.server.fault = () => limited({ retry_after_ms: 60_000 });
    await assert.rejects(running.signIn(), { code: 'rate-limited' });
    assert.equal(running.server.count('/login'), 1);
  });
});

describe('a homeserver that was put back', { concurrency: true }, () => {
  it('has forgotten positions: it goes on at once, and no row is doubled', async () => {
    using running = await liveEngine();
    const { server, engine, texts } = running;
    server.say('One');
    await eventually('the message', () => texts().includes('One'));
    for (const text of ['Two', 'Three']) {
      server.forgetPositions();
      server.say(text);
      await eventually('the next message', () => texts().includes(text), 8_000);
    }
    assert.deepEqual(texts(), ['One', 'Two', 'Three']);
    assert.ok(!engine.connectionStates.includes('lost'));
  });

  it('has lost its newest messages: they are no longer shown, and what follows is in its place', async () => {
    using running = await liveEngine();
    const { server, store, texts } = running;
    server.say('Kept');
    const putBack = server.copy();
    server.say('Lost');
    server.say('Lost too');
    await eventually('all of them', () => texts().length === 3);
    putBack();
    await eventually('what the homeserver has', () => texts().length === 1);
    const last = running.room.rows.at(-1);
    assert.ok(last?.kind === 'gap' && last.state === 'lost', 'the reader is told');
    server.say('Afterwards');
    await eventually('what follows', () => texts().length === 2);
    assert.deepEqual(texts(), ['Kept', 'Afterwards']);
    await eventually('the stored screenful too', () => {
      const stored = JSON.stringify([...store.rooms.values()]);
      return stored.includes('Afterwards') && !stored.includes('Lost');
    });
  });

  it('has lost far more than is shown: only what it has remains', async () => {
    using running = await liveEngine();
    const { server, texts } = running;
    for (let i = 1; i <= 40; i++) server.say(`Old ${String(i)}`);
    const putBack = server.copy();
    for (let i = 1; i <= 80; i++) server.say(`New ${String(i)}`);
    await eventually('the newest', () => texts().at(-1) === 'New 80');
    await eventually('no gap', () => !running.room.rows.some(({ kind }) => kind === 'gap'));
    putBack();
    await eventually('what the homeserver has', () => texts().at(-1) === 'Old 40');
    assert.ok(!texts().some((text) => text.startsWith('New')));
    assert.equal(new Set(texts()).size, texts().length);
  });

  it('does not know the device: the reader is told, and nothing of the account stays', async () => {
    const server = new ScriptedHomeserver();
    const putBack = server.copy();
    using running = await liveEngine(server);
    const { engine, store } = running;
    store.write(roomId, { text: 'unsent' });
    await eventually('saved', () => store.rooms.size > 0);
    putBack();
    await eventually('signed out', () => engine.session?.state === 'signed-out');
    assert.equal(engine.session?.state === 'signed-out' && engine.session.error?.code, 'signed-out-elsewhere');
    assert.deepEqual([store.stored, store.records.length, store.rooms.size], [undefined, 0, 0]);
  });
});

describe('a gap', () => {
  it('is filled, in order, whether it is told of or not', async () => {
    using running = await liveEngine();
    const { server, engine, texts } = running;
    server.say('Before');
    await eventually('the message', () => texts().length === 1);
    server.fault = () => fail();
    server.forgetPositions();
    for (let i = 0; i < 200; i++) server.say(`Away ${String(i)}`);
    server.fault = ({ path }) => (path.endsWith('/messages') ? fail() : undefined);
    await engine.call('retry-connection', {});
    await eventually('a line for the gap', () =>
      running.room.rows.some((row) => row.kind === 'gap' && row.state === 'failed'),
    );
    assert.deepEqual([texts()[0], texts().at(-1)], ['Before', 'Away 199'], 'never two ends joined silently');
    server.fault = () => undefined;
    server.forgetPositions();
    server.fault = ({ path }) => (path.endsWith('/sync') && !down.done ? ((down.done = true), fail()) : undefined);
    const down = { done: false };
    await engine.call('retry-connection', {});
    await eventually('all of them', () => texts().length === 201);
    assert.deepEqual(texts(), ['Before', ...Array.from({ length: 200 }, (_, i) => `Away ${String(i)}`)]);
  });
});

describe('this computer', () => {
  after(() => mock.timers.reset());

  for (const hours of [24, -24]) {
    it(`has its clock put ${String(hours)} h: messages come, and nobody is signed out`, async () => {
      using running = await liveEngine();
      const { server, engine, texts } = running;
      // A request is on its way when the clock leaps, and brings no news.
      const quiet = Promise.withResolvers<Response>();
      let held = false;
      server.fault = ({ path }) => {
        if (held || !path.endsWith('/sync')) return undefined;
        held = true;
        return quiet.promise;
      };
      server.forgetPositions();
      await eventually('it asks', () => held);
      const real = Date.now();
      mock.timers.enable({ apis: ['Date'], now: real });
      mock.timers.setTime(real + hours * 3_600_000);
      quiet.resolve(Response.json({ pos: `2/${String(server.timeline.length)}` }));
      server.say('After the leap');
      await eventually('the message', () => texts().includes('After the leap'), 8_000);
      assert.equal(engine.session?.state, 'signed-in');
      server.accessToken = 'revoked';
      server.forgetPositions();
      server.say('With a new token');
      await eventually('a renewed token', () => texts().includes('With a new token'), 8_000);
      assert.equal(engine.session.state, 'signed-in');
      mock.timers.reset();
    });
  }

  it('tells of its network: a hint to try at once, never a reason to stop or to storm', async () => {
    const hints = new EventTarget();
    const value = hints.addEventListener.bind(hints);
    Object.defineProperty(globalThis, 'addEventListener', { value, configurable: true });
    using running = await liveEngine();
    Reflect.deleteProperty(globalThis, 'addEventListener');
    const { server, engine, texts } = running;
    hints.dispatchEvent(new Event('offline'));
    server.say('They say we are offline');
    await eventually('the message', () => texts().length === 1, 8_000);

    server.fault = () => fail();
    server.forgetPositions();
    await eventually('lost', () => engine.connection?.state === 'lost');
    await delay(2_100);
    server.fault = () => undefined;
    const at = performance.now();
    hints.dispatchEvent(new Event('online'));
    // By itself it would try again after eight seconds at the earliest.
    await eventually('live at once', () => engine.connection?.state === 'live', 5_000);
    assert.ok(performance.now() - at < 5_000);

    const asked = server.requests.length;
    for (let i = 0; i < 200; i++) hints.dispatchEvent(new Event(i % 2 === 0 ? 'offline' : 'online'));
    await delay(1_500);
    assert.ok(server.requests.length - asked <= 2, `${String(server.requests.length - asked)} requests`);
  });
});

describe('an account', () => {
  it('that is locked keeps everything, asks for nothing more, and goes on when told to', async () => {
    using running = await liveEngine();
    const { server, engine, store, texts } = running;
    store.write(roomId, { text: 'unsent' });
    server.fault = () => refusal(401, 'M_USER_LOCKED', { soft_logout: true });
    server.forgetPositions();
    await eventually('it is said', () => engine.session?.state === 'failed');
    assert.equal(engine.session?.state === 'failed' && engine.session.error.code, 'account-locked');
    const asked = server.requests.length;
    await delay(2_000);
    assert.equal(server.requests.length, asked);
    assert.equal(store.stored?.userId, alice);
    server.fault = () => undefined;
    await engine.call('retry-connection', {});
    await eventually('what waited is sent', () => texts().includes('unsent'));
  });

  it('whose session ended softly keeps device, keys and outbox', async () => {
    const store = new TestEngineStore();
    using running = await liveEngine(undefined, store);
    const { server, engine, texts } = running;
    const session = store.stored;
    server.softLogout = true;
    server.accessToken = server.refreshToken = 'revoked';
    server.forgetPositions();
    await eventually('expired', () => engine.session?.state === 'expired');
    for (const text of ['One', 'Two', 'Three']) store.write(roomId, { text });
    await running.signIn();
    await eventually('all that waited', () => texts().length === 3);
    assert.deepEqual(texts(), ['One', 'Two', 'Three']);
    assert.deepEqual(
      [store.stored?.deviceId, store.stored?.cryptoStoreKey],
      [session?.deviceId, session?.cryptoStoreKey],
    );
  });
});
