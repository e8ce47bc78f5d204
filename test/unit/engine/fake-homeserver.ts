import type { Fetch } from '../../../src/engine/http/matrix-api.ts';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
  readonly signal: AbortSignal | undefined;
}

export type Answer = Response | Promise<Response>;

export const homeserver = 'https://matrix.example.org';

/** A fetch function that answers from a function; it hears of aborts as the real one does. */
export function fakeHomeserver(answer: (request: FakeRequest) => Answer): { fetch: Fetch; requests: FakeRequest[] } {
  const requests: FakeRequest[] = [];
  const fetch: Fetch = async (input, init = {}) => {
    const url = new URL(input);
    const request: FakeRequest = {
      method: init.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      token: new Headers(init.headers).get('Authorization')?.replace('Bearer ', ''),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {},
      signal: init.signal ?? undefined,
    };
    requests.push(request);
    const aborted = new Promise<never>((_, reject) => {
      const fail = (): void => reject(init.signal?.reason as Error);
      if (init.signal?.aborted === true) fail();
      init.signal?.addEventListener('abort', fail);
    });
    aborted.catch(() => undefined);
    return Promise.race([Promise.resolve(answer(request)), aborted]);
  };
  return { fetch, requests };
}

export function refusal(status: number, errcode: string, more: object = {}): Response {
  return Response.json({ errcode, error: 'no', ...more }, { status });
}

/** Lets everything happen that waits for nothing but its turn. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
