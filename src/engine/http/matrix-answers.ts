import { isFields } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { Fetch } from './matrix-api.ts';
import { readAnswer } from './read-body.ts';

/** What the answers have that the crypto machine cannot do without. Source: Client-Server API, End-to-end encryption. */
const needed: readonly (readonly [path: string, field: string])[] = [
  ['/keys/upload', 'one_time_key_counts'],
  ['/keys/query', 'device_keys'],
  ['/keys/claim', 'one_time_keys'],
];

/**
 * As `fetch`, for who takes an answer as it comes: the SDK hands any body on to the crypto machine, which would take a
 * proxy's page for the word that keys were delivered. A page with a success becomes a 502, which is tried again, and so does
 * an object that is no such answer; a refusal that is no Matrix answer keeps its status alone.
 */
export function matrixAnswers(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (isBackup(input, init)) return response;
    const { ok, status } = response;
    const answer = await readAnswer(response);
    if (answer === undefined || (ok && lacksWhatIsNeeded(answer.body, input)))
      return new Response(null, { status: ok ? 502 : status });
    const headers = new Headers(response.headers);
    headers.set('Content-Type', 'application/json');
    return new Response(answer.text, { status, headers });
  };
}

function lacksWhatIsNeeded(body: Fields, input: Parameters<Fetch>[0]): boolean {
  const { pathname } = new URL(String(input));
  return needed.some(([path, field]) => pathname.endsWith(path) && !isFields(body[field]));
}

/** All keys in one answer: it may be large and take minutes, which the SDK grants a body that it reads itself. */
function isBackup(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): boolean {
  return init?.method === 'GET' && new URL(String(input)).pathname.endsWith('/room_keys/keys');
}
