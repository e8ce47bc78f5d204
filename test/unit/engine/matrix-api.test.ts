import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';

import { authorisedFetch } from '../../../src/engine/http/authorised-fetch.ts';
import { MatrixApi } from '../../../src/engine/http/matrix-api.ts';
import { readBytes } from '../../../src/engine/http/read-body.ts';
import type { TokenKeeper } from '../../../src/engine/session/token-keeper.ts';

const servers: Server[] = [];

/** Over a real connection: what becomes of it is what the browser's `fetch` makes of it, too. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const api = (url: string): MatrixApi => new MatrixApi(url, (input, init) => fetch(input, init));

describe('MatrixApi', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const endless: [string, RequestListener][] = [
    ['no answer', () => undefined],
    ['a head without a body', (_, response) => response.writeHead(200).flushHeaders()],
    [
      'a byte now and then',
      (_, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ];
  for (const [name, listener] of endless) {
    it(`gives up waiting: ${name}`, async () => {
      const url = await serve(listener);
      const started = performance.now();
      await assert.rejects(api(url).request({ path: '/_matrix/x', timeout: 150 }), { code: 'homeserver-unreachable' });
      assert.ok(performance.now() - started < 5_000);
    });
  }

  it('takes a body that is cut anywhere for no answer', async () => {
    const body = JSON.stringify({ pos: '1', rooms: { '!a': { name: 'ü' } } });
    const bytes = Buffer.from(body);
    for (let cut = 0; cut < bytes.length; cut += 3) {
      const whole = await serve((_, response) => response.end(bytes.subarray(0, cut)));
      await assert.rejects(api(whole).request({ path: '/_matrix/x' }), { code: 'homeserver-error' });
    }
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': bytes.length });
      response.write(bytes.subarray(0, 10), () => response.destroy());
    });
    await assert.rejects(api(broken).request({ path: '/_matrix/x' }), { code: 'homeserver-unreachable' });
  });

  it('reads no more than an answer may hold, however small it came', async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        read += 1_000;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    assert.equal(await readBytes(new Response(endless), 10_000), undefined);
    assert.ok(read < 15_000);
  });

  it('takes no redirect: what is sent goes to no other host, also where that has a right answer', async () => {
    const heard: string[] = [];
    const other = await serve((request, response) => {
      heard.push(request.url ?? '');
      response.end('{"access_token":"x"}');
    });
    const url = await serve((_, response) => response.writeHead(307, { Location: `${other}/_matrix/x` }).end());
    for (const body of [undefined, { refresh_token: 'secret' }]) {
      const request = { path: '/_matrix/x', ...(body === undefined ? {} : { body }) };
      await assert.rejects(api(url).request(request), { code: 'homeserver-unreachable' });
    }
    // As the SDK asks, which knows nothing of this.
    const tokens = { current: async () => 'token' } as unknown as TokenKeeper;
    const sdk = authorisedFetch(url, tokens, (input, init) => fetch(input, init));
    await assert.rejects(sdk(`${url}/_matrix/x`, { method: 'POST', body: 'secret' }));
    assert.deepEqual(heard, []);
  });

  it('waits for as long as a rate limit asks, where nobody looks on; and not longer where somebody does', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      if (asked === 2) response.end('{"ok":true}');
      else response.writeHead(429).end('{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":10}');
    });
    assert.deepEqual(await api(url).patiently({ path: '/_matrix/x' }), { ok: true });
    await assert.rejects(api(url).patiently({ path: '/_matrix/x' }, 5), { code: 'rate-limited' });
    assert.equal(asked, 3);
  });
});
