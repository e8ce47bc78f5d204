import type { WikiSettings } from '../loader/settings.ts';
import { ask } from './ask.ts';
import type { Answer } from './ask.ts';
import type { Failure, Outcome, Step, Surroundings, Visit } from './step.ts';

const formType = 'application/x-www-form-urlencoded';

/** The sign-in service, the way back from it, and one session that is ended at once. */
export function signInSteps(settings: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  const { homeserver = '', issuer = '', clientId = '', callback = '' } = settings;
  const at = (path: string): string => `${homeserver.replace(/\/+$/, '')}/_matrix/client/v3/${path}`;
  const withIssuer = async (step: () => Promise<Outcome>): Promise<Outcome> => (issuer === '' ? 'skipped' : step());
  let metadata: Answer['body'] = {};
  let visit: Visit | undefined;

  return [
    {
      name: 'issuer',
      run: () =>
        withIssuer(async () => {
          const answer = await ask(around, `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
          if (typeof answer === 'string') return answer;
          metadata = answer.body;
          return metadata['issuer'] === issuer.replace(/\/+$/, '') ? 'ok' : 'wrong-issuer';
        }),
    },
    {
      name: 'callback',
      run: () =>
        withIssuer(async () => {
          const url = addressOf(metadata['authorization_endpoint']);
          if (url === undefined) return 'skipped';
          const query = { client_id: clientId, response_type: 'code', scope: 'openid', prompt: 'none' };
          for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
          visit = await around.visit(url, callback);
          return visit === undefined ? 'not-registered' : 'ok';
        }),
    },
    {
      name: 'session',
      run: () =>
        withIssuer(async () => {
          const endpoint = addressOf(metadata['token_endpoint']);
          if (visit === undefined || endpoint === undefined || homeserver === '') return 'skipped';
          if (visit.code === undefined) return 'signed-out';
          const token = await redeem(around, endpoint.href, visit.code, visit, clientId);
          if ('failure' in token) return token.failure;
          const body = JSON.stringify({ type: 'org.matrix.login.jwt', token: token.text });
          const answer = await ask(around, at('login'), { method: 'POST', body });
          if (typeof answer === 'string') return answer;
          const session = answer.body['access_token'];
          if (answer.status !== 200 || typeof session !== 'string') return 'refused';
          // It was for the question alone.
          await ask(around, at('logout'), { method: 'POST', headers: { Authorization: `Bearer ${session}` } });
          return 'ok';
        }),
    },
  ];
}

/** OAuth 2.0, section 4.1.3, of a public client with PKCE. */
async function redeem(
  around: Surroundings,
  endpoint: string,
  code: string,
  { verifier, redirectUri }: Visit,
  clientId: string,
): Promise<{ readonly text: string } | { readonly failure: Failure }> {
  const query = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: clientId };
  const body = new URLSearchParams({ ...query, code_verifier: verifier }).toString();
  const answer = await ask(around, endpoint, { method: 'POST', headers: { 'Content-Type': formType }, body });
  if (typeof answer === 'string') return { failure: answer };
  const token = answer.body['access_token'];
  return answer.status === 200 && typeof token === 'string' ? { text: token } : { failure: 'token-refused' };
}

function addressOf(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
}
