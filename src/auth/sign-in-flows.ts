import { WikiRoomError } from '../protocol/error.ts';
import { getJson } from './get-json.ts';

/** Which of the flows we can use the homeserver offers. */
export interface SignInFlows {
  readonly jwt: boolean;
  readonly sso: boolean;
}

/** `GET /login` (Client-Server API). Rejects: homeserver-unreachable, homeserver-error. */
export async function signInFlows(homeserver: string): Promise<SignInFlows> {
  const { status, body } = await getJson(`${homeserver}/_matrix/client/v3/login`);
  const flows = body?.['flows'];
  if (!Array.isArray(flows)) {
    throw new WikiRoomError('homeserver-error', 'no list of sign-in flows', { detail: `HTTP ${status}` });
  }
  const offers = (type: string): boolean => flows.some((flow) => (flow as { type?: unknown } | null)?.type === type);
  return { jwt: offers('org.matrix.login.jwt'), sso: offers('m.login.sso') };
}
