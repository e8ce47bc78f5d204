import type { DevtoolsEvent } from './devtools.ts';

interface Response {
  readonly url: string;
  /** Head and body as they came over the wire; 0 from the browser's cache. */
  bytes: number;
  readonly cached: boolean;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
}

/** The parts of the Network domain's events that are used; shapes as the DevTools protocol describes them. */
interface NetworkParams {
  readonly requestId: string;
  readonly request?: { readonly url: string };
  readonly response?: { readonly encodedDataLength: number; readonly fromDiskCache?: boolean };
  readonly encodedDataLength?: number;
  /** Seconds since the epoch. */
  readonly wallTime?: number;
  /** Seconds since some beginning. */
  readonly timestamp: number;
}

/** Counts what pages, frames and workers receive, from the DevTools events of all of them. */
export class Wire {
  readonly #urls = new Map<string, string>();
  readonly #responses = new Map<string, Response>();
  /** The most that ever came for an address: what it has where nothing is cached. */
  readonly #whole = new Map<string, number>();
  #secondsToEpoch = 0;

  /** Begins anew; what was under way does not count. */
  reset(): void {
    this.#urls.clear();
    this.#responses.clear();
  }

  /**
   * Bytes of the responses that had begun by then (milliseconds since the epoch), or of all. Each counts whole: a page
   * may use the end of a response before the browser notes that it has come.
   */
  bytes(until = Infinity): number {
    return this.#until(until).reduce((sum, one) => sum + one.bytes, 0);
  }

  /** The same by address, the largest first. */
  byAddress(until = Infinity): Record<string, number> {
    return sums(this.#until(until).filter(({ cached }) => !cached));
  }

  /** By address, as if nothing had been cached; what the browser has never received counts 0. */
  wholeByAddress(until = Infinity): Record<string, number> {
    return sums(this.#until(until).map(({ url }) => ({ url, bytes: this.#whole.get(url) ?? 0 })));
  }

  readonly listener = ({ method, params, sessionId }: DevtoolsEvent): void => {
    if (!method.startsWith('Network.')) return;
    const { requestId, ...event } = params as unknown as NetworkParams;
    const id = `${sessionId} ${requestId}`;
    switch (method) {
      case 'Network.requestWillBeSent':
        if (event.wallTime !== undefined) this.#secondsToEpoch = event.wallTime - event.timestamp;
        if (event.request?.url.startsWith('http')) this.#urls.set(id, event.request.url);
        return;
      case 'Network.responseReceived':
        return this.#begin(id, event);
      case 'Network.dataReceived':
      case 'Network.loadingFinished':
        return this.#add(id, method, event.encodedDataLength ?? 0);
    }
  };

  #begin(id: string, { response, timestamp }: Omit<NetworkParams, 'requestId'>): void {
    const url = this.#urls.get(id);
    if (url === undefined || !response) return;
    const cached = response.fromDiskCache === true;
    const begunAt = (timestamp + this.#secondsToEpoch) * 1_000;
    this.#responses.set(id, { url, bytes: cached ? 0 : Math.max(0, response.encodedDataLength), cached, begunAt });
  }

  #add(id: string, method: string, bytes: number): void {
    const response = this.#responses.get(id);
    if (!response || response.cached) return;
    if (method === 'Network.dataReceived') response.bytes += bytes;
    // The end tells the whole; for a preflight it tells 0.
    else response.bytes = Math.max(response.bytes, bytes);
    this.#whole.set(response.url, Math.max(this.#whole.get(response.url) ?? 0, response.bytes));
  }

  #until(until: number): Response[] {
    return [...this.#responses.values()].filter(({ begunAt }) => begunAt <= until);
  }
}

function sums(responses: readonly Pick<Response, 'url' | 'bytes'>[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const { url, bytes } of responses) {
    const { pathname } = new URL(url);
    found.set(pathname, (found.get(pathname) ?? 0) + bytes);
  }
  return Object.fromEntries([...found].sort(([, a], [, b]) => b - a));
}
