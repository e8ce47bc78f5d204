import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { MediaLoader } from '../../../src/engine/media/media-loader.ts';
import { largestFile } from '../../../src/protocol/media.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

const { signal } = new AbortController();
const mime = 'text/html';

function setUp(answer: (request: FakeRequest) => Answer) {
  const redirects: (RequestRedirect | undefined)[] = [];
  const { fetch, requests } = fakeHomeserver(answer);
  const api = new MatrixApi(homeserver, (input, init) => {
    redirects.push(init?.redirect);
    return fetch(input, init);
  });
  const waits: number[] = [];
  const waker = {
    wait: async (ms: number) => {
      waits.push(ms);
    },
  };
  return { loader: new MediaLoader(api, signal, waker, async () => undefined), requests, redirects, waits };
}

/** Gives the answers one after the other, and a file then. */
function after(...answers: readonly (() => Answer)[]): () => Answer {
  const left = [...answers];
  return () => left.shift()?.() ?? new Response('x');
}

describe('MediaLoader', () => {
  const source = { mxc: 'mxc://example.org/a' };

  it('downloads from the own homeserver, follows no redirect, and gives a harmless type', async () => {
    const { loader, requests, redirects } = setUp(() => new Response('<script>'));
    const blob = await loader.load({ source: { mxc: 'mxc://other.example/id_1-a' }, mime });
    assert.equal(blob.type, 'application/octet-stream');
    assert.equal(await blob.text(), '<script>');
    assert.equal(requests[0]?.path, '/_matrix/client/v1/media/download/other.example/id_1-a');
    assert.equal(requests[0].query.size, 0);
    assert.deepEqual(redirects, ['error']);
  });

  it('asks for a thumbnail, but not of what the homeserver cannot read', async () => {
    const { loader, requests } = setUp(() => new Response('x'));
    const thumbnail = { width: 320.4, height: 1e9 };
    await loader.load({ source, mime, thumbnail });
    assert.equal(requests[0]?.path, '/_matrix/client/v1/media/thumbnail/example.org/a');
    assert.deepEqual([requests[0].query.get('width'), requests[0].query.get('height')], ['320', '2000']);
    const encryption = { key: 'x', iv: 'x', sha256: 'x' };
    await assert.rejects(loader.load({ source: { ...source, encryption }, mime, thumbnail }), {
      code: 'media-damaged',
    });
    assert.equal(requests[1]?.path, '/_matrix/client/v1/media/download/example.org/a');
  });

  for (const mxc of [
    'mxc://example.org/../../../sync',
    'mxc://example.org/a%2fb',
    'mxc://example.org/a?x',
    'mxc://e/a#b',
    'https://e/a',
    '',
  ]) {
    it(`asks for nothing at ${mxc}`, async () => {
      const { loader, requests } = setUp(() => new Response('x'));
      await assert.rejects(loader.load({ source: { mxc }, mime }), { code: 'media-unavailable' });
      assert.equal(requests.length, 0);
    });
  }

  it('stops at more bytes than were declared', async () => {
    const { loader } = setUp(() => new Response('x'.repeat(1_000)));
    await assert.rejects(loader.load({ source: { ...source, size: 999 }, mime }), { code: 'media-damaged' });
  });

  describe('of a picture that the homeserver cannot scale', () => {
    const thumbnail = { width: 800, height: 600 };
    const unscalable = (no: () => Answer) =>
      setUp(({ path }) => (path.includes('/thumbnail/') ? no() : new Response('x'.repeat(1_000))));

    for (const [status, errcode] of [
      [400, 'M_UNKNOWN'],
      [413, 'M_TOO_LARGE'],
      [502, 'M_TOO_LARGE'],
    ] as const) {
      it(`gives the whole where it is small (${status} ${errcode})`, async () => {
        for (const size of [undefined, 1_000]) {
          const { loader, requests } = unscalable(() => refusal(status, errcode));
          const blob = await loader.load({
            source: size === undefined ? source : { ...source, size },
            mime,
            thumbnail,
          });
          assert.deepEqual([blob.size, requests.length], [1_000, 2]);
        }
        const { loader, requests } = unscalable(() => refusal(status, errcode));
        await assert.rejects(loader.load({ source: { ...source, size: 20_000_000 }, mime, thumbnail }));
        assert.equal(requests.length, 1);
      });
    }

    it('does not ask for the whole where there is none', async () => {
      const { loader, requests } = unscalable(() => refusal(404, 'M_NOT_FOUND'));
      await assert.rejects(loader.load({ source, mime, thumbnail }), { code: 'media-unavailable' });
      assert.equal(requests.length, 1);
    });
  });

  it('does not begin with what is too large, and ends where that was not said', async () => {
    const { loader, requests } = setUp(() => new Response('x'));
    await assert.rejects(loader.load({ source: { ...source, size: largestFile + 1 }, mime }), { code: 'too-large' });
    assert.equal(requests.length, 0);
    await loader.load({ source: { ...source, size: largestFile + 1 }, mime, thumbnail: { width: 8, height: 6 } });
    assert.equal(requests.length, 1);
    await loader.load({ source: { ...source, size: largestFile }, mime });
  });

  it('takes the older way only where the homeserver knows no other', async () => {
    const { loader, requests } = setUp(({ path }) =>
      path.startsWith('/_matrix/client/v1') ? refusal(404, 'M_UNRECOGNIZED') : new Response('old'),
    );
    assert.equal(await (await loader.load({ source: { mxc: 'mxc://example.org/a' }, mime })).text(), 'old');
    assert.equal(requests[1]?.path, '/_matrix/media/v3/download/example.org/a');
    const gone = setUp(() => refusal(404, 'M_NOT_FOUND'));
    await assert.rejects(gone.loader.load({ source: { mxc: 'mxc://example.org/a' }, mime }), {
      code: 'media-unavailable',
    });
    assert.equal(gone.requests.length, 1);
  });

  it('waits as long as a homeserver that has too much to do asks for', async () => {
    const limited = (): Answer => refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 4_000 });
    const { loader, requests, waits } = setUp(after(limited, limited));
    assert.equal(await (await loader.load({ source, mime })).text(), 'x');
    assert.equal(requests.length, 3);
    assert.ok(waits.length === 2 && waits.every((ms) => ms >= 4_000 && ms < 6_000), String(waits));
    const busy = setUp(limited);
    await assert.rejects(busy.loader.load({ source, mime }), { code: 'rate-limited' });
    assert.ok(busy.requests.length > 2 && busy.requests.length < 6, String(busy.requests.length));
    const closed = setUp(() => refusal(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 3_600_000 }));
    await assert.rejects(closed.loader.load({ source, mime }), { code: 'rate-limited' });
    assert.equal(closed.requests.length, 1, 'nobody waits an hour for a picture');
  });

  it('gives a large file the time that it needs on a slow line', async (t) => {
    const timeout = t.mock.method(AbortSignal, 'timeout');
    const longest = async (size: number | undefined): Promise<number> => {
      await setUp(() => new Response('x')).loader.load({
        source: size === undefined ? source : { ...source, size },
        mime,
      });
      return timeout.mock.calls.at(-1)?.arguments[0] ?? 0;
    };
    const minute = 60_000;
    assert.ok((await longest(1)) <= 6 * minute);
    const large = await longest(largestFile);
    assert.ok(large > 60 * minute && large < 180 * minute);
    assert.equal(await longest(undefined), large);
  });

  const passing: readonly [string, () => Answer, string][] = [
    ['a network that was lost', () => Promise.reject(new TypeError('Failed to fetch')), 'homeserver-unreachable'],
    ['a proxy whose homeserver starts again', () => new Response('<html>', { status: 502 }), 'homeserver-error'],
    [
      'a connection that broke off',
      () =>
        new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) })),
      'homeserver-unreachable',
    ],
  ];
  for (const [name, answer, code] of passing) {
    it(`tries again after ${name}, and not for ever`, async () => {
      const { loader, requests } = setUp(after(answer));
      assert.equal(await (await loader.load({ source, mime })).text(), 'x');
      assert.equal(requests.length, 2);
      const lasting = setUp(answer);
      await assert.rejects(lasting.loader.load({ source, mime }), { code });
      assert.ok(lasting.requests.length < 6);
    });
  }

  it('takes the word of a homeserver that cannot have it from another one', async () => {
    const { loader, requests } = setUp(() => refusal(502, 'M_UNKNOWN'));
    await assert.rejects(loader.load({ source, mime }), { code: 'homeserver-error' });
    assert.equal(requests.length, 1);
  });
});
