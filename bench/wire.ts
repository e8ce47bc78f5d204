import type { BrowserContext, Request } from 'playwright-core';

interface Received {
  readonly url: string;
  /** `encodedDataLength` of the response: head and body as they came over the wire. */
  readonly bytes: number;
  /** When its first byte came, milliseconds since the epoch. */
  readonly begunAt: number;
}

/** Counts what a browser profile receives: pages, frames and workers alike. */
export class Wire {
  readonly #received: Promise<Received | undefined>[] = [];

  constructor(context: BrowserContext) {
    context.on('requestfinished', (request) => {
      // A worker that starts from a blob: address comes from memory.
      if (!request.url().startsWith('http')) return;
      this.#received.push(measure(request));
    });
  }

  /** Begins anew; what was under way still counts when it ends. */
  reset(): void {
    this.#received.length = 0;
  }

  /**
   * What had begun to come in by then (milliseconds since the epoch), or so far. Counted whole: a page may use the end of
   * a response before the browser notes that it has ended.
   */
  async bytes(until = Infinity): Promise<number> {
    return (await this.#until(until)).reduce((sum, one) => sum + one.bytes, 0);
  }

  /** The same by address, the largest first. */
  async byAddress(until = Infinity): Promise<Record<string, number>> {
    const sums = new Map<string, number>();
    for (const { url, bytes } of await this.#until(until)) {
      const { pathname } = new URL(url);
      sums.set(pathname, (sums.get(pathname) ?? 0) + bytes);
    }
    return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
  }

  async #until(until: number): Promise<Received[]> {
    const all = await Promise.all(this.#received);
    return all.filter((one) => one !== undefined).filter((one) => one.begunAt <= until);
  }
}

async function measure(request: Request): Promise<Received | undefined> {
  const now = Date.now();
  // A request whose page has gone meanwhile cannot be asked any more.
  const sizes = await request.sizes().catch(() => undefined);
  if (sizes === undefined) return undefined;
  const { startTime, responseStart } = request.timing();
  return {
    url: request.url(),
    bytes: sizes.responseHeadersSize + sizes.responseBodySize,
    begunAt: responseStart < 0 ? now : startTime + responseStart,
  };
}
