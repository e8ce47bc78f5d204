import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { DistFile } from './dist-files.ts';
import { DistFiles } from './dist-files.ts';

export interface PageRequest {
  /** By the name the browser asked for; any unknown one is a wiki. */
  readonly host: 'wiki' | 'chat' | 'elsewhere';
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: () => Promise<string>;
}

export interface PageResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export type Pages = (request: PageRequest) => Promise<PageResponse | undefined>;

/** Headers that a host sends with all it serves. */
export type HostHeaders = (host: PageRequest['host']) => Readonly<Record<string, string>>;

export interface SiteOptions {
  readonly port: number;
  readonly dist: string;
  readonly pages: Pages;
  readonly hostHeaders: HostHeaders;
}

/** One server for the wiki, the chat's own origin and the foreign site, told apart by the name the browser asks for. */
export class Site {
  /** By the path they are served at. */
  readonly #folders = new Map<string, DistFiles>();
  readonly #pages: Pages;
  readonly #hostHeaders: HostHeaders;
  readonly #port: number;
  readonly #headers = new Map<string, Readonly<Record<string, string>>>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });

  constructor(options: SiteOptions) {
    this.serve('/wiki-room/', options.dist);
    this.#pages = options.pages;
    this.#hostHeaders = options.hostHeaders;
    this.#port = options.port;
  }

  /** Headers of every later response for this path, over those of its host; an empty one is left away. */
  setHeaders(path: string, headers: Readonly<Record<string, string>>): void {
    this.#headers.set(path, headers);
  }

  /** Serves the files of a folder, from now on. `path` ends with a slash. */
  serve(path: string, folder: string): void {
    this.#folders.set(path, new DistFiles(folder));
  }

  async start(): Promise<number> {
    for (const files of this.#folders.values()) await files.prepare();
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const host = hostOf(url);
    const headers = { ...this.#hostHeaders(host), ...this.#headers.get(url.pathname) };
    for (const [name, value] of Object.entries(headers)) if (value !== '') response.setHeader(name, value);
    for (const [path, files] of this.#folders) {
      if (!url.pathname.startsWith(path)) continue;
      const file = await files.get(decodeURIComponent(url.pathname.slice(path.length)));
      if (file) return sendFile(request, response, file);
    }
    const page = await this.#pages({
      host,
      method: request.method ?? 'GET',
      url,
      headers: request.headers,
      cookies: readCookies(request.headers.cookie),
      body: () => text(request),
    });
    response.writeHead(page?.status ?? (page ? 200 : 404), {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      ...page?.headers,
    });
    response.end(page?.body ?? (page ? '' : 'There is no such page.'));
  }
}

function hostOf({ hostname }: URL): PageRequest['host'] {
  if (hostname.startsWith('elsewhere.')) return 'elsewhere';
  return hostname.startsWith('chat.') ? 'chat' : 'wiki';
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: DistFile): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('timing-allow-origin', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('etag', file.etag);
  response.setHeader('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const packed = /\bbr\b/.test(String(request.headers['accept-encoding'])) ? file.brotli : undefined;
  if (packed) response.setHeader('content-encoding', 'br');
  const body = packed ?? file.plain;
  response.writeHead(200, { 'content-type': file.type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function readCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), decodeURIComponent(part.slice(at + 1).trim()));
  }
  return cookies;
}
