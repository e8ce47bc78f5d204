import type { Stack } from '../test/stack/stack.ts';

/** A Matrix session as any client would hold it after signing in. */
export interface Session {
  /** The homeserver as the browser names it. */
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** Signs alice in at a new device, which goes again with `endSession`. */
export async function newSession(stack: Stack): Promise<Session> {
  const response = await fetch(`${stack.synapse.baseUrl}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({ type: 'org.matrix.login.jwt', token: await stack.token('alice') }),
  });
  const answer = (await response.json()) as Partial<Record<'user_id' | 'device_id' | 'access_token', string>>;
  const { user_id: userId, device_id: deviceId, access_token: accessToken } = answer;
  if (!userId || !deviceId || !accessToken) throw new Error(`The log-in was refused: ${JSON.stringify(answer)}`);
  return { homeserver: stack.origins.matrix, userId, deviceId, accessToken };
}

/** An account with a hundred devices is slower than one with two: a device that was measured is removed. */
export function endSession(stack: Stack, session: Session): Promise<void> {
  return stack.admin.deleteDevice(session.userId, session.deviceId);
}
