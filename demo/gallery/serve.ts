import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = import.meta.dirname;

/** The gallery, built anew at each start; resolves to its server and address. */
export async function serveGallery(port = 0): Promise<{ server: Server; url: string }> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'gallery.ts')],
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    tsconfig: join(folder, '../../tsconfig.json'),
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path.slice(folder.length), text]));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://gallery').pathname;
    void answer(path === '/' ? '/index.html' : path).then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
    });
  });
  const answer = async (path: string): Promise<{ status: number; type: string; body: string }> => {
    const script = scripts.get(path);
    if (script !== undefined) return { status: 200, type: 'text/javascript', body: script };
    const type = { '/index.html': 'text/html', '/gallery.css': 'text/css' }[path];
    if (type === undefined) return { status: 404, type: 'text/plain', body: 'Not found' };
    return { status: 200, type, body: await readFile(join(folder, path), 'utf8') };
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

if (import.meta.main) {
  const { url } = await serveGallery(8470);
  console.log(url);
}
