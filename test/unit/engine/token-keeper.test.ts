import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { authorisedFetch } from '../../../src/engine/http/authorised-fetch.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { TokenKeeper } from '../../../src/engine/session/token-keeper.ts';
import type { StoredSession } from '../../../src/protocol/session.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';
import type { FakeRequest } from './fake-homeserver.ts';

const session: StoredSession = {
  homeserver,
  userId: '@alice:example.org',
  deviceId: 'DEVICE',
  accessToken: 'old',
  refreshToken: 'refresh-1',
  cryptoStoreKey: 'key',
};

interface Server {
  /** The token that is good now. */
  good: string;
  soft: boolean;
  refresh: (request: FakeRequest) => Response | Promise<Response>;
}

function setUp(more: Partial<StoredSession> = {}) {
  const log: string[] = [];
  const engine = { isNewest: true };
  const server: Server = {
    good: 'new',
    soft: true,
    refresh: () => Response.json({ access_token: 'new', refresh_token: 'refresh-2', expires_in_ms: 60_000 }),
  };
  const { fetch, requests } = fakeHomeserver((request) => {
    if (request.path.endsWith('/refresh')) return server.refresh(request);
    if (request.token !== server.good) return refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: server.soft });
    return Response.json({ used: request.token });
  });
  const tokens = new TokenKeeper(
    { ...session, ...more },
    {
      api: new MatrixApi(homeserver, fetch),
      isNewest: () => Promise.resolve(engine.isNewest),
      save: async ({ accessToken }) => void log.push(`stored ${accessToken}`),
      ended: (how) => log.push(`ended ${how}`),
      locked: () => log.push('locked'),
    },
  );
  const api = new MatrixApi(homeserver, authorisedFetch(homeserver, tokens, fetch));
  return { api, log, server, tokens, requests, engine };
}

describe('TokenKeeper', () => {
  it('renews nothing where a newer engine does, and ends nothing', async () => {
    const { api, log, requests, engine } = setUp();
    engine.isNewest = false;
    await assert.rejects(api.request({ path: '/x' }), { code: 'engine-lost' });
    assert.deepEqual([log, requests.filter(({ path }) => path.endsWith('/refresh')).length], [[], 0]);
  });

  it('renews a refused token once for many requests, stores it, and only then uses it', async () => {
    const { api, log, requests } = setUp();
    const answers = await Promise.all([1, 2, 3].map((i) => api.request({ path: `/_matrix/${String(i)}` })));
    assert.deepEqual(answers, [{ used: 'new' }, { used: 'new' }, { used: 'new' }]);
    assert.deepEqual(log, ['stored new']);
    const refreshes = requests.filter(({ path }) => path.endsWith('/refresh'));
    assert.deepEqual(
      refreshes.map(({ body }) => body),
      [{ refresh_token: 'refresh-1' }],
    );
  });

  it('tries to renew whatever the clock says: far from its end, and after a leap', async () => {
    for (const expiresAt of [Date.now() + 86_400_000, Date.now() - 86_400_000]) {
      const { api, log } = setUp({ expiresAt });
      assert.deepEqual(await api.request({ path: '/_matrix/x' }), { used: 'new' });
      assert.deepEqual(log, ['stored new']);
    }
  });

  it('renews before the end where that is near', async () => {
    const { api, requests } = setUp({ expiresAt: Date.now() + 2_000 });
    await api.request({ path: '/_matrix/x' });
    assert.deepEqual(
      requests.map(({ path }) => path.split('/').at(-1)),
      ['refresh', 'x'],
    );
  });

  it('asks once more with the same token where the answer was lost', async () => {
    const { api, server, log } = setUp();
    const { refresh } = server;
    let asked = 0;
    server.refresh = (request) => {
      if (++asked === 1) throw new TypeError('fetch failed');
      return refresh(request);
    };
    assert.deepEqual(await api.request({ path: '/_matrix/x' }), { used: 'new' });
    assert.deepEqual(log, ['stored new']);
  });

  it('does not end the session where the network fails', async () => {
    const { api, server, log } = setUp();
    server.refresh = () => {
      throw new TypeError('fetch failed');
    };
    await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'homeserver-unreachable' });
    server.refresh = () => new Response('<html>', { status: 502 });
    await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'homeserver-error' });
    assert.deepEqual(log, []);
  });

  for (const [soft, how] of [
    [true, 'soft'],
    [false, 'hard'],
  ] as const) {
    it(`ends the session ${how} where the homeserver refuses both tokens and says so`, async () => {
      const { api, server, log, requests } = setUp();
      server.soft = soft;
      server.refresh = () => refusal(401, 'M_UNKNOWN_TOKEN');
      await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'sign-in-required' });
      assert.deepEqual(log, [`ended ${how}`]);
      const sent = requests.length;
      await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'sign-in-required' });
      assert.equal(requests.length, sent, 'nothing is sent any more');
    });
  }

  it('ends the session softly where the homeserver renews no tokens any more', async () => {
    const { api, server, log } = setUp();
    server.refresh = () => refusal(404, 'M_UNRECOGNIZED');
    await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'sign-in-required' });
    assert.deepEqual(log, ['ended soft']);
  });

  it('learns from the request itself what has become of a device whose refresh token is refused near its end', async () => {
    for (const [soft, how] of [
      [true, 'soft'],
      [false, 'hard'],
    ] as const) {
      const { api, server, log, requests } = setUp({ expiresAt: Date.now() + 2_000 });
      server.refresh = () => refusal(401, 'M_UNKNOWN_TOKEN');
      server.good = 'old';
      assert.deepEqual(await api.request({ path: '/_matrix/x' }), { used: 'old' }, 'it is good until its end');
      await api.request({ path: '/_matrix/x' });
      assert.equal(requests.filter(({ path }) => path.endsWith('/refresh')).length, 1);
      assert.deepEqual(log, []);
      server.good = 'none';
      server.soft = soft;
      await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'sign-in-required' });
      assert.deepEqual(log, [`ended ${how}`]);
    }
  });

  it('tells of a locked account', async () => {
    const { log, tokens } = setUp();
    const { fetch } = fakeHomeserver(() => refusal(401, 'M_USER_LOCKED', { soft_logout: true }));
    const api = new MatrixApi(homeserver, authorisedFetch(homeserver, tokens, fetch));
    await assert.rejects(api.request({ path: '/_matrix/x' }), { code: 'account-locked' });
    assert.deepEqual(log, ['locked']);
  });

  it('sends the token to no other host', async () => {
    const { tokens } = setUp();
    const { fetch, requests } = fakeHomeserver(() => Response.json({}));
    const authorised = authorisedFetch(homeserver, tokens, fetch);
    for (const url of [
      'https://evil.example/x',
      'https://matrix.example.org.evil.example/x',
      'http://matrix.example.org/x',
    ]) {
      await assert.rejects(authorised(url));
    }
    assert.equal(requests.length, 0);
  });
});
