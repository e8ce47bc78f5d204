import { encodeUnpaddedBase64Url } from 'matrix-js-sdk/lib/base64.js';
import { visitInFrame } from '../../src/auth/silent-frame.ts';
import type { Visit } from './step.ts';

/** How long the sign-in service may take to come back. Milliseconds. */
const patience = 10_000;

/** Goes to the sign-in service as the element does for a silent sign-in, and sees what it comes back to our page with. */
export async function visit(address: URL, callback: string): Promise<Visit | undefined> {
  const state = crypto.randomUUID();
  const verifier = `${crypto.randomUUID()}${crypto.randomUUID()}`;
  const query = {
    redirect_uri: callback,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const response = await visitInFrame({ url: address.href, state }, callback, AbortSignal.timeout(patience));
  if (response === undefined) return undefined;
  const { searchParams } = new URL(response);
  const read = (name: string): string | undefined => searchParams.get(name) ?? undefined;
  return { code: read('code'), error: read('error'), iss: read('iss'), verifier, redirectUri: callback };
}

/** RFC 7636, section 4.2. */
async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return encodeUnpaddedBase64Url(new Uint8Array(digest));
}
