import type { Surroundings } from './steps.ts';

/** How long the sign-in service may take to come back. Milliseconds. */
const patience = 10_000;

/** The smallest module of WebAssembly: its magic word and version. */
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** This browser, on this page, under its policies. */
export function surroundings(page: Document): Surroundings {
  const refusals: string[] = [];
  page.addEventListener('securitypolicyviolation', ({ blockedURI }) => refusals.push(blockedURI));
  return {
    fetch: fetch.bind(globalThis),
    refused: (address) => refusals.some((refused) => address.startsWith(refused) || refused.startsWith(address)),
    comesBack: (address, callback) => visit(page, address, new URL(callback, page.baseURI)),
    mayCompile: () =>
      WebAssembly.compile(smallest).then(
        () => true,
        () => false,
      ),
    mayStartWorker,
  };
}

/** Nothing is redeemed: the code, if one comes, is thrown away with the secret that it was asked with. */
async function visit(page: Document, address: URL, callback: URL): Promise<boolean> {
  const state = crypto.randomUUID();
  address.searchParams.set('redirect_uri', callback.href);
  address.searchParams.set('state', state);
  const secret = new TextEncoder().encode(`${crypto.randomUUID()}${crypto.randomUUID()}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', secret));
  let challenge = '';
  for (const byte of digest) challenge += String.fromCharCode(byte);
  challenge = btoa(challenge).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  address.searchParams.set('code_challenge', challenge);
  address.searchParams.set('code_challenge_method', 'S256');

  const frame = page.createElement('iframe');
  frame.hidden = true;
  frame.src = address.href;
  return new Promise((resolve) => {
    const end = (found: boolean): void => {
      clearTimeout(timer);
      removeEventListener('message', received);
      frame.parentNode?.removeChild(frame);
      resolve(found);
    };
    const received = ({ origin, source, data }: MessageEvent<{ url?: unknown } | null>): void => {
      if (origin !== callback.origin || source !== frame.contentWindow) return;
      const url = typeof data?.url === 'string' && URL.canParse(data.url) ? new URL(data.url) : undefined;
      if (url?.searchParams.get('state') === state) end(true);
    };
    const timer = setTimeout(() => end(false), patience);
    addEventListener('message', received);
    page.body.append(frame);
  });
}

function mayStartWorker(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
  return new Promise<boolean>((resolve) => {
    try {
      const worker = new Worker(address);
      worker.onmessage = () => {
        worker.terminate();
        resolve(true);
      };
      worker.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  }).finally(() => URL.revokeObjectURL(address));
}
