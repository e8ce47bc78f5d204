import { WikiRoomError } from '../protocol/error.ts';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * The address in the form that `new Worker` takes under Trusted Types, by the policy `wiki-room`; only addresses that
 * the link made itself come here. Throws `blocked-by-policy` (detail `trusted-types`).
 */
export function workerUrl(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy };
  };
  if (trustedTypes === undefined) return url;
  try {
    policy ??= trustedTypes.createPolicy('wiki-room', { createScriptURL: (text) => text });
  } catch (cause) {
    throw new WikiRoomError('blocked-by-policy', 'the policy wiki-room is not allowed', {
      cause,
      detail: 'trusted-types',
    });
  }
  return policy.createScriptURL(url) as string;
}
