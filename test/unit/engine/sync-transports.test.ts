import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { ClassicSync } from '../../../src/engine/sync/classic-sync.ts';
import { SlidingSync } from '../../../src/engine/sync/sliding-sync.ts';
import type { SyncRequest } from '../../../src/engine/sync/sync-update.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';

function request(...rooms: string[]): SyncRequest {
  const { signal } = new AbortController();
  return {
    rooms: new Set(rooms),
    fresh: false,
    inDoubt: false,
    crypto: false,
    keysWait: async () => true,
    startsAnew: async () => undefined,
    signal,
  };
}

describe('ClassicSync', () => {
  it('leaves the position where it was for as long as keys wait that nothing can take in', async () => {
    let events: unknown[] = [{ type: 'm.room.encrypted', sender: '@bob:example.org', content: {} }];
    const { fetch, requests } = fakeHomeserver(() =>
      Response.json({ next_batch: String(requests.length), to_device: { events } }),
    );
    const sync = new ClassicSync(new MatrixApi(homeserver, fetch));
    const since = (): string | null | undefined => requests.at(-1)?.query.get('since');
    const ask = async (more: Partial<SyncRequest> = {}): Promise<boolean | undefined> => {
      const answer = await sync.poll({ ...request('!a'), ...more });
      answer.commit();
      return answer.keysWait;
    };
    assert.equal(await ask(), true);
    assert.equal(await ask({ crypto: true }), false);
    assert.equal(since(), null, 'they come again');
    assert.equal(await ask({ keysWait: async () => false }), false);
    assert.equal(since(), '2', 'they were taken in');
    events = [];
    assert.equal(await ask(), false);
    assert.equal(since(), '3', 'nobody can have sent any to a device that never encrypted');
  });
});

describe('SlidingSync', () => {
  it('says when it asks without a position', async () => {
    const { fetch } = fakeHomeserver(() => Response.json({ pos: '1' }));
    const sync = new SlidingSync(new MatrixApi(homeserver, fetch));
    let anew = 0;
    const startsAnew = async (): Promise<void> => {
      anew++;
    };
    (await sync.poll({ ...request('!a'), startsAnew })).commit();
    (await sync.poll({ ...request('!a'), startsAnew })).commit();
    assert.equal(anew, 1);
    sync.reset();
    await sync.poll({ ...request('!a'), startsAnew });
    assert.equal(anew, 2);
  });

  it('says once what messages to the device it has taken in, and nothing to a homeserver that may be another by now', async () => {
    let events: unknown[] = [{ type: 'm.room_key', sender: '@bob:example.org', content: {} }];
    const { fetch, requests } = fakeHomeserver(() =>
      Response.json({ pos: '1', extensions: { to_device: { next_batch: '900', events } } }),
    );
    const sync = new SlidingSync(new MatrixApi(homeserver, fetch));
    const since = (): unknown => {
      const { extensions } = requests.at(-1)?.body as { extensions: { to_device: { since?: string } } };
      return extensions.to_device.since;
    };
    const crypto = { ...request('!a'), crypto: true };
    (await sync.poll(crypto)).commit();
    assert.equal(since(), undefined);
    events = [];
    await sync.poll({ ...crypto, inDoubt: true });
    assert.equal(since(), undefined);
    await sync.poll(crypto);
    assert.equal(since(), '900');
    (await sync.poll(crypto)).commit();
    assert.equal(since(), '900', 'no answer came to it');
    (await sync.poll(crypto)).commit();
    assert.equal(since(), undefined, 'nothing has come since');
    events = [{ type: 'm.room_key', sender: '@bob:example.org', content: {} }];
    (await sync.poll(crypto)).commit();
    sync.reset();
    await sync.poll(crypto);
    assert.equal(since(), undefined);
  });

  it('refuses an answer without a position, a page of a proxy and a cut body', async () => {
    const bodies: (() => Response)[] = [
      () => Response.json({ rooms: {} }),
      () => Response.json({ pos: 5 }),
      () => Response.json({ pos: '' }),
      () => Response.json([]),
      () => Response.json(null),
      () => new Response('<html>Please log in</html>', { headers: { 'Content-Type': 'text/html' } }),
      () => new Response('{"pos":"1","rooms":{"!a":{"timel'),
      () => new Response(''),
    ];
    for (const body of bodies) {
      const { fetch } = fakeHomeserver(body);
      const sync = new SlidingSync(new MatrixApi(homeserver, fetch));
      const poll = sync.poll(request('!a'));
      await assert.rejects(poll, { code: 'homeserver-error' });
    }
  });

  it('tells an unknown position from other refusals', async () => {
    const { fetch } = fakeHomeserver(() => refusal(400, 'M_UNKNOWN_POS'));
    const sync = new SlidingSync(new MatrixApi(homeserver, fetch));
    const poll = sync.poll(request('!a'));
    await assert.rejects(poll, { detail: 'M_UNKNOWN_POS' });
  });
});

describe('each way of syncing', () => {
  it('waits for no news in a first answer, and where there is a room that was not told of', async () => {
    const { fetch, requests } = fakeHomeserver(() => Response.json({ pos: '1', next_batch: '1' }));
    const api = new MatrixApi(homeserver, fetch);
    for (const sync of [new SlidingSync(api), new ClassicSync(api)]) {
      for (const fresh of [false, false, true, false]) (await sync.poll({ ...request('!a'), fresh })).commit();
    }
    assert.deepEqual(
      requests.map(({ query }) => query.get('timeout')),
      ['0', '30000', '0', '30000', '0', '30000', '0', '30000'],
    );
  });
});
