import { askWithForm, askWithJson } from './ask.ts';
import type { Outcome, Surroundings, Visit } from './step.ts';

interface SessionParts {
  readonly clientId: string;
  readonly tokenEndpoint: string;
  /** Base URL. */
  readonly homeserver: string;
}

/** OpenID Connect Core, 3.1.2.6: the service asks for the person, in one way or another. */
const nobody = ['login_required', 'interaction_required', 'account_selection_required', 'consent_required'];

/** Signs in with the code of a visit as the element does, and out again. */
export async function trySession(
  around: Surroundings,
  { code, error, verifier, redirectUri }: Visit,
  { clientId, tokenEndpoint, homeserver }: SessionParts,
): Promise<Outcome> {
  if (code === undefined) return error === undefined || nobody.includes(error) ? 'signed-out' : 'token-refused';
  // OAuth 2.0, section 4.1.3, of a public client with PKCE.
  const redeemed = await askWithForm(around, tokenEndpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    code_verifier: verifier,
  });
  if (redeemed === 'cors') return 'token-unreadable';
  if (typeof redeemed === 'string') return redeemed;
  const token = redeemed.body['access_token'];
  if (redeemed.status !== 200 || typeof token !== 'string') return 'token-refused';

  const at = (path: string): string => `${homeserver}/_matrix/client/v3/${path}`;
  const answer = await askWithJson(around, at('login'), {
    type: 'org.matrix.login.jwt',
    token,
    initial_device_display_name: 'Connection test',
  });
  if (typeof answer === 'string') return answer;
  if (answer.status === 429 || answer.status >= 500) return 'busy';
  const session = answer.body['access_token'];
  if (answer.status !== 200 || typeof session !== 'string') return 'refused';
  const ended = await askWithJson(around, at('logout'), {}, { Authorization: `Bearer ${session}` });
  return typeof ended !== 'string' && ended.status === 200 ? 'ok' : 'left-over';
}
