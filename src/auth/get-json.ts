import { WikiRoomError } from '../protocol/error.ts';
import { noteAnswer, policyRefusal } from '../protocol/policy-refusals.ts';

export interface JsonAnswer {
  readonly status: number;
  /** `undefined` where the body is no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const timeout = 4_000;
const maxLength = 100_000;

/** A public document, without cookies, at most 100 kB, within four seconds. Rejects: homeserver-unreachable, blocked-by-policy. */
export async function getJson(url: string): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeout),
    });
    noteAnswer(url);
    const text = await response.text();
    return { status: response.status, body: text.length > maxLength ? undefined : parse(text) };
  } catch (cause) {
    const refusal = await policyRefusal(url, cause);
    if (refusal !== undefined) throw refusal;
    throw new WikiRoomError('homeserver-unreachable', `no answer from ${new URL(url).host}`, { cause });
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
