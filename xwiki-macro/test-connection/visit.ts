import type { Visit } from './step.ts';

/** How long the sign-in service may take to come back. Milliseconds. */
const patience = 10_000;

/** Goes to the sign-in service in a hidden frame, and sees what it comes back to our page with. */
export async function visit(page: Document, address: URL, callback: URL): Promise<Visit | undefined> {
  const state = crypto.randomUUID();
  const verifier = `${crypto.randomUUID()}${crypto.randomUUID()}`;
  const query = { redirect_uri: callback.href, state, code_challenge: await challengeOf(verifier) };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  address.searchParams.set('code_challenge_method', 'S256');

  const frame = page.createElement('iframe');
  // What comes back in place of our page must not lead this one away.
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.hidden = true;
  frame.src = address.href;
  const answer = await new Promise<URLSearchParams | undefined>((resolve) => {
    const end = (found?: URLSearchParams): void => {
      clearTimeout(timer);
      removeEventListener('message', received);
      frame.parentNode?.removeChild(frame);
      resolve(found);
    };
    const received = ({ origin, source, data }: MessageEvent<{ url?: unknown } | null>): void => {
      if (origin !== callback.origin || source !== frame.contentWindow) return;
      const params =
        typeof data?.url === 'string' && URL.canParse(data.url) ? new URL(data.url).searchParams : undefined;
      if (params?.get('state') === state) end(params);
    };
    const timer = setTimeout(end, patience);
    addEventListener('message', received);
    page.body.append(frame);
  });
  const read = (name: string): string | undefined => answer?.get(name) ?? undefined;
  return answer && { code: read('code'), error: read('error'), iss: read('iss'), verifier, redirectUri: callback.href };
}

/** RFC 7636, section 4.2. */
async function challengeOf(verifier: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  return btoa(String.fromCharCode(...digest))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
