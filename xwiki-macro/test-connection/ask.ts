import type { Failure, Surroundings } from './step.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Empty where it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What carries a code or a token goes to no other address than this one, and tells nobody where it came from. */
const secret = { method: 'POST', redirect: 'error', referrerPolicy: 'no-referrer' } as const;

/** A request of this page; where nothing can be read of the answer, why. */
export async function ask(around: Surroundings, address: string, init: RequestInit = {}): Promise<Answer | Failure> {
  let response;
  try {
    response = await around.fetch(address, { credentials: 'omit', ...init });
  } catch {
    // An answer that may not be read is still an answer.
    const there = await around.fetch(address, { mode: 'no-cors', credentials: 'omit' }).catch(() => undefined);
    if (there !== undefined) return 'cors';
    return (await around.refused(address)) ? 'policy' : 'unreachable';
  }
  const text = await response.text().catch(() => '');
  return { status: response.status, type: response.headers.get('Content-Type') ?? '', text, body: asRecord(text) };
}

/** As the element asks a homeserver, with a preflight. */
export function askWithJson(
  around: Surroundings,
  address: string,
  body: object,
  authorization: Readonly<Record<string, string>> = {},
): Promise<Answer | Failure> {
  const headers = { 'Content-Type': 'application/json', ...authorization };
  return ask(around, address, { ...secret, headers, body: JSON.stringify(body) });
}

export function askWithForm(
  around: Surroundings,
  address: string,
  form: Readonly<Record<string, string>>,
): Promise<Answer | Failure> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return ask(around, address, { ...secret, headers, body: new URLSearchParams(form).toString() });
}

function asRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
