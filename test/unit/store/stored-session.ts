import assert from 'node:assert/strict';
import type { EngineStore } from '../../../src/protocol/engine-store.ts';
import type { AccountMarker, PageStore } from '../../../src/protocol/services.ts';
import type { StoredSession } from '../../../src/protocol/session.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore as openStore } from '../../../src/store/page-store.ts';

export const homeserver = 'https://matrix.example.org';
export const roomId = '!alpha:example.org';

export const session = (userId = '@alice:example.org', deviceId = 'DEVICE'): StoredSession => ({
  homeserver,
  userId,
  deviceId,
  accessToken: 'SECRET-ACCESS',
  refreshToken: 'SECRET-REFRESH',
  subject: 'subject-1',
  cryptoStoreKey: 'SECRET-STORE-KEY',
});

export const rejectsWith = (code: string, detail?: string): ((error: unknown) => boolean) => {
  return (error) => {
    const found = error as { code?: string; detail?: string };
    assert.equal(found.code, code);
    if (detail !== undefined) assert.equal(found.detail, detail);
    return true;
  };
};

/** What the page knows of a session. */
export const marker = ({ userId, deviceId }: StoredSession): AccountMarker => ({ userId, deviceId, expired: false });

export const openPageStore = (server: string): PageStore => openStore(server, () => Promise.resolve());

/** An engine's store with a session. */
export async function signedIn(who = session()): Promise<EngineStore> {
  const engine = await openEngineStore(homeserver);
  await engine.saveSession(who);
  return engine;
}
