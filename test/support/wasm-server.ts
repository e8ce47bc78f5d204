import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface WasmServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves the crypto module as a badly configured server would: with no useful content type. */
export async function serveWasm(): Promise<WasmServer> {
  const entry = createRequire(import.meta.url).resolve('@matrix-org/matrix-sdk-crypto-wasm');
  const file = await readFile(join(dirname(entry), 'pkg', 'matrix_sdk_crypto_wasm_bg.wasm'));
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/plain');
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/crypto.wasm`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
