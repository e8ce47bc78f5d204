import { WikiRoomError } from './error.ts';

/** The event comes after the request has failed, in milliseconds. */
const laterThanFailure = 100;

const refused = new Set<string>();
const answered = new Set<string>();
const scope: Partial<Pick<EventTarget, 'addEventListener'>> & { readonly SecurityPolicyViolationEvent?: unknown } =
  globalThis;

// A worker is told of what its own requests ran into.
scope.addEventListener?.('securitypolicyviolation', (event) => {
  const { disposition, effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
  // One that only reports lets everything through.
  if (disposition !== 'enforce' || effectiveDirective !== 'connect-src') return;
  if (URL.canParse(blockedURI)) refused.add(new URL(blockedURI).origin);
});

/** The policy lets requests to the address through: what fails later has another reason. */
export function noteAnswer(address: string): void {
  answered.add(new URL(address).origin);
}

/**
 * `blocked-by-policy` where the Content-Security-Policy of this page or worker forbids requests to the address, which
 * `fetch` tells like any other failure; `detail`: what is missing.
 */
export async function policyRefusal(address: string, cause: unknown): Promise<WikiRoomError | undefined> {
  const { origin } = new URL(address);
  if (answered.has(origin) || scope.SecurityPolicyViolationEvent === undefined) return undefined;
  await new Promise((resolve) => setTimeout(resolve, laterThanFailure));
  if (!refused.has(origin)) return undefined;
  return new WikiRoomError('blocked-by-policy', 'connect-src forbids it', { detail: `connect-src ${origin}`, cause });
}
