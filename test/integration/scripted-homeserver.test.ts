import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Fields } from '../../src/engine/shape.ts';
import { startEngineStack } from '../support/engine-stack.ts';
import { ScriptedHomeserver, alice, roomAlias, roomId } from '../support/scripted-homeserver.ts';
import type { Stack } from '../stack/stack.ts';

let stack: Stack;
let real: { url: string; fetch: typeof fetch; token: string; roomId: string; alias: string };
let scripted: typeof real;

before(async () => {
  stack = await startEngineStack();
  const server = new ScriptedHomeserver();
  const jwt = await stack.token('alice');
  const url = stack.synapse.baseUrl;
  real = {
    url,
    fetch,
    token: await tokenOf(url, fetch, jwt),
    roomId: stack.seed.rooms['news']!,
    alias: '#news:example.org',
  };
  const scriptedFetch = server.fetch as typeof fetch;
  const token = await tokenOf(server.url, scriptedFetch, jwt);
  scripted = { url: server.url, fetch: scriptedFetch, token, roomId, alias: roomAlias };
});

after(() => stack.stop());

const logIn = (token: string): Fields => ({ type: 'org.matrix.login.jwt', token, refresh_token: true });

async function tokenOf(url: string, ask: typeof fetch, jwt: string): Promise<string> {
  const answer = await ask(`${url}/_matrix/client/v3/login`, { method: 'POST', body: JSON.stringify(logIn(jwt)) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function ask(at: typeof real, path: string, init: RequestInit = {}, token = at.token) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await at.fetch(`${at.url}${path}`, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Fields };
}

/** Names and types of what is in a value; of a list, of its first item. */
function shapeOf(value: unknown, depth = 4): unknown {
  if (Array.isArray(value)) return value.length === 0 || depth === 0 ? 'list' : [shapeOf(value[0], depth - 1)];
  if (typeof value !== 'object' || value === null) return typeof value;
  if (depth === 0) return 'object';
  // What is in an event, and whether it is of the state, is the event's own affair.
  const fields = Object.entries(value).filter(([key]) => key !== 'state_key');
  return Object.fromEntries(
    fields.map(([key, inner]) => [key, /^(content|unsigned)$/.test(key) ? typeof inner : shapeOf(inner, depth - 1)]),
  );
}

/** What the double says, the real one says too, in the same shape. */
function assertWithin(double: unknown, truth: unknown, way: string): void {
  if (typeof double !== 'object' || double === null || Array.isArray(double)) {
    if (double !== 'list' && truth !== 'list' && !Array.isArray(double)) assert.equal(double, truth, way);
    else if (Array.isArray(double) && Array.isArray(truth)) assertWithin(double[0], truth[0], `${way}.0`);
    return;
  }
  for (const [key, inner] of Object.entries(double)) {
    assert.ok(typeof truth === 'object' && truth !== null && key in truth, `${way}.${key} is not in a real answer`);
    assertWithin(inner, (truth as Fields)[key], `${way}.${key}`);
  }
}

async function compare(
  path: (at: typeof real) => string,
  init: (at: typeof real) => RequestInit = () => ({}),
  token?: string,
) {
  const [double, truth] = await Promise.all(
    [scripted, real].map((at) => ask(at, path(at), init(at), token ?? at.token)),
  );
  assert.equal(double!.status, truth!.status);
  const named = (text: string, at: typeof real): string => text.replaceAll(at.roomId, 'ROOM');
  const shapes = [shapeOf(double!.body), shapeOf(truth!.body)].map((shape) => JSON.stringify(shape));
  assertWithin(JSON.parse(named(shapes[0]!, scripted)), JSON.parse(named(shapes[1]!, real)), 'answer');
  return { double: double!.body, truth: truth!.body };
}

describe('the scripted homeserver says what a real one says', () => {
  const rooms = (path: string) => (at: typeof real) =>
    `/_matrix/client/v3/rooms/${encodeURIComponent(at.roomId)}${path}`;
  const sliding = '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync';
  const subscription = (at: typeof real): RequestInit => ({
    method: 'POST',
    body: JSON.stringify({
      conn_id: 'shape',
      lists: {},
      room_subscriptions: { [at.roomId]: { required_state: [['m.room.name', '']], timeline_limit: 30 } },
      extensions: { account_data: { enabled: true }, receipts: { enabled: true }, typing: { enabled: true } },
    }),
  });

  it('of a first sliding sync, of news, and of an unknown position', async () => {
    const first = await compare(() => `${sliding}?timeout=0`, subscription);
    assert.equal(typeof first.truth['pos'], 'string');
    const { double, truth } = await compare(
      (at) => `${sliding}?timeout=0&pos=${at === real ? '9999999%2Fs9999999_9_9_9_9_9_9_9_9_9' : '99%2F9'}`,
      subscription,
    );
    assert.deepEqual([double['errcode'], truth['errcode']], ['M_UNKNOWN_POS', 'M_UNKNOWN_POS']);
  });

  it('of history, one event, an alias, and what is not there', async () => {
    await compare(rooms('/messages?dir=b&limit=3'));
    const name = await ask(real, rooms('/messages?dir=b&limit=1')(real));
    const id = (name.body['chunk'] as { event_id: string }[])[0]!.event_id;
    await compare((at) => rooms(`/event/${encodeURIComponent(at === real ? id : '$1')}`)(at));
    await compare(rooms('/event/%24nowhere'));
    await compare((at) => `/_matrix/client/v3/directory/room/${encodeURIComponent(at.alias)}`);
    await compare(() => `/_matrix/client/v3/directory/room/${encodeURIComponent('#nowhere:example.org')}`);
  });

  it('of what is sent, twice by the same transaction, and of an unknown token', async () => {
    const send = rooms('/send/m.room.message/txn-1');
    const body = { method: 'PUT', body: JSON.stringify({ msgtype: 'm.text', body: 'x' }) };
    const tokens = [scripted.token, real.token];
    assert.equal(new Set(tokens).size, 2);
    const refused = await compare(send, () => body, 'unknown');
    assert.deepEqual([refused.double['errcode'], refused.truth['errcode']], ['M_UNKNOWN_TOKEN', 'M_UNKNOWN_TOKEN']);
    const server = new ScriptedHomeserver();
    const token = await tokenOf(server.url, server.fetch as typeof fetch, 'x');
    const fresh = { ...scripted, fetch: server.fetch as typeof fetch, token };
    for (const at of [fresh, real]) {
      const [one, two] = [await ask(at, send(at), body), await ask(at, send(at), body)];
      assert.equal(one.body['event_id'], two.body['event_id']);
      assert.match(String(one.body['event_id']), /^\$/);
    }
    assert.equal(alice, stack.users.alice.userId);
  });

  // Last, for the double knows one session at a time.
  it('of a log-in and a renewal', async () => {
    const jwt = await stack.token('bob');
    const logins = await compare(
      () => '/_matrix/client/v3/login',
      () => ({ method: 'POST', body: JSON.stringify(logIn(jwt)) }),
    );
    const tokens = new Map([
      [scripted, logins.double['refresh_token']],
      [real, logins.truth['refresh_token']],
    ]);
    await compare(
      () => '/_matrix/client/v3/refresh',
      (at) => ({ method: 'POST', body: JSON.stringify({ refresh_token: tokens.get(at) }) }),
    );
    const refused = await compare(
      () => '/_matrix/client/v3/refresh',
      () => ({ method: 'POST', body: JSON.stringify({ refresh_token: 'unknown' }) }),
    ).catch((error: unknown) => error);
    assert.ok(!(refused instanceof Error), String(refused));
  });
});
