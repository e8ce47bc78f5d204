import type { Failure, Surroundings } from './step.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Empty where it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request as the element makes it; where nothing can be read of the answer, why. */
export async function ask(around: Surroundings, address: string, init: RequestInit = {}): Promise<Answer | Failure> {
  let response;
  try {
    response = await around.fetch(address, { ...init, credentials: 'omit' });
  } catch {
    if (await around.refused(address)) return 'policy';
    // An answer that may not be read is still an answer.
    const there = await around.fetch(address, { mode: 'no-cors', credentials: 'omit' }).catch(() => undefined);
    return there === undefined ? 'unreachable' : 'cors';
  }
  const text = await response.text().catch(() => '');
  return { status: response.status, type: response.headers.get('Content-Type') ?? '', text, body: asRecord(text) };
}

function asRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
