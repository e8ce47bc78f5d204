import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { loadCryptoModule } from '../../../src/engine/crypto/wasm-module.ts';

const smallest = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** Path → content type and body. */
const files: Record<string, [string, Buffer]> = {
  '/cut.wasm': ['application/wasm', smallest.subarray(0, 6)],
  '/page.wasm': ['text/html', Buffer.from('<html>Log in</html>')],
  '/empty.wasm': ['application/wasm', Buffer.alloc(0)],
  '/typeless.wasm': ['text/plain', smallest],
  '/packed.wasm.gz': ['application/gzip', gzipSync(smallest)],
  '/unpacked-by-the-server.wasm.gz': ['application/octet-stream', smallest],
};

const server = createServer((request, response) => {
  const file = files[request.url ?? ''];
  if (file === undefined) return response.writeHead(404).end();
  return response.writeHead(200, { 'Content-Type': file[0] }).end(file[1]);
});
let origin: string;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
after(() => server.close());

describe('loadCryptoModule', () => {
  for (const path of ['/missing.wasm', '/cut.wasm', '/page.wasm', '/empty.wasm']) {
    it(`says that encryption failed at ${path}`, async () => {
      await assert.rejects(loadCryptoModule(origin + path), { code: 'crypto-failed' });
    });
  }

  it('tells an unreachable server from a wrong file', async () => {
    await assert.rejects(loadCryptoModule('http://127.0.0.1:1/crypto.wasm'), { code: 'homeserver-unreachable' });
  });

  it('tells a policy from a wrong file', async (t) => {
    const message =
      "Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source";
    t.mock.method(WebAssembly, 'compileStreaming', () => Promise.reject(new WebAssembly.CompileError(message)));
    await assert.rejects(loadCryptoModule(`${origin}/typeless.wasm`), {
      code: 'blocked-by-policy',
      detail: 'wasm-unsafe-eval',
    });
  });

  for (const path of ['/typeless.wasm', '/packed.wasm.gz', '/unpacked-by-the-server.wasm.gz']) {
    it(`can be called again, and takes ${path}`, async () => {
      const { fetch, WebAssembly: wasm } = globalThis;
      const { instantiateStreaming } = wasm;
      await loadCryptoModule(origin + path);
      assert.equal(globalThis.fetch, fetch);
      assert.equal(WebAssembly.instantiateStreaming, instantiateStreaming);
    });
  }
});
