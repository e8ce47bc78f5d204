import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

import { cacheFolder } from './cache.ts';

export interface DistFile {
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
  readonly plain: Buffer;
  /** Absent where compressing gains nothing. */
  readonly brotli: Buffer | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export function contentType(path: string): string {
  return types[extname(path)] ?? 'application/octet-stream';
}

/** Whether a name carries the hash of its content, so that it may be kept for ever. */
export function hasContentHash(path: string): boolean {
  const hash = /[-.]([A-Za-z0-9_-]{8,})\.[a-z0-9]+$/.exec(path)?.[1];
  return hash !== undefined && /[0-9A-Z]/.test(hash);
}

/** A folder of built files, compressed as a careful server would serve them: once, and kept for the next run. */
export class DistFiles {
  readonly #root: string;
  readonly #known = new Map<string, { stamp: string; file: Promise<DistFile> }>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Compresses everything now, so that no visitor waits for it. */
  async prepare(): Promise<void> {
    const names = await readdir(this.#root).catch(() => []);
    await Promise.all(names.filter((name) => !name.endsWith('.map')).map((name) => this.get(name)));
  }

  /** Reads anew what has been built anew. */
  async get(path: string): Promise<DistFile | undefined> {
    const full = join(this.#root, normalize(`/${path}`));
    const info = await stat(full).catch(() => undefined);
    if (!info?.isFile()) return undefined;
    const stamp = `${String(info.mtimeMs)}-${String(info.size)}`;
    const known = this.#known.get(full);
    if (known?.stamp === stamp) return known.file;
    const file = load(full);
    this.#known.set(full, { stamp, file });
    return file;
  }
}

async function load(path: string): Promise<DistFile> {
  const plain = await readFile(path);
  const hash = createHash('sha256').update(plain).digest('hex');
  const quality = 11;
  const brotli = await compressOnce(plain, `${hash}-${String(quality)}`, quality);
  return {
    type: contentType(path),
    etag: `"${hash.slice(0, 32)}"`,
    immutable: hasContentHash(path),
    plain,
    brotli: brotli.length < plain.length ? brotli : undefined,
  };
}

async function compressOnce(plain: Buffer, name: string, quality: number): Promise<Buffer> {
  const folder = join(cacheFolder(), 'brotli');
  const kept = join(folder, `${name}.br`);
  const found = await readFile(kept).catch(() => undefined);
  if (found) return found;
  const packed = await promisify(brotliCompress)(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  await mkdir(folder, { recursive: true });
  const draft = `${kept}.${randomUUID()}`;
  await writeFile(draft, packed);
  await rename(draft, kept);
  return packed;
}
