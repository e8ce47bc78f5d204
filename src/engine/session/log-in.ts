import { WikiRoomError } from '../../protocol/error.ts';
import type { Credential, StoredSession } from '../../protocol/session.ts';
import type { EngineSettings } from '../../protocol/settings.ts';
import type { MatrixApi } from '../http/matrix-api.ts';
import { textOf } from '../shape.ts';
import { tokensOf } from './token-keeper.ts';

/** Who signs in looks on: a homeserver that asks for more patience than this is told of instead. Milliseconds. */
const patience = 20_000;

/**
 * Makes a Matrix session of a credential; source: Client-Server API, "Login", and `org.matrix.login.jwt`.
 * `former` is a session of this browser profile that may be taken up again, with its device.
 */
export async function logIn(
  api: MatrixApi,
  settings: EngineSettings,
  credential: Credential,
  former: StoredSession | undefined,
): Promise<StoredSession> {
  const request = {
    path: '/_matrix/client/v3/login',
    body: {
      type: credential.kind === 'jwt' ? 'org.matrix.login.jwt' : 'm.login.token',
      token: credential.token,
      refresh_token: true,
      initial_device_display_name: settings.deviceName,
      ...(former === undefined ? {} : { device_id: former.deviceId }),
    },
  };
  const answer = await api.patiently(request, patience).catch((error: unknown) => {
    throw refusalOf(WikiRoomError.from(error));
  });
  const userId = textOf(answer['user_id']);
  const deviceId = textOf(answer['device_id']);
  const accessToken = textOf(answer['access_token']);
  if (userId === undefined || deviceId === undefined || accessToken === undefined) {
    throw new WikiRoomError('homeserver-error', 'a log-in answer without a session');
  }
  const same = former?.userId === userId && former.deviceId === deviceId;
  return {
    homeserver: settings.homeserver,
    userId,
    deviceId,
    ...tokensOf(answer, accessToken),
    ...(credential.kind === 'jwt' ? { subject: credential.subject } : {}),
    ...(same ? keptOf(former) : { cryptoStoreKey: newCryptoStoreKey() }),
  };
}

/** What stays as it was where the same device signs in again. */
function keptOf(
  former: StoredSession,
): Pick<StoredSession, 'cryptoStoreKey' | 'records' | 'replaces' | 'replacedAt' | 'usedElsewhereAt' | 'former'> {
  const { accessToken: _1, refreshToken: _2, expiresAt: _3, subject: _4, expired: _5, locked: _6, ...kept } = former;
  return kept;
}

function refusalOf(error: WikiRoomError): WikiRoomError {
  const passes = ['homeserver-unreachable', 'homeserver-error', 'rate-limited', 'account-locked'].includes(error.code);
  return passes ? error : new WikiRoomError('sign-in-failed', error.message, { cause: error, detail: error.detail });
}

/** 32 random bytes, base64. */
function newCryptoStoreKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}
