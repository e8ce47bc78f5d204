import type { Fetch } from './matrix-api.ts';
import { readAnswer } from './read-body.ts';

/**
 * As `fetch`, for who takes an answer as it comes: the SDK hands any body on to the crypto machine, which would take a
 * proxy's page for the word that keys were delivered. A page with a success becomes a 502, which is tried again; a refusal
 * that is no Matrix answer keeps its status alone.
 */
export function matrixAnswers(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (isBackup(input, init)) return response;
    const { ok, status } = response;
    const answer = await readAnswer(response);
    if (answer === undefined) return new Response(null, { status: ok ? 502 : status });
    const headers = new Headers(response.headers);
    headers.set('Content-Type', 'application/json');
    return new Response(answer.text, { status, headers });
  };
}

/** All keys in one answer: it may be large and take minutes, which the SDK grants a body that it reads itself. */
function isBackup(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): boolean {
  return init?.method === 'GET' && new URL(String(input)).pathname.endsWith('/room_keys/keys');
}
