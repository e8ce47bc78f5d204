import { type IncomingMessage, type ServerResponse, createServer, request as ask } from 'node:http';

/** A request on its way to the homeserver. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query as asked. */
  readonly path: string;
  /** The `User-Agent`, by which a test can tell its browsers apart. */
  readonly agent: string;
}

/** What happens to one request instead of the ordinary. */
export type Fault =
  /** The homeserver never hears of it; the connection breaks. */
  | { readonly kind: 'refuse' }
  /** The homeserver never hears of it; somebody else answers. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string | object;
      /** Without it a page's script sees no answer at all. */
      readonly cors: boolean;
    }
  /** The homeserver accepts and answers; the answer is lost. */
  | { readonly kind: 'lose-answer'; readonly before?: () => Promise<void> }
  /** Half of the homeserver's answer arrives. */
  | { readonly kind: 'cut-answer' }
  /** The homeserver is told, and this happens while it works. The answer is lost. */
  | { readonly kind: 'meanwhile'; readonly happens: () => Promise<void> }
  | { readonly kind: 'delay'; readonly ms: number };

export interface LoggedRequest extends ProxiedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Status of the answer; 0 where there was none. */
  status: number;
  readonly fault: Fault['kind'] | undefined;
}

export interface FaultProxyOptions {
  readonly port: number;
  /** Port of the homeserver itself, on the loopback. */
  readonly upstream: number;
}

/**
 * A reverse proxy in front of the homeserver that fails where it is told to. A library for it would bring forty
 * packages; what is needed is one decision for each request, and to know when the homeserver has accepted it.
 */
export class FaultProxy {
  /** Asked for each request but preflights; nothing: it passes. */
  decide: (request: ProxiedRequest) => Fault | undefined = () => undefined;
  /** What an unreachable homeserver looks like from outside: a proxy's own error page, or no connection at all. */
  whenDown: 'error-page' | 'refuse' = 'error-page';
  /** Every request but preflights, in order. */
  readonly log: LoggedRequest[] = [];
  readonly #options: FaultProxyOptions;
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    // Long polls are the homeserver's matter.
    this.#server.requestTimeout = 0;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const proxied: ProxiedRequest = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      agent: request.headers['user-agent'] ?? '',
    };
    const fault = proxied.method === 'OPTIONS' ? undefined : this.decide(proxied);
    const logged: LoggedRequest = { ...proxied, at: Date.now(), status: 0, fault: fault?.kind };
    if (proxied.method !== 'OPTIONS') this.log.push(logged);
    response.once('finish', () => {
      logged.status = response.statusCode;
    });
    const body = await bodyOf(request);
    if (body === undefined || fault?.kind === 'refuse') return void request.socket.destroy();
    if (fault?.kind === 'answer') return answer(response, fault);
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    this.#forward(request, body, response, fault);
  }

  #forward(request: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault | undefined): void {
    const upstream = ask({
      host: '127.0.0.1',
      port: this.#options.upstream,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, connection: 'close' },
      agent: false,
    });
    upstream.on('error', () => this.#down(response));
    response.once('close', () => upstream.destroy());
    upstream.on('response', (answered) => {
      answered.on('error', () => response.destroy());
      if (fault?.kind === 'lose-answer' || fault?.kind === 'cut-answer') {
        void bodyOf(answered).then(async (whole) => {
          if (fault.kind === 'cut-answer' && whole !== undefined) {
            response.writeHead(answered.statusCode ?? 502, { ...endToEnd(answered), 'content-length': whole.length });
            response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
            return;
          }
          if (fault.kind === 'lose-answer') await fault.before?.();
          response.destroy();
        });
        return;
      }
      if (fault?.kind === 'meanwhile') return;
      response.writeHead(answered.statusCode ?? 502, endToEnd(answered));
      answered.pipe(response);
    });
    upstream.end(body, () => {
      if (fault?.kind === 'meanwhile') void fault.happens().finally(() => response.destroy());
    });
  }

  #down(response: ServerResponse): void {
    if (response.headersSent || this.whenDown === 'refuse') return void response.destroy();
    answer(response, { kind: 'answer', status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', cors: false });
  }
}

function answer(response: ServerResponse, { status, body, cors }: Fault & { kind: 'answer' }): void {
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json',
    ...(cors ? { 'access-control-allow-origin': '*' } : {}),
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The headers that are not about one connection. */
function endToEnd({ headers }: IncomingMessage): NodeJS.Dict<string | string[]> {
  const { connection: _connection, 'keep-alive': _keepAlive, 'transfer-encoding': _encoding, ...rest } = headers;
  return rest;
}

/** The whole body; nothing where it was cut. */
async function bodyOf(message: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of message) parts.push(part as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(parts);
}
