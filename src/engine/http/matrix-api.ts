import { WikiRoomError } from '../../protocol/error.ts';
import { rateLimitWait } from '../../protocol/back-off.ts';
import { noteAnswer, policyRefusal } from '../../protocol/policy-refusals.ts';
import { pause } from '../pacing.ts';
import { errorOfAnswer, unreachable } from '../sdk-error.ts';
import type { Fields } from '../shape.ts';
import { readJson } from './read-body.ts';

export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

export interface MatrixRequest {
  /** Default: GET, or POST where there is a body. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/_matrix/` on, its parts encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: Fields;
  readonly signal?: AbortSignal;
  /** Milliseconds until it counts as a network failure; default 30 s. */
  readonly timeout?: number;
}

const defaultTimeout = 30_000;

/** Requests to the homeserver. Every failure is a `WikiRoomError`, but an abort by the caller, which stays one. */
export class MatrixApi {
  readonly homeserver: string;
  readonly fetch: Fetch;

  constructor(homeserver: string, fetch: Fetch) {
    this.homeserver = homeserver;
    this.fetch = fetch;
  }

  async request(request: MatrixRequest): Promise<Fields> {
    const { body, signal } = request;
    const timeout = AbortSignal.timeout(request.timeout ?? defaultTimeout);
    try {
      const response = await this.fetch(this.url(request.path, request.query), {
        method: request.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        credentials: 'omit',
        // The body may hold a token, and goes to no host that nobody has named.
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
      noteAnswer(this.homeserver);
      const answer = await readJson(response).catch((error: unknown) => {
        if (response.ok || !(error instanceof WikiRoomError)) throw error;
        return {};
      });
      if (!response.ok) throw errorOfAnswer(response.status, answer, response.headers.get('Retry-After'));
      return answer;
    } catch (error) {
      if (error instanceof WikiRoomError) throw error;
      signal?.throwIfAborted();
      throw (await policyRefusal(this.homeserver, error)) ?? unreachable(error);
    }
  }

  /**
   * As {@link request}, but waits where the homeserver asks for it, `patience` milliseconds at most: by default a rate
   * limit alone never fails anything.
   */
  async patiently(request: MatrixRequest, patience = Infinity): Promise<Fields> {
    for (let waited = 0; ;) {
      try {
        return await this.request(request);
      } catch (error) {
        if (!(error instanceof WikiRoomError) || error.code !== 'rate-limited') throw error;
        const wait = rateLimitWait(error.retryAfterMs);
        waited += wait;
        if (waited > patience) throw error;
        await pause(wait, request.signal);
        request.signal?.throwIfAborted();
      }
    }
  }

  url(path: string, query: MatrixRequest['query'] = {}): string {
    const url = new URL(this.homeserver + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, one);
    }
    return url.href;
  }
}
