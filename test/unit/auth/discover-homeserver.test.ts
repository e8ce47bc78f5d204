import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { discoverHomeserver } from '../../../src/auth/discover-homeserver.ts';

let answers: Record<string, () => Response>;
let asked: string[];
let storage: Map<string, string>;

beforeEach(() => {
  answers = {};
  asked = [];
  storage = new Map();
  Object.assign(globalThis, {
    fetch: (url: string) => {
      asked.push(url);
      const answer = answers[url];
      return answer === undefined ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(answer());
    },
    localStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
    },
  });
});

const room = '#alpha:example.org';
const wellKnown = 'https://example.org/.well-known/matrix/client';
const names = (base: unknown) => () => Response.json({ 'm.homeserver': { base_url: base } });

describe('finding the homeserver', () => {
  test('takes a base URL as it is configured, and asks nobody', async () => {
    assert.equal(await discoverHomeserver({ room, homeserver: 'https://m.example.org/' }), 'https://m.example.org');
    assert.equal(await discoverHomeserver({ room, homeserver: 'http://m.localhost:80/x/' }), 'http://m.localhost/x');
    assert.deepEqual(asked, []);
  });

  test('refuses an address to which no token may go', async () => {
    const bad = ['http://m.example.org', 'ftp://x', 'https://a:b@x', 'https://x/?y', 'https://x/#y', 'javascript://x'];
    for (const homeserver of bad) {
      await assert.rejects(discoverHomeserver({ room, homeserver }), { code: 'wrong-settings', detail: 'homeserver' });
    }
    assert.deepEqual(asked, []);
  });

  test("asks the named server, else the alias's", async () => {
    answers[wellKnown] = names('https://matrix.example.org/');
    answers['https://other.org:8448/.well-known/matrix/client'] = names('https://m.other.org');
    assert.equal(await discoverHomeserver({ room }), 'https://matrix.example.org');
    assert.equal(await discoverHomeserver({ room, homeserver: 'other.org:8448' }), 'https://m.other.org');
    await assert.rejects(discoverHomeserver({ room: '!id' }), { code: 'wrong-settings', detail: 'homeserver' });
    await assert.rejects(discoverHomeserver({ room, homeserver: 'a/../b' }), { code: 'wrong-settings' });
  });

  test('takes the server itself where it has no .well-known', async () => {
    answers[wellKnown] = () => new Response('', { status: 404 });
    assert.equal(await discoverHomeserver({ room }), 'https://example.org');
  });

  test('takes the server itself where the missing .well-known may not be read', async () => {
    answers['https://example.org/_matrix/client/versions'] = () => Response.json({ versions: ['v1.11'] });
    assert.equal(await discoverHomeserver({ room }), 'https://example.org');
  });

  test('refuses a .well-known that is nonsense or leads to an insecure host', async () => {
    for (const answer of [
      names('http://m.example.org'),
      names(7),
      () => new Response('<html>'),
      () => Response.json(null),
    ]) {
      answers[wellKnown] = answer;
      await assert.rejects(discoverHomeserver({ room }), { code: 'wrong-settings' });
    }
  });

  test('takes a proxy that answers instead for a fault that passes', async () => {
    answers[wellKnown] = () => new Response('<html>', { status: 503 });
    await assert.rejects(discoverHomeserver({ room }), { code: 'homeserver-error', detail: 'HTTP 503' });
  });

  test('remembers the answer for a day, and longer where nobody answers', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    answers[wellKnown] = names('https://matrix.example.org');
    await discoverHomeserver({ room });
    await discoverHomeserver({ room });
    assert.equal(asked.length, 1);
    t.mock.timers.setTime(1_000_000 + 25 * 3_600_000);
    answers = {};
    assert.equal(await discoverHomeserver({ room }), 'https://matrix.example.org');
    storage.set('wiki-room:homeserver:example.org', '{"base":"http://evil.example","at":9e15}');
    await assert.rejects(discoverHomeserver({ room }), { code: 'homeserver-unreachable' });
  });
});
