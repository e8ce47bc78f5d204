import { SessionKeeper } from '../../../src/engine/session/session-keeper.ts';
import type { DeviceOwner } from '../../../src/engine/session/session-keeper.ts';
import { Topic } from '../../../src/engine/topic.ts';
import type { Credential, SessionSnapshot } from '../../../src/protocol/session.ts';
import { TestEngineStore } from '../../support/engine-store.ts';
import { fakeHomeserver, homeserver, refusal } from './fake-homeserver.ts';
import type { Answer, FakeRequest } from './fake-homeserver.ts';

export const alice: Credential = { kind: 'jwt', token: 'alice-token', subject: 'alice' };
export const bob: Credential = { kind: 'jwt', token: 'bob-token', subject: 'bob' };

export function setUp(
  store = new TestEngineStore(),
  override: (request: FakeRequest) => Answer | undefined = () => undefined,
) {
  const account: string[] = [];
  let devices = 0;
  const { fetch, requests } = fakeHomeserver((request) => {
    const special = override(request);
    if (special !== undefined) return special;
    if (!request.path.endsWith('/login')) return Response.json({});
    const name = String(request.body['token']).split('-')[0]!;
    const deviceId = request.body['device_id'] ?? `DEVICE${String(++devices)}`;
    return Response.json({
      user_id: `@${name}:example.org`,
      device_id: deviceId,
      access_token: `${name}-access`,
      refresh_token: `${name}-refresh`,
      expires_in_ms: 60_000,
    });
  });
  const snapshot = new Topic<SessionSnapshot>({ state: 'starting' });
  const settings = { homeserver, deviceName: 'wiki.example.org', wasmUrl: '' };
  const opened: { request: (path: string) => Promise<unknown>; owner: DeviceOwner }[] = [];
  const keeper = new SessionKeeper(
    settings,
    store,
    snapshot,
    (session, api, owner) => {
      account.push(`open ${session.userId}`);
      opened.push({ owner, request: (path) => api.request({ path }) });
      return {
        pause: () => account.push('pause'),
        resume: () => account.push('resume'),
        close: () => account.push('close'),
        closed: async () => undefined,
      };
    },
    fetch,
  );
  return { keeper, snapshot, account, requests, store, opened };
}

/** Alice is signed in, and the next request is told that the session has ended. */
export async function signedInUntil(soft: boolean) {
  const setup = setUp(new TestEngineStore(), ({ path }) =>
    /login|logout/.test(path) ? undefined : refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: soft }),
  );
  await setup.keeper.start();
  await setup.keeper.signIn(alice);
  return setup;
}
