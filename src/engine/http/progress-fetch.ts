import type { Fetch } from './matrix-api.ts';

/** A request that tells how much of its body is on the way. */
export interface ProgressInit extends RequestInit {
  /** Bytes sent so far. */
  readonly sent?: (bytes: number) => void;
}

/**
 * As `fetch`, which cannot tell of an upload's progress: requests that ask for it go by XMLHttpRequest. Not to the
 * script's own origin, to which that one would send cookies.
 */
export const progressFetch: Fetch = (input, init: ProgressInit = {}) => {
  const scope: { readonly XMLHttpRequest?: unknown; readonly origin?: string } = globalThis;
  const { sent } = init;
  const usable = typeof scope.XMLHttpRequest === 'function' && new URL(input).origin !== scope.origin;
  return sent !== undefined && usable ? byRequest(input, init, sent) : globalThis.fetch(input, init);
};

function byRequest(
  input: string | URL,
  { method = 'GET', headers, body, signal }: ProgressInit,
  sent: (bytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const aborted = (): void => request.abort();
    const end = (): void => signal?.removeEventListener('abort', aborted);
    request.open(method, input);
    new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () => {
      end();
      const found = new Headers();
      const retryAfter = request.getResponseHeader('Retry-After');
      if (retryAfter !== null) found.set('Retry-After', retryAfter);
      const { responseText, status } = request;
      try {
        // Some answers may have no body, not even an empty one; some statuses are none.
        resolve(new Response(responseText === '' ? null : responseText, { status, headers: found }));
      } catch (error) {
        reject(error instanceof Error ? error : new TypeError('no answer'));
      }
    };
    request.onerror = () => {
      end();
      reject(new TypeError('the request failed'));
    };
    request.onabort = () => {
      end();
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
    };
    signal?.addEventListener('abort', aborted);
    request.send(body as XMLHttpRequestBodyInit);
    if (signal?.aborted === true) request.abort();
  });
}
