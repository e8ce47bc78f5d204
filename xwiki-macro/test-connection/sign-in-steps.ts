import { baseUrl } from '../../src/auth/base-url.ts';
import type { WikiSettings } from '../loader/settings.ts';
import { ask } from './ask.ts';
import { trySession } from './try-session.ts';
import type { Known, Outcome, Step, Surroundings, Visit } from './step.ts';

interface Endpoints {
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
}

/**
 * The sign-in service, the way back from it, and one session that is ended at once. Where the room is shown in a frame of
 * another origin, signing in is that one's: this wiki is to be no client of the service.
 */
export function signInSteps(
  { issuer = '', clientId = '', callback = '', frame = '' }: Partial<WikiSettings>,
  around: Surroundings,
  known: Known,
): readonly Step[] {
  const name = issuer.replace(/\/+$/, '');
  let endpoints: Endpoints | undefined;
  let visit: Visit | undefined;

  return [
    {
      name: 'issuer',
      run: async () => {
        if (name === '') return 'skipped';
        const answer = await ask(around, `${name}/.well-known/openid-configuration`);
        if (typeof answer === 'string') return answer;
        const { issuer: own, authorization_endpoint: authorization, token_endpoint: token } = answer.body;
        if (typeof own !== 'string' || own.replace(/\/+$/, '') !== name) return 'wrong-issuer';
        if (!isSafe(authorization) || !isSafe(token)) return 'insecure';
        endpoints = { issuer: own, authorization, token };
        return 'ok';
      },
    },
    {
      name: 'callback',
      run: async () => {
        if (frame !== '') return 'skipped';
        // Its list of addresses is told to nobody.
        const good = known.signsInItself === true ? 'by-homeserver' : 'ok';
        if (endpoints === undefined) return good === 'ok' ? 'skipped' : good;
        const url = new URL(endpoints.authorization);
        const query = { client_id: clientId, response_type: 'code', scope: 'openid', prompt: 'none' };
        for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
        const found = await around.visit(url, callback);
        if (found === undefined) return (await around.refused(url.href)) ? 'policy' : 'not-registered';
        if (found.iss !== undefined && found.iss !== endpoints.issuer) return 'wrong-issuer';
        visit = found;
        return good;
      },
    },
    {
      name: 'session',
      run: async (): Promise<Outcome> => {
        const { tokenLogin } = known;
        if (visit === undefined || endpoints === undefined || tokenLogin === undefined) return 'skipped';
        return trySession(around, visit, { clientId, tokenEndpoint: endpoints.token, homeserver: tokenLogin });
      },
    },
  ];
}

/** What the element sends a code or a token to. */
function isSafe(address: unknown): address is string {
  return baseUrl(address) !== undefined;
}
