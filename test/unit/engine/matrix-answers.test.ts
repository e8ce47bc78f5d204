import '../../stack/quiet-sdk.ts';

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { Method } from 'matrix-js-sdk/lib/http-api/index.js';
import { matrixAnswers } from '../../../src/engine/http/matrix-answers.ts';
import { errorOfSdk } from '../../../src/engine/sdk-error.ts';

const html = '<!doctype html><title>Please log in</title>';
const json = { 'Content-Type': 'application/json' };

/** What the SDK makes of an answer: its body, or the error that we make of what it threw. */
async function through(response: Response, method = Method.Put): Promise<unknown> {
  const fetchFn = matrixAnswers(async () => response) as typeof fetch;
  const client = new MatrixClient({ baseUrl: 'https://matrix.example.org', accessToken: 'none', fetchFn });
  return client.http
    .authedRequest(method, '/x', {}, '{}', { json: false })
    .catch((error: unknown) => errorOfSdk(error, 'crypto-failed').toData());
}

describe('an answer to the SDK', () => {
  it('that is a JSON object goes through as it is, whatever it is called', async () => {
    for (const headers of [json, { 'Content-Type': 'text/html' }, { 'Content-Type': ';' }]) {
      assert.equal(await through(new Response('{ "a": 1.0 }', { headers })), '{ "a": 1.0 }');
    }
  });

  for (const [name, answer] of [
    ['a page', () => new Response(html)],
    ['a page that is called JSON', () => new Response(html, { headers: json })],
    ['nothing', () => new Response('')],
    ['204', () => new Response(null, { status: 204 })],
    ['JSON that is no object', () => Response.json(['{}'])],
    ['cut JSON', () => new Response('{"one_time_keys":{"@')],
  ] as const) {
    it(`that is ${name} is a fault that passes`, async () => {
      const error = await through(answer());
      assert.deepEqual(error, {
        code: 'homeserver-error',
        message: 'the homeserver answered 502',
        detail: 'HTTP 502',
      });
    });
  }

  it('that is the whole backup may take longer than an answer may wait to begin', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"rooms":'));
        setTimeout(() => {
          controller.enqueue(new TextEncoder().encode('{}}'));
          controller.close();
        }, 300);
      },
    });
    const fetchFn = matrixAnswers((_input, init) => {
      init?.signal?.addEventListener('abort', () => void body.cancel());
      return Promise.resolve(new Response(body, { headers: json }));
    }) as typeof fetch;
    const client = new MatrixClient({ baseUrl: 'https://matrix.example.org', accessToken: 'none', fetchFn });
    const asked = client.http.authedRequest(Method.Get, '/room_keys/keys', {}, undefined, { localTimeoutMs: 100 });
    assert.deepEqual(await asked, { rooms: {} });
  });

  it('that breaks off is a lost connection', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError('terminated'));
      },
    });
    const { code } = (await through(new Response(body))) as { code: string };
    assert.equal(code, 'homeserver-unreachable');
  });

  for (const [name, headers] of [
    ['a page', { 'Content-Type': 'text/html' }],
    ['a page that is called JSON', json],
    ['a page that is called nonsense', { 'Content-Type': ';' }],
  ] as const) {
    it(`that refuses with ${name} keeps its status`, async () => {
      const { code, detail } = (await through(new Response(html, { status: 503, headers }))) as Record<string, unknown>;
      assert.deepEqual([code, detail], ['homeserver-error', 'HTTP 503']);
    });
  }

  it('that refuses keeps its code and how long to wait, whatever it is called', async () => {
    const refusal = JSON.stringify({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 70_000 });
    for (const headers of [json, { 'Content-Type': 'text/plain' }]) {
      const error = (await through(new Response(refusal, { status: 429, headers }))) as Record<string, unknown>;
      assert.deepEqual(
        [error['code'], error['detail'], error['retryAfterMs']],
        ['rate-limited', 'M_LIMIT_EXCEEDED', 70_000],
      );
    }
    const answered = await matrixAnswers(
      async () => new Response(refusal, { status: 429, headers: { 'Retry-After': '70' } }),
    )('https://matrix.example.org/x');
    assert.equal(answered.headers.get('Retry-After'), '70');
  });
});
